"""The page: download, sign elsewhere, bring it back; nothing that was typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from petitions.models import Petition, Signature, SignedContainer
from petitions.models.signature import State
from petitions.signing.qualified import actions as qualified
from testimonies import limits
from tests.builders_containers import a_received_container
from tests.builders_signing import (
    a_closed_petition,
    a_confirmed_signature,
    an_old_stamp,
    an_open_petition,
)
from tests.petitions.signing.qualified.signing_programs import Programs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def address(petition: Petition, more: str = "") -> str:
    return f"/en/petitions/{petition.slug}/sign/qualified/{more}"


def typed(petition: Petition, content: bytes = b"no container", **answers: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "file": SimpleUploadedFile("signed.asice", content),
        "country": "EE",
        "email": "mari@example.org",
        "display": "hidden",
        "send": "all",
        "stamp": an_old_stamp(petition),
        "website": "",
        "replaces": "",
    }
    return told | answers


def followed(client: Client, at: str) -> str:
    (container,) = SignedContainer.objects.all()
    qualified.check(container.pk)
    return client.get(at).content.decode()


def test_the_page_explains_and_offers_the_statement(client: Client) -> None:
    petition = an_open_petition()

    page = client.get(address(petition)).content.decode()

    assert "DigiDoc4" in page
    assert "Podpis zaufany" in page
    assert f'href="{address(petition, "statement.en.pdf")}"' in page
    assert 'enctype="multipart/form-data"' in page
    assert "Everybody can read who has signed there" not in page


def test_whoever_wants_news_says_where_to(client: Client) -> None:
    petition = an_open_petition()

    said = client.post(address(petition), typed(petition, email="", wants_news="on"))

    assert said.status_code == 422
    assert "Where shall we write to?" in said.text
    assert not SignedContainer.objects.exists()


@pytest.mark.parametrize("page", ["sign/", "sign/qualified/", "paper/"])
def test_every_way_says_before_where_names_become_public(client: Client, page: str) -> None:
    petition = an_open_petition(targets=["verkhovna-rada-petition", "gov-ua-letter"])

    said = " ".join(client.get(f"/en/petitions/{petition.slug}/{page}").text.split())

    assert (
        "Everybody can read who has signed there: <strong>Verkhovna Rada of Ukraine</strong>"
        in said
    )


def test_what_it_will_be_worth_is_said_before_anybody_uploads(client: Client) -> None:
    petition = an_open_petition(targets=["riigikogu-collective-address", "gov-ee-letter"])

    said = " ".join(client.get(address(petition)).text.split())

    counted, _sep, on_condition = said.partition("There it counts on a condition")
    assert "There your signature counts" in counted
    assert "Only people who live in this country are counted: Estonia." in on_condition
    assert "Otherwise it goes there as a declaration of support." in on_condition


@pytest.mark.parametrize(
    ("ending", "kind", "start"),
    [("pdf", "application/pdf", b"%PDF-"), ("asice", "application/vnd.etsi.asic-e+zip", b"PK")],
)
def test_the_statement_is_downloaded_as_it_is_kept(
    client: Client, ending: str, kind: str, start: bytes
) -> None:
    petition = an_open_petition()

    first = client.get(address(petition, f"statement.lv.{ending}"))
    second = client.get(address(petition, f"statement.lv.{ending}"))

    assert first.content == second.content
    assert first.content.startswith(start)
    assert first["Content-Type"] == kind
    assert f'filename="{petition.slug}.lv.{ending}"' in first["Content-Disposition"]


def test_a_language_that_the_petition_does_not_speak_is_not_found(client: Client) -> None:
    petition = an_open_petition()

    assert client.get(address(petition, "statement.de.pdf")).status_code == 404


def test_a_signed_file_is_kept_checked_and_counted(client: Client, programs: Programs) -> None:
    petition = an_open_petition()
    statement = client.get(address(petition, "statement.en.asice")).content

    sent = client.post(address(petition), typed(petition, programs.digidoc(statement)))

    waiting = client.get(sent["Location"]).content.decode()
    assert "being checked" in waiting or "are checking it" in waiting
    assert '<meta http-equiv="refresh"' in waiting
    page = followed(client, sent["Location"])
    signature = Signature.objects.get()
    assert "Your qualified signature counts" in page
    assert f"/en/signatures/{signature.reference}/" in page
    assert "refresh" not in page


def test_what_is_put_aside_looks_the_same(client: Client, programs: Programs) -> None:
    petition = an_open_petition()
    statement = client.get(address(petition, "statement.en.asice")).content
    sent = client.post(address(petition), typed(petition, programs.digidoc(statement)))
    before = followed(client, sent["Location"])

    Signature.objects.update(state=State.QUARANTINED, suspicions=["same_person"])

    assert client.get(sent["Location"]).text == before


def test_the_worker_is_nudged(
    client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    petition = an_open_petition()

    with django_capture_on_commit_callbacks() as nudges:
        client.post(address(petition), typed(petition))

    assert len(nudges) == 1


def test_a_file_that_does_not_count_says_why_and_what_to_do(client: Client) -> None:
    petition = an_open_petition()
    sent = client.post(address(petition), typed(petition))

    page = followed(client, sent["Location"])

    assert "This file does not count" in page
    assert "This is no signed file." in page
    assert f'{address(petition)}#upload"' in page


def test_another_petition_does_not_show_it(client: Client) -> None:
    container, other = a_received_container(), an_open_petition()

    assert client.get(address(other, f"{container.reference}/")).status_code == 404


def test_without_a_file_what_was_typed_stays(client: Client) -> None:
    petition = an_open_petition()
    answers = typed(petition, country="LT", email="ona@example.org", display="name")
    del answers["file"]

    page = client.post(address(petition), answers)

    text = page.content.decode()
    assert page.status_code == 422
    assert "Please choose the file that you have signed." in text
    assert 'value="ona@example.org"' in text
    assert re.search(r'<option value="LT" selected', text)
    assert re.search(r'value="name"[^>]*checked', text)
    assert not SignedContainer.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("country", "XX"), ("email", "no address"), ("send", ""), ("website", "http://x")],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(client: Client, name: str, value: str) -> None:
    petition = an_open_petition()

    page = client.post(address(petition), typed(petition) | {name: value})

    assert page.status_code == 422
    assert "Something needs another look" in page.content.decode()
    assert not SignedContainer.objects.exists()


def test_the_email_address_may_be_left_out(client: Client) -> None:
    petition = an_open_petition()

    sent = client.post(address(petition), typed(petition, email=""))

    assert sent.status_code == 302
    assert SignedContainer.objects.get().told["email"] == ""


def test_a_page_that_was_open_all_night_still_takes_the_file(client: Client) -> None:
    petition = an_open_petition()
    stamp = an_old_stamp(petition, seconds=24 * 3600)

    assert client.post(address(petition), typed(petition, stamp=stamp)).status_code == 302


def test_another_site_cannot_send_a_file(client: Client) -> None:
    petition = an_open_petition()

    page = client.post(address(petition), typed(petition), HTTP_ORIGIN="https://example.com")

    assert page.status_code == 403
    assert not SignedContainer.objects.exists()


def test_only_some_institutions(client: Client) -> None:
    petition = an_open_petition()

    client.post(address(petition), typed(petition, send="chosen", institutions=["seimas"]))

    chosen = SignedContainer.objects.get().told["targets"]
    assert chosen == [petition.targets.get(profile__institution__code="seimas").pk]


def test_the_page_of_a_weaker_signature_leads_here_and_names_it(client: Client) -> None:
    signature = a_confirmed_signature()
    page = client.get(f"/en/signatures/{signature.reference}/").content.decode()
    at = f"/en/signatures/{signature.reference}/qualified/"
    assert at in page

    form = client.get(at)
    sent = client.post(at, typed(signature.petition, replaces=signature.reference))

    assert f'name="replaces" value="{signature.reference}"' in form.content.decode()
    assert "no-store" in form["Cache-Control"]
    assert sent.status_code == 302
    assert SignedContainer.objects.get().told["replaces"] == signature.reference


def test_a_closed_petition_takes_no_file(client: Client) -> None:
    petition = a_closed_petition()

    assert client.get(address(petition)).status_code == 409
    assert client.post(address(petition), typed(petition)).status_code == 409
    assert not SignedContainer.objects.exists()


def test_too_many_files_from_one_place_have_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = an_open_petition()
    few = limits.Limit("containers", 1, 3600)
    monkeypatch.setattr(limits, "CONTAINERS", few)
    client.post(address(petition), typed(petition))

    page = client.post(address(petition), typed(petition, b"another"))

    assert "Too many files came from here" in page.content.decode()
    assert SignedContainer.objects.count() == 1
