"""Used by an institution's desk and by staff who write down what came by telephone or by post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.deliveries import links, writing
from petitions.deliveries.entering import actions as entering
from petitions.models import Delivery, InstitutionResponse
from petitions.models.bundle import Content
from petitions.models.delivery import ARRIVED, HANDED_OVER, State
from petitions.models.hold import KEPT
from petitions.models.response import ANSWERS, OUTCOMES, ResponseKind
from petitions.models.until_ended import why
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models.custody import Actor

#: More than anybody asks; who holds the link does not fill our desk.
MOST_OPEN_QUESTIONS = 20


@dataclass(frozen=True)
class Outcome:
    """What an institution tells of the petition; `kind` is one of `OUTCOMES`, `on` its day."""

    kind: str
    on: date
    text: str
    clerk: str = ""
    registry_number: str = ""
    web_address: str = ""
    may_be_public: bool = False


@transaction.atomic
def count(
    delivery_id: int, *, verified: int, invalid: int | None, why: str = "", clerk: str = ""
) -> Delivery:
    """How many signatures they find valid. Said anew it is a correction, said twice it is one."""
    delivery = Delivery.objects.lock(delivery_id)
    _must_have_arrived(delivery)
    must_fit(delivery, verified, invalid)
    last = delivery.responses.filter(verified_count__isnull=False).order_by("at", "pk").last()
    if last and (last.verified_count, last.invalid_count, last.told.get("text", "")) == (
        verified,
        invalid,
        why,
    ):
        return delivery

    _now_verified(delivery)
    said = InstitutionResponse.objects.create(
        delivery=delivery,
        kind=ResponseKind.VERIFICATION,
        told={"clerk": clerk, "text": why},
        language=get_language() or "",
        verified_count=verified,
        invalid_count=invalid,
    )
    custody.record("delivery.verified", delivery, actor=Actor.INSTITUTION, verified=verified)
    custody.record("response.received", said, actor=Actor.INSTITUTION, kind=said.kind)
    return delivery


@transaction.atomic
def ask(delivery_id: int, *, text: str, clerk: str) -> InstitutionResponse:
    """A clerk asks us something; release officers get a letter that says so and not what.

    Asked twice, it is one question until it is answered.
    """
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state not in HANDED_OVER:
        raise Refusal(_("This bundle has not been handed over yet."))
    waiting, told = list(delivery.responses.open_questions()), {"clerk": clerk, "text": text}
    if same := next((each for each in waiting if each.told == told), None):
        return same
    if len(waiting) >= MOST_OPEN_QUESTIONS:
        raise Refusal(_("There are many questions of yours that we still have to answer."))

    question = InstitutionResponse.objects.create(
        delivery=delivery,
        kind=ResponseKind.QUESTION,
        told=told,
        language=get_language() or "",
    )
    writing.to_officers("desk_question", delivery)
    custody.record("response.received", question, actor=Actor.INSTITUTION, kind=question.kind)
    return question


@transaction.atomic
def reply(response_id: int, *, text: str, by: User) -> InstitutionResponse:
    """Our answer stands on the desk; the letter says that it is there and nothing of it."""
    question = InstitutionResponse.objects.lock(response_id)
    if question.kind != ResponseKind.QUESTION or question.replied_at is not None:
        raise Refusal(_("This is no question that waits for an answer."))

    question.reply = {"text": text}
    question.replied_at, question.replied_by = now(), by
    question.save(update_fields=["reply", "replied_at", "replied_by"])
    delivery = Delivery.objects.lock(question.delivery_id)
    if not links.is_good(delivery):
        entering.fresh_link(delivery)
    writing.to_institution(
        "desk_reply",
        delivery,
        to=delivery.bundle.target.profile.institution.email,
        token=links.token_of(delivery),
    )
    custody.record("response.replied", question, by=by)
    return question


@transaction.atomic
def tell(delivery_id: int, outcome: Outcome, *, by: User | None = None) -> InstitutionResponse:
    """An answer, a hearing, a decision …: from the desk page, or written down by staff (`by`).

    With everything but a hearing the delivery is answered. Release officers are told by letter.
    Told twice, it is one answer until there is a file with it.
    """
    delivery = Delivery.objects.lock(delivery_id)
    _must_have_arrived(delivery)
    if outcome.kind not in OUTCOMES:
        raise Refusal(_("Choose what you want to tell."))
    if same := _told_before(delivery, outcome, by):
        return same

    if outcome.kind in ANSWERS and delivery.state != State.ANSWERED:
        delivery.must_allow(State.ANSWERED)
        delivery.state = State.ANSWERED
        delivery.answered_at = now()
        delivery.save(update_fields=["state", "answered_at"])
        custody.record(
            "delivery.answered", delivery, by=by, actor=None if by else Actor.INSTITUTION
        )
    told = InstitutionResponse.objects.create(
        delivery=delivery,
        kind=outcome.kind,
        registry_number=outcome.registry_number,
        told={"clerk": outcome.clerk, "text": outcome.text},
        language=get_language() or "",
        on=outcome.on,
        web_address=outcome.web_address,
        may_be_public=outcome.may_be_public,
        entered_by=by,
        read_at=now() if by else None,
        read_by=by,
    )
    if by is None:
        writing.to_officers("desk_told", delivery)
    custody.record(
        "response.received", told, by=by, actor=None if by else Actor.INSTITUTION, kind=told.kind
    )
    return told


@transaction.atomic
def mark_read(response_id: int, *, by: User) -> InstitutionResponse:
    """Somebody has read it, and it stays between us and the institution."""
    response = InstitutionResponse.objects.lock(response_id)
    if response.read_at is None:
        response.read_at, response.read_by = now(), by
        response.save(update_fields=["read_at", "read_by"])
        custody.record("response.read", response, by=by)
    return response


@transaction.atomic
def publish(response_id: int, *, text: str, by: User) -> InstitutionResponse:
    """Everybody may read it on the page of the petition, in these words."""
    response = InstitutionResponse.objects.lock(response_id)
    if response.kind not in OUTCOMES:
        raise Refusal(_("Only answers, hearings and decisions are shown to everybody."))
    if not response.may_be_public:
        raise Refusal(_("The institution has not said that everybody may know it."))

    response.published_at, response.public_text = now(), text
    response.read_at, response.read_by = response.read_at or now(), response.read_by or by
    response.save(update_fields=["published_at", "public_text", "read_at", "read_by"])
    custody.record("response.published", response, by=by)
    return response


@transaction.atomic
def take_back(response_id: int, *, reason: str, by: User) -> InstitutionResponse:
    """It is no longer shown to everybody."""
    response = InstitutionResponse.objects.lock(response_id)
    if response.published_at is None:
        raise Refusal(_("It is not shown to everybody."))

    response.published_at, response.public_text = None, ""
    response.save(update_fields=["published_at", "public_text"])
    custody.record("response.taken_back", response, by=by, reason=reason)
    return response


@transaction.atomic
def forget(response_id: int, *, by: User | None) -> InstitutionResponse:
    """Erase the words about a bundle that was let go, theirs and ours. Counts and days stay.

    Nothing happens while a legal hold is on it. Idempotent.
    """
    response = InstitutionResponse.objects.lock(response_id)
    if not (response.is_forgotten or response.delivery.bundle.is_held):
        _forget(response)
        custody.record("response.forgotten", response, by=by)
    return response


@transaction.atomic
def forget_on_request(response_id: int, *, by: User, reason: str) -> InstitutionResponse:
    """Erase words that name somebody who asked for it. What nobody has answered stays."""
    response = InstitutionResponse.objects.lock(response_id)
    if response.delivery.bundle.is_held:
        raise Refusal(KEPT)
    if not response.can_be_forgotten:
        raise Refusal(_("Answer it first, or there is nothing left to erase."))
    said = why(reason)

    _forget(response)
    custody.record("response.forgotten", response, by=by, reason=said)
    return response


def _told_before(
    delivery: Delivery, outcome: Outcome, by: User | None
) -> InstitutionResponse | None:
    """The same, by a button that was pressed twice."""
    alike = delivery.responses.filter(
        kind=outcome.kind,
        on=outcome.on,
        registry_number=outcome.registry_number,
        web_address=outcome.web_address,
        may_be_public=outcome.may_be_public,
        entered_by=by,
        file=None,
    )
    told = {"clerk": outcome.clerk, "text": outcome.text}
    return next((each for each in alike if each.told == told), None)


def _forget(response: InstitutionResponse) -> None:
    response.told, response.reply = {}, None if response.reply is None else {}
    response.save(update_fields=["told", "reply"])


def _must_have_arrived(delivery: Delivery) -> None:
    if delivery.state not in ARRIVED:
        raise Refusal(_("First confirm that you received the bundle, with your registry number."))


def must_fit(delivery: Delivery, verified: int, invalid: int | None) -> None:
    """Nobody finds more signatures than there are."""
    bundle = delivery.bundle
    there = int(bundle.frozen.get("counts", {}).get("signatures", 0))
    if bundle.content != Content.SIGNATURES:
        raise Refusal(_("There are no signatures to count in this bundle."))
    if verified + (invalid or 0) > there:
        raise Refusal(_("There are %(count)s signatures in this bundle.") % {"count": there})


def _now_verified(delivery: Delivery) -> None:
    delivery.verified_at = delivery.verified_at or now()
    if delivery.state == State.ACKNOWLEDGED:
        delivery.must_allow(State.VERIFIED)
        delivery.state = State.VERIFIED
    delivery.save(update_fields=["state", "verified_at"])
