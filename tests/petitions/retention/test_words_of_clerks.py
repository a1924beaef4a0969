"""What clerks and we wrote to each other may name a signer who asks to be erased."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from petitions.deliveries.responding import actions as responding
from petitions.models import Delivery, InstitutionResponse, Signature
from petitions.retention import actions as retention
from petitions.retention import queries, rules
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_retention import a_petition_with_people, delivered
from tests.builders_review import PASSWORD, a_release_officer
from tests.petitions.admin.test_bundles import as_if_signed_in_long_ago

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
ONA = "Is Onai Petraitei, who stands in line 1, the same as in your other list?"
RESPONSES = "/admin/petitions/institutionresponse/"


@pytest.fixture
def delivery() -> Delivery:
    return delivered(a_petition_with_people("Ona Petraitė", "Mārtiņš Ozols"))


@pytest.fixture
def ona(delivery: Delivery) -> Signature:
    return delivery.bundle.target.petition.signatures.order_by("pk")[0]


def asked(delivery: Delivery, text: str, answer: str = "") -> InstitutionResponse:
    question = responding.ask(delivery.pk, text=text, clerk="R. K.")
    if answer:
        return responding.reply(question.pk, text=answer, by=a_release_officer())
    return question


def found(signature: Signature) -> list[InstitutionResponse]:
    before = queries.before_erasing(signature.reference)
    assert before
    return list(before.spoken_of)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Parašė p. Petraitytė", True),
        ("petraites", True),
        ("Petraičiui", True),
        ("Where is line 7?", False),
        ("Ona", False),  # too short: it begins too many words
        ("", False),
    ],
)
def test_a_name_is_found_however_it_is_bent(text: str, is_found: bool) -> None:
    assert rules.may_speak_of(text, ["Ona Petraitė"]) is is_found


def test_a_reference_and_a_mailbox_are_found() -> None:
    assert rules.may_speak_of("about S-7KQ4WXYZ", ["7KQ4WXYZ"])
    assert rules.may_speak_of("who0@example.org wrote", ["who0"])


def test_words_about_a_signer_are_shown_before_anything_is_erased(
    delivery: Delivery, ona: Signature
) -> None:
    theirs = asked(delivery, ONA)
    ours = asked(delivery, "Which is line 1?", "It is Ona Petraitė.")
    asked(delivery, "Which law is it?", "The one of 1990.")

    assert found(ona) == [theirs, ours]


def test_words_about_other_bundles_are_not_looked_through(ona: Signature) -> None:
    other = delivered(a_petition_with_people("Jonas Kazlauskas"))
    asked(other, ONA)

    assert found(ona) == []


def test_an_officer_reads_them_erases_them_and_then_the_signature(
    delivery: Delivery, ona: Signature
) -> None:
    question = asked(delivery, ONA, "No, she is another.")
    client = Client()
    client.post("/accounts/login/", {"login": a_release_officer().email, "password": PASSWORD})
    page = f"{RESPONSES}{question.uuid}/"

    before = client.post("/admin/petitions/erasure/one/", {"reference": ona.reference})
    client.post(f"{page}forget/", {"forget-reason": "Request 7 of today"})

    assert page in unescape(before.content.decode())
    question.refresh_from_db()
    assert (question.told, question.reply, question.is_forgotten) == ({}, {}, True)
    line = CustodyEvent.objects.get(event="response.forgotten")
    assert (line.by, line.detail["reason"]) == (a_release_officer(), "Request 7 of today")
    assert "Onai" not in str(line.detail)
    assert found(ona) == []
    retention.erase_one(ona.reference, by=a_release_officer(), reason="Request 7 of today")


def test_it_needs_a_fresh_login(delivery: Delivery) -> None:
    question, client = asked(delivery, ONA, "No."), Client()
    client.post("/accounts/login/", {"login": a_release_officer().email, "password": PASSWORD})
    as_if_signed_in_long_ago(client)

    answer = client.post(f"{RESPONSES}{question.uuid}/forget/", {"forget-reason": "Request 7"})

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    question.refresh_from_db()
    assert question.told["text"] == ONA


@pytest.mark.parametrize("state", ["not answered", "held", "without a reason"])
def test_what_must_stay_stays(delivery: Delivery, state: str) -> None:
    question = asked(delivery, ONA, "" if state == "not answered" else "No.")
    officer = a_release_officer()
    if state == "held":
        retention.hold_bundle(delivery.bundle_id, by=officer, reason="Court")
    reason = " " if state == "without a reason" else "Request 7"

    with pytest.raises(Refusal):
        responding.forget_on_request(question.pk, by=officer, reason=reason)

    question.refresh_from_db()
    assert question.told["text"] == ONA
    assert not CustodyEvent.objects.filter(event="response.forgotten").exists()
