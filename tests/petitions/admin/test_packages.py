"""A package leaves the desk after a preview, with a reason and a fresh login, and each is told."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from petitions.bundles import actions as bundles
from petitions.models import ArchivePackage
from petitions.models.package import State
from petitions.packages import actions as packages
from testimonies.intake import actions as intake
from testimonies.models import CustodyEvent, Testimony
from tests.builders_bundles import a_petition_with, a_sealed_bundle, a_sent_delivery
from tests.builders_ledger import a_ledger
from tests.builders_packages import (
    FOR_ARCHIVES,
    an_accepted_testimony_with_papers,
    of_case,
    of_petition,
    written,
)
from tests.builders_review import PASSWORD, a_release_officer, an_accepted_testimony, staff
from tests.petitions.admin.test_bundles import as_if_signed_in_long_ago

pytestmark = pytest.mark.django_db
PACKAGES = "/admin/petitions/archivepackage/"
ANY = "6f1b0a52-0c5c-4f0f-9a35-1d8f3a1f7b11"
ASKED = {"format": "eark", "archive": "Rahvusarhiiv", "institution": "", "agreement": ""}


def officer() -> Client:
    client = Client()
    login = {"login": a_release_officer().email, "password": PASSWORD}
    client.post("/accounts/login/", login)
    return client


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def of(thing: str, name: str, **more: str) -> dict[str, str]:
    return {**ASKED, "thing": thing, "name": name, **more}


def asked_for(page: str) -> str:
    """Which package this page makes."""
    found = re.search(r'name="package" value="([0-9a-f-]{36})"', page)
    return found[1] if found else ""


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    return found[1] if found else ""


def test_a_petition_is_shown_asked_for_written_and_taken() -> None:
    petition, client = a_ledger(2), officer()

    page = words(client.post(f"{PACKAGES}new/", of("petition", petition.slug)))
    asked = of("petition", petition.slug, reason="Agreed in May", package=asked_for(page))
    answer = client.post(f"{PACKAGES}new/ask/", asked)
    package = ArchivePackage.objects.get()
    written(package)
    taken = client.get(f"{PACKAGES}{package.uuid}/file/")

    assert petition.text_digest in page
    assert "Everybody who signed" in page
    assert answer.headers["Location"] == f"{PACKAGES}{package.uuid}/"
    content = b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    done = ArchivePackage.objects.get()
    assert hashlib.sha256(content).hexdigest() == done.sha256
    assert taken.headers["Content-Disposition"].endswith(f'"{package.identifier}.zip"')
    assert "no-store" in taken.headers["Cache-Control"]
    line = CustodyEvent.objects.get(event="package.handed_out")
    assert (line.by, line.detail["last"]) == (a_release_officer(), len(content) - 1)


def test_a_broken_download_goes_on_and_each_part_is_told() -> None:
    package, client = written(of_petition(a_ledger(1))), officer()

    rest = client.get(f"{PACKAGES}{package.uuid}/file/", headers={"Range": "bytes=100-"})

    assert rest.status_code == 206
    assert len(b"".join(rest.streaming_content)) == (package.size or 0) - 100  # type: ignore[attr-defined]
    line = CustodyEvent.objects.get(event="package.handed_out")
    assert line.detail["first"] == 100


def test_the_preview_of_a_testimony_shows_what_goes_and_what_stays_and_is_told() -> None:
    testimony, client = an_accepted_testimony_with_papers(), officer()

    page = words(client.post(f"{PACKAGES}new/", of("case", testimony.reference.lower())))

    for told in ("Ona Žemaitytė-Kazlauskienė", "Certificate of 1989", "school.jpg"):
        assert told in page, told
    assert "How to reach the person" in page
    assert seen(page)
    look = CustodyEvent.objects.get(event="submission.previewed_for_archive")
    assert (look.subject, look.by) == (testimony.submission.reference, a_release_officer())


def test_a_testimony_goes_as_it_was_seen() -> None:
    testimony, client = an_accepted_testimony(**FOR_ARCHIVES), officer()
    page = words(client.post(f"{PACKAGES}new/", of("case", testimony.reference)))

    told = {"seen": seen(page), "package": asked_for(page)}
    asked = of("case", testimony.reference, reason="Agreed", **told)
    client.post(f"{PACKAGES}new/ask/", asked)

    assert written(ArchivePackage.objects.get()).consent == testimony.submission.consents.get()


def test_what_changed_since_it_was_seen_is_shown_again_first() -> None:
    testimony, client = an_accepted_testimony(**FOR_ARCHIVES), officer()

    asked = of("case", testimony.reference, reason="Agreed", seen="00" * 32, package=ANY)
    answer = client.post(f"{PACKAGES}new/ask/", asked)

    assert "has changed since you saw it" in words(answer)
    assert not ArchivePackage.objects.exists()


def test_what_nobody_has_seen_is_not_made() -> None:
    testimony, client = an_accepted_testimony(**FOR_ARCHIVES), officer()

    answer = client.post(
        f"{PACKAGES}new/ask/",
        of("case", testimony.reference, reason="Agreed", seen="", package=ANY),
    )

    assert "has changed since you saw it" in words(answer)
    assert not ArchivePackage.objects.exists()


@pytest.mark.parametrize(
    ("pages", "said"),
    [({}, "does not let it go to an archive"), ({"audience": {"text": ["archive"]}}, "not leave")],
)
def test_what_may_not_go_shows_nothing_but_why(pages: dict[str, Any], said: str) -> None:
    testimony, client = an_accepted_testimony(**pages), officer()

    page = words(client.post(f"{PACKAGES}new/", of("case", testimony.reference)))

    assert said in page
    assert "Ona" not in page


def test_what_is_not_there_is_said_and_what_was_typed_stays() -> None:
    page = words(officer().post(f"{PACKAGES}new/", of("case", "T-NOBODY99")))

    assert "There is nothing of that name." in page
    assert 'value="T-NOBODY99"' in page


def test_two_clicks_make_one_package_and_two_looks_make_two() -> None:
    petition, client = a_ledger(1), officer()
    pages = [words(client.post(f"{PACKAGES}new/", of("petition", petition.slug))) for _ in "ab"]
    first, other = (
        of("petition", petition.slug, reason="Agreed", package=asked_for(page)) for page in pages
    )

    clicks = [client.post(f"{PACKAGES}new/ask/", asked) for asked in (first, first)]

    package = ArchivePackage.objects.get()
    assert [c.headers["Location"] for c in clicks] == [f"{PACKAGES}{package.uuid}/"] * 2
    assert CustodyEvent.objects.filter(event="package.asked").count() == 1
    client.post(f"{PACKAGES}new/ask/", other)
    assert ArchivePackage.objects.count() == 2


def test_a_word_for_one_package_makes_no_other() -> None:
    petition, client = a_ledger(1), officer()
    page = words(client.post(f"{PACKAGES}new/", of("petition", petition.slug)))
    asked = of("petition", petition.slug, reason="Agreed", package=asked_for(page))
    client.post(f"{PACKAGES}new/ask/", asked)

    answer = client.post(f"{PACKAGES}new/ask/", asked | {"format": "bagit"})

    assert "This was asked for already." in words(answer)
    assert ArchivePackage.objects.get().format == "eark"
    assert CustodyEvent.objects.filter(event="package.asked").count() == 1


def test_without_a_reason_nothing_is_made() -> None:
    petition = a_ledger(1)

    answer = officer().post(f"{PACKAGES}new/ask/", of("petition", petition.slug))

    assert "Write why, in a few words." in words(answer)
    assert not ArchivePackage.objects.exists()


def test_after_a_while_one_signs_in_again_before_each_step() -> None:
    package, client = written(of_petition(a_ledger(1))), officer()
    as_if_signed_in_long_ago(client)

    answers = [
        client.get(f"{PACKAGES}new/"),
        client.post(f"{PACKAGES}new/ask/", of("petition", "x", reason="Why")),
        client.get(f"{PACKAGES}{package.uuid}/file/"),
    ]

    for answer in answers:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert ArchivePackage.objects.count() == 1
    assert not CustodyEvent.objects.filter(event="package.handed_out").exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.RELEASE_OFFICER])
def test_nobody_else_sees_or_takes_one(role: Role) -> None:
    package, client = written(of_petition(a_ledger(1))), Client()
    client.post("/accounts/login/", {"login": staff(role).email, "password": PASSWORD})

    for place in ("", "new/", f"{package.uuid}/", f"{package.uuid}/file/"):
        assert client.get(f"{PACKAGES}{place}").status_code == 403, place
    assert client.post(f"{PACKAGES}new/ask/", of("petition", "x")).status_code == 403


def test_a_consent_that_has_ended_is_said_instead_of_the_file() -> None:
    package, client = written(of_case(an_accepted_testimony(**FOR_ARCHIVES))), officer()
    intake.withdraw(Testimony.objects.get().submission_id)

    answer = client.get(f"{PACKAGES}{package.uuid}/file/", follow=True)

    assert "Its consent no longer lets it go" in words(answer)
    assert ArchivePackage.objects.get().state == State.DELETED


def test_a_failure_is_shown_with_a_button_and_deleting_asks_why() -> None:
    package, client = of_petition(a_ledger(1)), officer()
    ArchivePackage.objects.update(attempts=packages.MOST_ATTEMPTS)
    packages.write(package.pk)
    page = f"{PACKAGES}{package.uuid}/"

    shown = words(client.get(page))
    client.post(f"{page}try-again/")
    again = ArchivePackage.objects.get().state
    client.post(f"{page}remove/", {"remove-reason": ""})
    still = ArchivePackage.objects.get().state
    client.post(f"{page}remove/", {"remove-reason": "Asked for by mistake"})

    assert "never ended" in shown
    assert "Try again now" in shown
    assert (again, still) == (State.ASKED, State.ASKED)
    assert ArchivePackage.objects.get().state == State.DELETED


def test_each_cell_of_a_list_says_its_column_where_there_is_no_room_for_a_head() -> None:
    of_petition(a_ledger(1))

    page = words(officer().get(PACKAGES))

    labels = re.findall('<t[dh] data-label="([^"]+)"', page)
    assert labels == ["Archive package", "Form", "State", "Archive", "Asked for"]
    assert page.count('<th scope="col"') == len(labels)


@pytest.mark.usefixtures("with_authority")
def test_what_was_discarded_is_not_counted_as_handed_over() -> None:
    petition = a_petition_with("Ona Petraitė")
    bundles.discard(a_sealed_bundle(petition).pk, by=a_release_officer(), reason="Trying out")
    a_sent_delivery(petition)

    page = words(officer().post(f"{PACKAGES}new/", of("petition", petition.slug)))

    assert re.search(r"Bundles that were handed over</dt>\s*<dd>\s*1\s*</dd>", page)
