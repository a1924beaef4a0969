"""What an institution tells on its desk: counts, questions, answers; and what becomes of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from petitions.deliveries import queries
from petitions.deliveries.responding import actions as responding
from petitions.deliveries.responding.actions import Outcome
from petitions.models import Delivery, InstitutionResponse
from petitions.models.delivery import State
from petitions.models.response import ResponseKind
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from tests.builders_bundles import (
    a_desk_token,
    a_question,
    a_sent_delivery,
    an_acknowledged_delivery,
    open_desk,
    with_address,
)
from tests.builders_review import a_release_officer
from tests.builders_signing import letters_sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
DAY = date(2026, 11, 2)
TYPED = {
    "kind": "hearing", "on_0": "2", "on_1": "11", "on_2": "2026", "text": "The committee sits.",
    "clerk": "R. Kazlauskas", "may_be_public": "on",
}  # fmt: skip


def place(delivery: Delivery, name: str) -> str:
    with translation.override("en"):
        return reverse(f"petitions:{name}", args=[a_desk_token(delivery), delivery.uuid])


def an_outcome(kind: str = "decision", **words: object) -> Outcome:
    given = {"text": "It is decided. Ask Ona Petraitė.", "clerk": "R. K.", "may_be_public": True}
    return Outcome(kind=kind, on=DAY, **given | words)  # type: ignore[arg-type]


def state_of(delivery: Delivery) -> str:
    return Delivery.objects.get(pk=delivery.pk).state


def test_a_count_later_than_the_acknowledgement(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    open_desk(client, delivery)
    typed = {"verified": "1", "invalid": "1", "why": "No date of birth", "clerk": "R. K."}

    told = [client.post(place(delivery, "desk-count"), typed) for _press in range(2)]

    assert {each.status_code for each in told} == {302}
    assert state_of(delivery) == State.VERIFIED
    said = delivery.responses.get(kind=ResponseKind.VERIFICATION)
    assert (said.verified_count, said.invalid_count) == (1, 1)
    assert said.told == {"text": "No date of birth", "clerk": "R. K."}
    page = client.get(told[0].headers["Location"]).content.decode()
    assert "Valid: 1." in page
    assert "No date of birth" in page


def test_a_second_count_corrects_the_first() -> None:
    delivery = an_acknowledged_delivery()
    responding.count(delivery.pk, verified=2, invalid=None)

    responding.count(delivery.pk, verified=1, invalid=1)

    (newest, *_older) = queries.public_timeline(delivery.bundle.target.petition_id)
    assert (newest.kind, newest.count, newest.invalid) == ("verified", 1, 1)
    assert delivery.responses.filter(kind=ResponseKind.VERIFICATION).count() == 2


@pytest.mark.parametrize(("verified", "invalid"), [(3, None), (2, 1)])
def test_nobody_counts_more_than_there_are(verified: int, invalid: int | None) -> None:
    delivery = an_acknowledged_delivery()

    with pytest.raises(Refusal, match="There are 2 signatures"):
        responding.count(delivery.pk, verified=verified, invalid=invalid)

    assert state_of(delivery) == State.ACKNOWLEDGED
    assert delivery.responses.count() == 1
    assert not CustodyEvent.objects.filter(event="delivery.verified").exists()


def test_what_has_not_been_acknowledged_is_neither_counted_nor_answered() -> None:
    delivery = a_sent_delivery()

    with pytest.raises(Refusal, match="First confirm"):
        responding.count(delivery.pk, verified=1, invalid=None)
    with pytest.raises(Refusal, match="First confirm"):
        responding.tell(delivery.pk, an_outcome())

    assert state_of(delivery) == State.SENT
    assert not InstitutionResponse.objects.exists()


def test_a_question_is_answered_on_the_desk_and_not_in_letters(client: Client) -> None:
    delivery = a_sent_delivery()
    with_address("chancellery@example.org")
    officer = a_release_officer()
    open_desk(client, delivery)

    asked = client.post(
        place(delivery, "desk-ask"), {"text": "Which law is it?", "clerk": "Rūta K."}
    )
    (question,) = InstitutionResponse.objects.open_questions()
    responding.reply(question.pk, text="The law of petitions.", by=officer)

    page = client.get(asked.headers["Location"]).content.decode()
    assert "Thank you. We have your question" in page
    assert "Which law is it?" in page
    assert "The law of petitions." in page
    assert not InstitutionResponse.objects.open_questions().exists()
    letters = {tuple(each.to): str(each.body) for each in letters_sent()}
    assert a_desk_token(delivery) in letters[("chancellery@example.org",)]
    assert "/admin/petitions/institutionresponse/" in letters[(officer.email,)]
    for body in letters.values():
        assert "law" not in body
        assert "Rūta" not in body


def test_a_question_is_answered_once() -> None:
    question = a_question(a_sent_delivery())
    responding.reply(question.pk, text="Yes", by=a_release_officer())

    with pytest.raises(Refusal, match="no question"):
        responding.reply(question.pk, text="No", by=a_release_officer())

    question.refresh_from_db()
    assert question.reply == {"text": "Yes"}
    assert CustodyEvent.objects.filter(event="response.replied").count() == 1


def test_questions_do_not_fill_our_desk() -> None:
    delivery = a_sent_delivery()
    for number in range(responding.MOST_OPEN_QUESTIONS):
        responding.ask(delivery.pk, text=f"Which law is it? {number}", clerk="R. K.")

    with pytest.raises(Refusal, match="many questions"):
        a_question(delivery)


def test_a_hearing_is_told_and_is_no_answer_yet(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    officer = a_release_officer()
    open_desk(client, delivery)

    response = client.post(place(delivery, "desk-tell"), TYPED)

    assert response.status_code == 302
    told = delivery.responses.get(kind=ResponseKind.HEARING)
    assert (told.on, told.language, told.may_be_public) == (DAY, "en", True)
    assert told.told == {"text": "The committee sits.", "clerk": "R. Kazlauskas"}
    assert state_of(delivery) == State.ACKNOWLEDGED
    assert list(InstitutionResponse.objects.to_read()) == [told]
    assert Letter.objects.filter(kind="desk_told").count() == 1
    assert [each.to for each in letters_sent()][-1] == [officer.email]


@pytest.mark.parametrize("kind", ["answer", "decision", "rejection", "referral"])
def test_with_everything_else_the_delivery_is_answered(kind: str) -> None:
    delivery = an_acknowledged_delivery()
    responding.count(delivery.pk, verified=2, invalid=0)

    responding.tell(delivery.pk, an_outcome(kind))
    responding.tell(delivery.pk, an_outcome("answer"))

    delivery.refresh_from_db()
    assert delivery.state == State.ANSWERED
    assert delivery.answered_at is not None
    assert CustodyEvent.objects.filter(event="delivery.answered").count() == 1
    responding.count(delivery.pk, verified=1, invalid=1)  # it may still be corrected
    assert state_of(delivery) == State.ANSWERED


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"kind": "acknowledgement"},
        {"on_0": "31", "on_1": "2"},
        {"on_2": "99999"},
        {"on_0": ""},
        {"text": ""},
        {"text": "a\x00b"},
        {"web_address": "http://example.org/"},
        {"web_address": "javascript:alert(1)"},
        {"clerk": ""},
    ],
)
def test_a_wrong_form_says_so_and_loses_nothing(client: Client, wrong: dict[str, str]) -> None:
    delivery = an_acknowledged_delivery()
    open_desk(client, delivery)

    response = client.post(place(delivery, "desk-tell"), TYPED | wrong)

    page = response.content.decode()
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "The committee sits." in page or "text" in wrong
    assert delivery.responses.count() == 1


@pytest.mark.parametrize("kind", ["answer", "decision", "rejection", "referral"])
def test_nobody_has_answered_on_a_day_that_is_still_to_come(client: Client, kind: str) -> None:
    delivery = an_acknowledged_delivery()
    open_desk(client, delivery)
    later = {"on_2": str(now().year + 1)}

    refused = client.post(place(delivery, "desk-tell"), TYPED | later | {"kind": kind})
    hearing = client.post(place(delivery, "desk-tell"), TYPED | later)

    assert "This day is still to come." in refused.content.decode()
    assert hearing.status_code == 302
    assert [each.kind for each in delivery.responses.all()] == ["acknowledgement", "hearing"]


def test_only_what_staff_let_out_is_public_and_in_their_words() -> None:
    delivery = an_acknowledged_delivery()
    petition = delivery.bundle.target.petition_id
    told = responding.tell(delivery.pk, an_outcome(web_address="https://example.org/decision"))
    before = queries.public_timeline(petition)

    responding.publish(told.pk, text="It is decided.", by=a_release_officer())

    assert "decision" not in {each.kind for each in before}
    (newest, *_older) = queries.public_timeline(petition)
    assert (newest.kind, newest.on, newest.text) == ("decision", DAY, "It is decided.")
    assert newest.web_address == "https://example.org/decision"
    assert newest.number is None
    assert "Petraitė" not in repr(newest)
    assert not InstitutionResponse.objects.to_read().exists()


def test_what_is_taken_back_is_not_public() -> None:
    delivery = an_acknowledged_delivery()
    told = responding.tell(delivery.pk, an_outcome())
    responding.publish(told.pk, text="It is decided.", by=a_release_officer())

    responding.take_back(told.pk, reason="A name was in it", by=a_release_officer())

    timeline = queries.public_timeline(delivery.bundle.target.petition_id)
    assert "decision" not in {each.kind for each in timeline}
    assert InstitutionResponse.objects.get(pk=told.pk).public_text == ""


def test_without_the_word_of_the_institution_nothing_is_public() -> None:
    delivery = an_acknowledged_delivery()
    told = responding.tell(delivery.pk, an_outcome(may_be_public=False))

    with pytest.raises(Refusal, match="has not said"):
        responding.publish(told.pk, text="It is decided.", by=a_release_officer())
    with pytest.raises(IntegrityError, match="only_outcomes_are_public"), transaction.atomic():
        InstitutionResponse.objects.filter(pk=told.pk).update(published_at=now())

    assert not CustodyEvent.objects.filter(event="response.published").exists()


def test_staff_write_down_what_came_by_post() -> None:
    delivery = an_acknowledged_delivery()
    officer = a_release_officer()

    told = responding.tell(delivery.pk, an_outcome(), by=officer)

    assert (told.entered_by, told.read_by) == (officer, officer)
    assert not Letter.objects.filter(kind="desk_told").exists()
    line = CustodyEvent.objects.get(event="response.received", subject=str(told.uuid))
    assert (line.by, line.actor) == (officer, "staff")


def test_the_desk_of_another_institution_hears_nothing(client: Client) -> None:
    delivery = an_acknowledged_delivery()

    for name in ("desk-count", "desk-ask", "desk-tell"):
        assert client.post(place(delivery, name), TYPED).status_code == 403

    assert delivery.responses.count() == 1


def test_no_name_of_a_clerk_lies_open_in_the_database() -> None:
    delivery = an_acknowledged_delivery()
    told = responding.tell(delivery.pk, an_outcome(clerk="Rūta Registrienė"))

    row = InstitutionResponse.objects.filter(pk=told.pk).values().get()

    assert "Registrienė".encode() not in b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in row.values()
    )
