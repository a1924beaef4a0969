"""What the signer, the officer, the clerk and whoever types a command see of it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from petitions import tasks
from petitions.admin import waiting
from petitions.bundles import places
from petitions.deliveries.entering import actions as entering
from petitions.models import Delivery, Erasure, Hold, Signature
from petitions.models.erasure import Kind, State
from petitions.retention import actions as retention
from petitions.signing import queries as signatures
from petitions.signing import receipt
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, TargetProfile
from tests.builders_bundles import a_desk_token, open_desk
from tests.builders_retention import (
    a_petition_with_people,
    an_overdue_petition,
    delivered,
    erased,
    years_pass,
)
from tests.builders_review import PASSWORD, a_moderator, a_release_officer, signed_in
from tests.builders_signing import (
    a_doubt_token,
    answer_inquiries,
    close,
    forget_what_pages_keep,
    letters_sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
DESK = "/admin/petitions/erasure/"
NAME = "Ona Petraitė"


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": a_release_officer().email, "password": PASSWORD})
    return client


def page(signature: Signature) -> str:
    forget_what_pages_keep()
    with translation.override("en"):
        address = reverse("petitions:signature", args=[signature.reference])
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_signers_page_says_that_it_was_erased_as_promised_and_counts() -> None:
    an_overdue_petition(NAME)
    signature = Signature.objects.get()
    assert NAME in page(signature)

    erased()

    shown = page(signature)
    assert "Your signature counts, and your name has been erased" in shown
    assert "as we promised" in shown
    assert "Bundle 1" in shown or "bundle 1" in shown
    for gone in (NAME, "Withdraw my signature", "None", "stronger way", 'data-salt="A'):
        assert gone not in shown
    assert 'data-salt=""' in shown
    assert "entry 1 of 1" in shown


def test_what_was_never_sent_is_not_said_to_go_anywhere() -> None:
    close(a_petition_with_people(NAME))
    years_pass()
    erased()

    shown = page(Signature.objects.get())

    assert "It has not gone, and will not go, to" in shown
    assert "With the next bundle" not in shown


def test_a_question_about_an_erased_one_changes_nothing() -> None:
    token = a_doubt_token()
    older = Signature.objects.order_by("pk")[0]
    retention.erase_one(older.reference, by=a_release_officer(), reason="Request 7")
    before = list(Signature.objects.order_by("pk").values())

    with translation.override("en"):
        address = reverse("petitions:one-or-two", args=[token])
    for answer in ("one", "two"):
        assert Client().post(address, {"answer": answer}).status_code == 200

    assert list(Signature.objects.order_by("pk").values()) == before


def test_a_receipt_that_somebody_kept_is_still_genuine() -> None:
    an_overdue_petition(NAME)
    signature = Signature.objects.get()
    found = signatures.of_reference(signature.reference)
    kept = receipt.of(found) if found else None
    assert kept

    erased()

    assert receipt.find_genuine(signature.reference, kept.digest)


def test_after_a_request_it_says_so_and_that_whoever_has_it_is_told() -> None:
    petition = a_petition_with_people(NAME)
    delivered(petition)
    signature = Signature.objects.get()

    retention.erase_one(signature.reference, by=a_release_officer(), reason="Request 7")

    shown = page(signature)
    assert "as you asked" in shown
    assert "it was taken back" in shown
    assert NAME not in shown


def test_nothing_of_an_erased_signature_can_be_changed() -> None:
    an_overdue_petition(NAME)
    signature = Signature.objects.get()
    erased()
    before = Signature.objects.values().get()

    with translation.override("en"):
        for name in ("withdraw-signature", "signature-choices", "signature-address"):
            address = reverse(f"petitions:{name}", args=[signature.reference])
            for answer in (Client().get(address), Client().post(address, {"email": "a@b.lv"})):
                assert answer.status_code == 302, name

    assert Signature.objects.values().get() == before


def test_have_i_signed_does_not_find_it_and_says_why_beforehand() -> None:
    an_overdue_petition(NAME)
    erased()
    sent = len(letters_sent())

    asked = Client().post("/en/signatures/mine/", {"email": "who0@example.org"}, follow=True)
    answer_inquiries()

    assert "as we promised" in asked.content.decode()
    assert len(letters_sent()) == sent


def test_the_first_page_of_the_desk_says_what_is_due_until_it_is_erased(officer: Client) -> None:
    an_overdue_petition(NAME)
    user = a_release_officer()
    assert not [line for line in waiting.for_user(user) if "is over" in line.words]

    tasks.look_what_is_due()
    tasks.look_what_is_due()

    report = Erasure.objects.get()
    assert "is over" in officer.get("/admin/").content.decode()
    shown = officer.get(f"{DESK}{report.uuid}/").content.decode()
    assert "its time after the acknowledgement is over" in shown
    assert NAME not in shown
    erased(report)
    assert not [line for line in waiting.for_user(user) if "is over" in line.words]


def test_an_officer_erases_with_a_reason_and_a_fresh_login(officer: Client) -> None:
    an_overdue_petition(NAME)
    report = retention.look()
    door = f"{DESK}{report.uuid}/erase/"

    stale = signed_in(a_release_officer()).post(door, {"erase-reason": "Its time is over"})
    assert stale.headers["Location"].startswith("/accounts/reauthenticate/")
    officer.post(door, {"erase-reason": ""})
    assert not Erasure.objects.exclude(kind=Kind.LOOK).exists()

    officer.post(door, {"erase-reason": "Its time is over"})
    tasks.sweep_erasures.apply()
    begun = Erasure.objects.get(kind=Kind.RETENTION)
    tasks.erase(begun.pk)

    begun.refresh_from_db()
    assert (begun.state, begun.by, begun.reason) == (
        State.ERASED, a_release_officer(), "Its time is over",
    )  # fmt: skip
    shown = officer.get(f"{DESK}{begun.uuid}/").content.decode()
    assert "Signatures erased" in shown
    assert "its time after the acknowledgement is over" in shown


def test_nobody_else_erases() -> None:
    an_overdue_petition(NAME)
    report = retention.look()
    client = Client()
    client.post("/accounts/login/", {"login": a_moderator().email, "password": PASSWORD})

    for door in (f"{DESK}{report.uuid}/erase/", f"{DESK}look/", f"{DESK}one/erase/"):
        assert client.post(door, {"erase-reason": "Why not"}).status_code == 403

    assert Erasure.objects.count() == 1


def test_an_officer_sees_what_would_happen_and_erases_one_signature(officer: Client) -> None:
    petition = a_petition_with_people(NAME)
    delivered(petition)
    signature = Signature.objects.get()

    asked = officer.post(f"{DESK}one/", {"reference": f" {signature.reference.lower()} "})
    shown = asked.content.decode()
    assert signature.reference in shown
    assert "are told with the next bundle" in shown
    assert NAME not in shown
    nothing = officer.post(f"{DESK}one/erase/", {"reference": signature.reference, "reason": ""})
    assert "Write why" in nothing.content.decode()
    assert not Signature.objects.erased().exists()

    officer.post(f"{DESK}one/erase/", {"reference": signature.reference, "reason": "Request 7"})

    assert Signature.objects.erased().get() == signature
    line = CustodyEvent.objects.get(event="signature.erased")
    assert line.by == a_release_officer()


def test_an_unknown_reference_is_said_to_be_unknown(officer: Client) -> None:
    shown = officer.post(f"{DESK}one/", {"reference": "S-NOBODY"}).content.decode()

    assert "No signature has this reference." in shown


def test_an_officer_holds_a_petition_and_a_bundle(officer: Client) -> None:
    petition = an_overdue_petition(NAME)
    bundle = Delivery.objects.get().bundle
    for place in (f"petition/{petition.slug}", f"bundle/{bundle.uuid}"):
        address = f"/admin/petitions/{place}/"

        officer.post(f"{address}hold/", {"hold-reason": "A court has asked"})
        shown = officer.get(address).content.decode()
        assert "A court has asked" in shown
        officer.post(f"{address}end-hold/", {"end-hold-reason": "It has decided"})

        assert "A court has asked" not in officer.get(address).content.decode()
    assert Hold.objects.exclude(ended_at=None).count() == 2


def test_a_clerk_reads_that_the_file_was_erased_and_nobody_opens_it_again() -> None:
    an_overdue_petition(NAME)
    delivery = Delivery.objects.get()
    client = Client()
    open_desk(client, delivery)
    erased()

    delivery = Delivery.objects.get()
    with translation.override("en"):
        desk = reverse("petitions:desk", args=[a_desk_token(delivery)])
        file = reverse("petitions:desk-download", args=[a_desk_token(delivery), delivery.uuid])
    assert "We have erased our copy" in client.get(desk).content.decode()
    assert "/signed/" not in client.get(desk).content.decode()
    assert client.get(file).status_code == 423
    assert "we erased our copy" in client.get(file).content.decode()
    with pytest.raises(Refusal, match="erased"):
        entering.unlock(delivery.pk, reason="They ask", by=a_release_officer())


def test_a_copy_that_nobody_has_fetched_goes_from_the_shared_folder(settings: Settings) -> None:
    petition = a_petition_with_people(NAME)
    TargetProfile.objects.update(channel="drop")
    delivery = delivered(petition)
    copy = settings.DROP_ROOT / delivery.placed_at
    assert copy.is_file()
    close(petition)
    years_pass()

    erased()

    assert [path for path in settings.DROP_ROOT.rglob("*") if path.is_file()] == []
    assert not places.sealed(Delivery.objects.get().bundle).exists()


def test_the_command_looks_and_only_for_real_erases() -> None:
    petition = an_overdue_petition(NAME)
    out = StringIO()

    call_command("retention", stdout=out)

    assert f"due: 1 signature {petition.slug} → gov-lt: acknowledged" in out.getvalue()
    assert "Nothing was erased" in out.getvalue()
    assert not Signature.objects.erased().exists()
    with pytest.raises(CommandError, match="Say why"):
        call_command("retention", for_real=True, stdout=StringIO())
    call_command("retention", for_real=True, reason="Its time is over", stdout=out)
    assert "Erased: 1 signatures, files of 1 bundles." in out.getvalue()
    assert NAME not in out.getvalue()
