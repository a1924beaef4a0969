"""Requests about data: written down, answered within the month, an erasure by two people.

Nothing that somebody asks is lost, and nobody is told more than they have shown they may know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.data_requests import queries, rules
from testimonies.data_requests.telling import actions as telling
from testimonies.data_requests.telling import wording
from testimonies.erasing import actions as erasing
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import Case, DataRequest, Submission
from testimonies.models.channel import Channel
from testimonies.models.custody import Actor
from testimonies.models.data_request import Asker, Ground, Right, Shown, State

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Written:
    """What came by post, telephone, visit or e-mail, as somebody of the staff writes it down."""

    right: Right
    asker: Asker
    shown: Shown
    channel: Channel
    received_on: date
    language: str
    #: {"words", "name", "contact"}
    told: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def ask(case_id: int, right: Right, words: str, *, language: str) -> DataRequest:
    """By the holder of the return code. Asked twice while it is open, it is one request."""
    case = _case(case_id)
    known = case.data_requests.to_answer().filter(right=right, asker=Asker.HOLDER).first()
    if known is not None:
        if not queries.of_holder(case).filter(pk=known.pk).exists():
            raise Refusal(_("Please call us about this."))
        if words and words != known.told.get("words"):
            raise Refusal(
                _("You have asked for this already. Write to us if you want to add to it.")
            )
        return known
    today = localdate()
    return _keep(
        DataRequest(
            case=case,
            right=right,
            shown=Shown.CODE,
            language=language,
            told={"words": words},
            received_on=today,
            due_on=rules.due_on(today),
        ),
        actor=Actor.SUBMITTER,
    )


@transaction.atomic
def write_down(case_id: int | None, written: Written, *, by: User) -> DataRequest:
    """By the staff. A month begins on the day on which it came, not on that of writing it down."""
    if written.received_on > localdate():
        raise Refusal(_("It cannot have come after today."))
    if case_id is not None and not _is_seen_by(by, case_id):
        raise Refusal(_("Nothing was handed in under this reference."))
    request = DataRequest(
        case=_case(case_id) if case_id is not None else None,
        right=written.right,
        asker=written.asker,
        shown=written.shown,
        channel=written.channel,
        language=written.language,
        told=written.told,
        received_on=written.received_on,
        due_on=rules.due_on(written.received_on),
        entered_by=by,
    )
    try:
        with transaction.atomic():
            return _keep(request, by=by)
    except IntegrityError:
        raise Refusal(_("The same was asked for this case, and is not answered yet.")) from None


@transaction.atomic
def take_back(request_id: int) -> DataRequest:
    """By whoever asked, while it is not answered. Idempotent."""
    request = _lock(request_id)
    if request.state == State.TAKEN_BACK:
        return request
    request.must_allow(State.TAKEN_BACK)
    request.state, request.ended_at = State.TAKEN_BACK, now()
    request.save(update_fields=["state", "ended_at"])
    custody.record("data_request.taken_back", request, actor=Actor.SUBMITTER)
    return request


@transaction.atomic
def ask_who(request_id: int, *, by: User, words: str) -> DataRequest:
    """Who they are cannot be seen yet: until they show it, the clock stands still."""
    request = _lock(request_id)
    request.must_allow(State.WAITING)
    if request.shown:
        raise Refusal(_("They have shown already who they are."))
    request.state, request.asked_who_on = State.WAITING, localdate()
    request.save(update_fields=["state", "asked_who_on"])
    _write(request, words, by=by)
    custody.record("data_request.asked_who", request, by=by)
    return request


@transaction.atomic
def show(request_id: int, shown: Shown, *, by: User) -> DataRequest:
    """They have shown who they are: the days that we waited do not count."""
    request = _lock(request_id)
    if not request.is_to_answer or request.shown:
        raise Refusal(_("Nobody waits for that any more."))
    _let_waiting_count(request)
    request.state, request.shown = State.OPEN, shown
    request.save(update_fields=["state", "shown", "due_on"])
    custody.record("data_request.shown", request, by=by, shown=shown)
    return request


@transaction.atomic
def extend(request_id: int, *, by: User, words: str) -> DataRequest:
    """Once, by two months, and told to whoever asked before the first month is over."""
    request = _lock(request_id)
    if not request.is_to_answer:
        raise Refusal(_("It is answered already."))
    if request.extended_at is not None:
        raise Refusal(_("The law lets us take longer once."))
    _let_waiting_count(request)
    if request.due_on < localdate():
        raise Refusal(_("Its month is over. Answer it today."))
    request.due_on, request.extended_at = rules.extended_to(request.due_on), now()
    request.save(update_fields=["due_on", "extended_at", "asked_who_on"])
    _write(request, wording.later(request, words), by=by)
    custody.record("data_request.extended", request, by=by, until=request.due_on.isoformat())
    return request


@transaction.atomic
def grant(request_id: int, *, by: User, words: str) -> DataRequest:
    """Yes. A holder's objection ends every use of what they handed in."""
    request = _lock(request_id)
    if request.is_whole_erasure:
        raise Refusal(_("Two people erase a case: agree, and somebody else carries it out."))
    if request.ends_every_use and request.case_id:
        if not queries.is_of_holder_now(request):
            raise Refusal(
                _("Whoever asked has handed the case over since: its holder of now decides.")
            )
        intake.withdraw_all(request.case_id)
    _answer(request, State.GRANTED, by=by, words=words)
    return request


@transaction.atomic
def refuse(
    request_id: int, *, by: User, ground: Ground, words: str, is_partly: bool = False
) -> DataRequest:
    """No, or not quite: with a ground of the law, and with the way to complain."""
    request = _lock(request_id)
    if is_partly and request.is_whole_erasure:
        raise Refusal(_("A case is erased whole, or stays. What they can change they find there."))
    request.ground = ground
    _answer(request, State.PARTLY if is_partly else State.REFUSED, by=by, words=words)
    return request


@transaction.atomic
def agree(request_id: int, *, by: User) -> DataRequest:
    """Yes, the case may be erased. Somebody else carries it out."""
    request = _lock(request_id)
    request.must_allow(State.AGREED)
    if not request.is_whole_erasure:
        raise Refusal(_("Only what the holder of a case wants erased is carried out by another."))
    _must_be_known(request)
    _must_have_it_still(request)
    request.state, request.decided_by = State.AGREED, by
    request.save(update_fields=["state", "decided_by"])
    custody.record("data_request.agreed", request, by=by)
    return request


@transaction.atomic
def disagree(request_id: int, *, by: User, note: str) -> DataRequest:
    """The second person does not erase: the first decides again."""
    request = _lock(request_id)
    if request.state != State.AGREED:
        raise Refusal(_("Only what waits for a second person can be sent back."))
    request.state, request.decided_by = State.OPEN, None
    request.save(update_fields=["state", "decided_by"])
    custody.record("data_request.sent_back", request, by=by, note=note)
    return request


@transaction.atomic
def carry_out(request_id: int, *, by: User, reason: str) -> DataRequest:
    """Erase the case. The letter that says so comes first: afterwards nobody knows to whom."""
    request = _lock(request_id)
    if request.state != State.AGREED or request.case_id is None:
        raise Refusal(_("Nobody has agreed to erase this."))
    if request.decided_by_id == by.pk:
        raise Refusal(_("You agreed to it. Somebody else has to erase it."))
    _must_have_it_still(request)
    telling.say_that_it_is_gone(request)
    erasing.erase_case(request.case_id, by=by, reason=reason)
    request.state, request.ended_at, request.carried_out_by = State.GRANTED, now(), by
    request.told, request.answer = {}, None
    request.save(update_fields=["state", "ended_at", "carried_out_by", "told", "answer"])
    custody.record("data_request.carried_out", request, by=by)
    return request


def _answer(request: DataRequest, state: State, *, by: User, words: str) -> None:
    request.must_allow(state)
    if state != State.REFUSED:
        _must_be_known(request)
    request.state, request.ended_at = state, now()
    request.decided_by = by
    request.save(update_fields=["state", "ended_at", "decided_by", "ground"])
    _write(request, wording.no(request, words) if request.ground else words, by=by)
    custody.record("data_request.answered", request, by=by, state=state, ground=request.ground)


def _write(request: DataRequest, words: str, *, by: User) -> None:
    """Kept with the request as well: to whoever has no case here somebody sends it by hand."""
    request.answer = {"words": words}
    request.save(update_fields=["answer"])
    telling.answer(request, words, by=by)


def _must_have_it_still(request: DataRequest) -> None:
    """SECURITY: whoever gave a case away erases nothing of the next holder."""
    if not queries.is_of_holder_now(request):
        raise Refusal(
            _("Whoever asked has handed the case over since, and cannot have it erased any more.")
        )


def _must_be_known(request: DataRequest) -> None:
    if not request.shown:
        raise Refusal(_("They have not shown yet who they are."))


def _is_seen_by(user: User, case_id: int) -> bool:
    """Whoever keeps away from a case writes nothing into it, and learns of it by nothing."""
    return Submission.objects.visible_to(user).filter(case=case_id).exists()


def _let_waiting_count(request: DataRequest) -> None:
    """The days on which we waited for them are none of ours; no letter names one that is over."""
    if request.state == State.WAITING and (since := request.asked_who_on):
        request.due_on, request.asked_who_on = request.due_on + (localdate() - since), localdate()


def _lock(request_id: int) -> DataRequest:
    """With its case, which is locked first everywhere: meanwhile nobody hands it over."""
    case_id = DataRequest.objects.values_list("case", flat=True).get(pk=request_id)
    if case_id is not None:
        Case.objects.select_for_update(no_key=True).get(pk=case_id)
    return DataRequest.objects.lock(request_id)


def _case(case_id: int) -> Case:
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if case.erased_at is not None:
        raise Refusal(_("Everything in this case has been erased."))
    return case


def _keep(request: DataRequest, **who: Any) -> DataRequest:
    request.save(force_insert=True)
    custody.record(
        "data_request.received",
        request,
        **who,
        right=request.right,
        due=request.due_on.isoformat(),
    )
    if request.case is not None and request.asker == Asker.HOLDER:
        custody.record("case.data_request", request.case, **who, right=request.right)
    return request
