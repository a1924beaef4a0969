"""Used by the desk, by the clock and by the demonstration: a petition from draft to archive."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models.functions import Now
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.campaigns import drafts, policies, rules
from petitions.campaigns.digest import by_language, text_digest
from petitions.campaigns.plans import Plan
from petitions.models import Bundle, Petition, PetitionTarget, SignedContainer
from petitions.models.container import State as Checked
from petitions.models.petition import State
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models.switch import Part
from testimonies.switches import queries as switches


class Outdated(Refusal):
    """Somebody else has changed it since this person last saw it."""


@transaction.atomic
def draft(plan: Plan, *, by: User) -> Petition:
    """Write a petition down."""
    switches.must_be_on(Part.NEW_PETITIONS)
    drafts.must_be_possible(plan)

    petition = Petition(edited_by=by, edited_at=now())
    drafts.write(petition, plan)
    custody.record("petition.drafted", petition, by=by, languages=sorted(plan.texts))
    return petition


@transaction.atomic
def edit(petition_id: int, plan: Plan, *, version: int, by: User) -> Petition:
    """Replace what a draft says. `version` is the one that the editor had before their eyes."""
    petition = Petition.objects.lock(petition_id)
    if petition.state != State.DRAFT:
        raise Refusal(_("Only a draft can be changed. Somebody has handed it in meanwhile."))
    _must_be_seen(petition, version)
    drafts.must_be_possible(plan, besides=petition_id)

    petition.version += 1
    petition.edited_by, petition.edited_at = by, now()
    drafts.write(petition, plan)
    languages = sorted(plan.texts)
    custody.record(
        "petition.edited", petition, by=by, version=petition.version, languages=languages
    )
    return petition


@transaction.atomic
def submit_for_review(petition_id: int, *, by: User) -> Petition:
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.IN_REVIEW)
    drafts.must_be_complete(petition)
    _must_lie_ahead(petition.closes_on)

    petition.state = State.IN_REVIEW
    petition.submitted_by, petition.sent_back_because = by, ""
    petition.save(update_fields=["state", "submitted_by", "sent_back_because"])
    custody.record("petition.submitted_for_review", petition, by=by)
    return petition


@transaction.atomic
def send_back(petition_id: int, *, by: User, reason: str) -> Petition:
    """It is a draft again, and says why."""
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.DRAFT)
    if not reason.strip():
        raise Refusal(_("Write why, in a few words."))

    petition.state = State.DRAFT
    petition.sent_back_because = reason.strip()
    petition.save(update_fields=["state", "sent_back_because"])
    custody.record("petition.sent_back", petition, by=by, reason=petition.sent_back_because)
    return petition


@transaction.atomic
def freeze(petition_id: int, *, version: int, by: User) -> Petition:
    """Fix the text in all its languages under one digest, and what each institution needs.

    Nobody can change them afterwards. `version` is the one that the reviewer has read; the
    reviewer is neither who handed it in nor who edited it last.
    """
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.FROZEN)
    _must_be_seen(petition, version)
    if not policies.may_review(by, petition):
        raise Refusal(_("You wrote or handed in this petition. Somebody else reviews it."))

    for target in PetitionTarget.objects.filter(petition=petition).select_related("profile"):
        target.threshold = target.profile.threshold
        target.window_days = target.profile.window_days
        target.retention_days = target.profile.retention_days
        target.save(update_fields=["threshold", "window_days", "retention_days"])
    petition.state = State.FROZEN
    petition.text_digest = text_digest(by_language(petition))
    petition.frozen_at, petition.reviewed_by = now(), by
    petition.save(update_fields=["state", "text_digest", "frozen_at", "reviewed_by"])
    custody.record("petition.frozen", petition, by=by, text_digest=petition.text_digest)
    return petition


@transaction.atomic
def open_petition(petition_id: int, *, by: User) -> Petition:
    """From now on people can read and sign it."""
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.OPEN)
    _must_lie_ahead(petition.closes_on)

    petition.state = State.OPEN
    petition.opened_at = now()
    petition.save(update_fields=["state", "opened_at"])
    custody.record("petition.opened", petition, by=by)
    return petition


@transaction.atomic
def set_closing_date(petition_id: int, closes_on: date | None, *, by: User) -> Petition:
    """Set, move or remove the last day on which people can sign."""
    petition = Petition.objects.lock(petition_id)
    if petition.state not in {State.FROZEN, State.OPEN}:
        raise Refusal(_("Only a frozen or an open petition gets another closing date."))
    _must_lie_ahead(closes_on)

    before, petition.closes_on = petition.closes_on, closes_on
    petition.save(update_fields=["closes_on"])
    custody.record(
        "petition.closing_date_set", petition, by=by, before=_iso(before), now=_iso(closes_on)
    )
    return petition


@transaction.atomic
def link_initiative(petition_id: int, address: str, *, by: User) -> Petition:
    """Lead readers to an initiative that the Commission collects itself; "" leads nowhere."""
    petition = Petition.objects.lock(petition_id)
    if petition.state == State.ARCHIVED:
        raise Refusal(_("An archived petition stays as it is."))
    rules.must_be_initiative(address)

    petition.initiative_url = address
    petition.save(update_fields=["initiative_url"])
    custody.record("petition.initiative_linked", petition, by=by, address=address)
    return petition


@transaction.atomic
def close(petition_id: int, *, by: User, reason: str = "") -> Petition:
    """Nobody can sign or confirm any more; those who did stay, and may still withdraw."""
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.CLOSED)
    _close(petition)
    custody.record("petition.closed", petition, by=by, reason=reason)
    return petition


def close_overdue() -> int:
    """Close what was open until yesterday; how many there were. Idempotent."""
    overdue = Petition.objects.overdue(localdate()).values_list("pk", flat=True)
    return sum(_close_overdue(pk) for pk in list(overdue))


@transaction.atomic
def archive(petition_id: int, *, by: User) -> Petition:
    """Nothing more happens to it: every bundle that was begun has been made."""
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.ARCHIVED)
    if Bundle.objects.unfinished().filter(target__petition=petition).exists():
        raise Refusal(_("A bundle of this petition is still being made. Archive it afterwards."))
    if SignedContainer.objects.filter(petition=petition, state=Checked.RECEIVED).exists():
        raise Refusal(_("Signed files are still checked. Archive it afterwards."))

    petition.state = State.ARCHIVED
    petition.archived_at = now()
    petition.save(update_fields=["state", "archived_at"])
    custody.record("petition.archived", petition, by=by)
    return petition


@transaction.atomic
def _close_overdue(petition_id: int) -> bool:
    petition = Petition.objects.lock(petition_id)
    today = localdate()
    if petition.state != State.OPEN or not petition.closes_on or petition.closes_on >= today:
        return False  # closed by hand, or given another day, in this very moment
    _close(petition)
    custody.record("petition.closed", petition, closes_on=_iso(petition.closes_on))
    return True


def _close(petition: Petition) -> None:
    petition.state = State.CLOSED
    petition.closed_at = Now()  # by the clock that dates whatever comes in
    petition.save(update_fields=["state", "closed_at"])
    petition.refresh_from_db(fields=["closed_at"])


def _must_be_seen(petition: Petition, version: int) -> None:
    if petition.version != version:
        raise Outdated(
            _("Somebody has changed this petition since you opened it. Please look at it again.")
        )


def _must_lie_ahead(day: date | None) -> None:
    if day is not None and day < localdate():
        raise Refusal(_("The closing date is over. Choose today or a later day, or none."))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
