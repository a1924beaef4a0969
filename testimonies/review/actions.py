"""What the desk decides about a testimony."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import queries as evidence
from testimonies.flags import policies as flags
from testimonies.intake.transcribing import policies as transcribing
from testimonies.models import ConsentRecord, Testimony
from testimonies.models.custody import Actor
from testimonies.models.testimony import Publication, Workflow
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import Level
from testimonies.redactions import queries as redactions
from testimonies.restraints import policies as restraints
from testimonies.review import records, rules
from testimonies.review.messages import actions as messages
from testimonies.review.repeats import actions as repeats
from testimonies.review.taking import actions as taking
from testimonies.weighing import actions as weighing

DECISION = [
    "workflow", "first_reader", "second_reader", "accepted_at", "decline_reason", "duplicate_of",
]  # fmt: skip
SHOWN = [
    "publication", "published_at", "published_under", "published_parts", "published_as",
    "public_name", "public_text",
]  # fmt: skip


@transaction.atomic
def sort(testimony_id: int, *, by: User) -> Testimony:
    """Somebody has seen that it can be read: it waits for a reader."""
    testimony = _to_decide(testimony_id, Workflow.TRIAGE)

    testimony.workflow = Workflow.TRIAGE
    testimony.duplicate_of = None
    testimony.save(update_fields=DECISION)
    custody.record("testimony.sorted", testimony, by=by)
    return testimony


@transaction.atomic
def take_up(testimony_id: int, *, by: User) -> Testimony:
    """Begin to read, or to read again after an answer, a second reader's no, or a decline."""
    testimony = _to_decide(testimony_id, Workflow.IN_REVIEW)
    transcribing.must_not_have_typed(by, testimony.submission)

    testimony.workflow = Workflow.IN_REVIEW
    testimony.first_reader, testimony.second_reader = by, None
    testimony.decline_reason, testimony.duplicate_of = "", None
    testimony.save(update_fields=DECISION)
    taking.keep(testimony.submission, by=by)
    custody.record("testimony.taken_up", testimony, by=by)
    return testimony


@transaction.atomic
def ask(testimony_id: int, *, by: User, question: str) -> Testimony:
    """Ask the submitter; the testimony waits for the answer."""
    testimony = _to_decide(testimony_id, Workflow.NEEDS_INFO)

    testimony.workflow = Workflow.NEEDS_INFO
    testimony.save(update_fields=DECISION)
    messages.write(testimony.submission, question, by=by, letter="question_to_submitter")
    custody.record("testimony.asked_about", testimony, by=by)
    return testimony


@transaction.atomic
def accept(testimony_id: int, *, by: User) -> Testimony:
    """The first reader's yes; a second person reads next."""
    testimony = _to_decide(testimony_id, Workflow.SECOND_REVIEW)
    transcribing.must_not_have_typed(by, testimony.submission)
    _files_must_be_clean(testimony)

    testimony.workflow = Workflow.SECOND_REVIEW
    testimony.first_reader, testimony.second_reader = by, None
    testimony.save(update_fields=DECISION)
    custody.record("testimony.accepted_by_first_reader", testimony, by=by)
    return testimony


@transaction.atomic
def second_accept(testimony_id: int, *, by: User) -> Testimony:
    """The second reader's yes, and so the decision."""
    testimony = _to_decide(testimony_id, Workflow.ACCEPTED)
    if testimony.first_reader_id == by.pk:
        raise Refusal(_("You have read this testimony first. Somebody else must read it too."))
    flags.must_have_no_open_flag(testimony.submission_id)
    transcribing.must_not_have_typed(by, testimony.submission)
    _files_must_be_clean(testimony)

    testimony.workflow = Workflow.ACCEPTED
    testimony.second_reader = by
    testimony.accepted_at = now()
    testimony.save(update_fields=DECISION)
    messages.tell(testimony.submission, "testimony_accepted")
    custody.record("testimony.accepted", testimony, by=by)
    return testimony


@transaction.atomic
def send_back(testimony_id: int, *, by: User, note: str) -> Testimony:
    """The second reader's no: the first reader reads the note and decides again."""
    testimony = Testimony.objects.lock(testimony_id)
    if testimony.workflow != Workflow.SECOND_REVIEW:
        raise Refusal(_("Only what waits for its second reader can be sent back."))
    restraints.must_go_on(testimony.submission.case_id)

    testimony.workflow = Workflow.IN_REVIEW
    testimony.save(update_fields=DECISION)
    messages.note(testimony.submission, note, by=by)
    custody.record("testimony.sent_back", testimony, by=by)
    return testimony


@transaction.atomic
def decline(testimony_id: int, *, by: User, reason: str, explanation: str) -> Testimony:
    """Say no, and tell the submitter why."""
    testimony = _to_decide(testimony_id, Workflow.DECLINED)
    transcribing.must_not_have_typed(by, testimony.submission)

    testimony.workflow = Workflow.DECLINED
    testimony.decline_reason = reason
    testimony.save(update_fields=DECISION)
    messages.write(testimony.submission, explanation, by=by, letter="message_to_submitter")
    custody.record("testimony.declined", testimony, by=by, reason=reason)
    return testimony


@transaction.atomic
def publish(testimony_id: int, *, by: User) -> Testimony:
    """Put into the public archive what consent lets everybody see, and nothing else."""
    testimony = Testimony.objects.lock(testimony_id)
    if testimony.publication == Publication.PUBLISHED:
        raise Refusal(_("This testimony is public already."))
    if testimony.workflow != Workflow.ACCEPTED:
        raise Refusal(_("Two people must accept a testimony before it becomes public."))
    flags.must_have_no_open_flag(testimony.submission_id)
    restraints.must_go_on(testimony.submission.case_id)
    if redactions.is_waiting(testimony.submission):
        raise Refusal(
            _(
                "Something in it is to be covered, and that is not decided or not done yet. It"
                " can be published after that."
            )
        )
    decision = privacy.access_to(testimony.submission)
    if decision is None or not decision.access.has_public_part:
        raise Refusal(_("The consent does not let anything become public today."))

    shown = records.public_words(testimony, decision.access)
    testimony.publication = Publication.PUBLISHED
    testimony.published_at = now()
    testimony.published_under = decision.consent
    testimony.published_parts = rules.public_parts(decision.access)
    testimony.published_as = decision.access.identity
    testimony.public_name, testimony.public_text = shown.name, shown.text
    testimony.save(update_fields=SHOWN)
    messages.tell(testimony.submission, "testimony_published", public=testimony.reference)
    custody.record("testimony.published", testimony, by=by, consent=str(decision.consent.uuid))
    return testimony


@transaction.atomic
def unpublish(testimony_id: int, *, by: User) -> Testimony:
    """Take a testimony out of the public archive."""
    testimony = Testimony.objects.lock(testimony_id)
    if testimony.publication != Publication.PUBLISHED:
        raise Refusal(_("This testimony is not public."))

    _take_down(testimony)
    testimony.save(update_fields=SHOWN)
    custody.record("testimony.unpublished", testimony, by=by)
    return testimony


@transaction.atomic
def withdraw(testimony_id: int) -> Testimony:
    """The submitter takes the testimony back: from now on nobody is shown anything of it.

    Idempotent. Called by the submitter's own pages, so nobody of the staff is recorded.
    """
    testimony = Testimony.objects.lock(testimony_id)
    if testimony.workflow == Workflow.WITHDRAWN:
        return testimony
    testimony.must_allow(Workflow.WITHDRAWN)

    was_public = testimony.publication == Publication.PUBLISHED
    testimony.workflow = Workflow.WITHDRAWN
    testimony.duplicate_of = None
    _take_down(testimony)
    testimony.save(update_fields=[*DECISION, *SHOWN])
    weighing.leave(testimony)
    repeats.leave(testimony)
    custody.record("testimony.withdrawn", testimony, actor=Actor.SUBMITTER, was_public=was_public)
    return testimony


@transaction.atomic
def follow_consent(testimony_id: int) -> Testimony:
    """After a change of consent: what is public stays so as far as it was and still may be.

    Never more than before: that takes a person who publishes. Where the words, or the name
    beside them, may not be seen any more as they are, all of it goes at once.
    """
    testimony = Testimony.objects.lock(testimony_id)
    if testimony.publication != Publication.PUBLISHED:
        return testimony
    # What is published is accepted; what waits to be covered only hides its page meanwhile.
    decision = privacy.access_to(testimony.submission, as_if_accepted=True)
    staying = records.stays_public(testimony, decision.access) if decision else []
    if decision is None or not staying:
        _take_down(testimony)
        testimony.save(update_fields=SHOWN)
        custody.record("testimony.taken_down", testimony, actor=Actor.SUBMITTER)
        return testimony
    testimony.published_under, testimony.published_parts = decision.consent, staying
    testimony.save(update_fields=SHOWN)
    return testimony


def lock_all(case_id: int) -> list[Testimony]:
    """Every testimony of a case, in the caller's transaction and always in the same order."""
    own = Testimony.objects.filter(submission__case=case_id).order_by("pk")
    return [Testimony.objects.lock(pk) for pk in list(own.values_list("pk", flat=True))]


@transaction.atomic
def cover_again(case_id: int) -> None:
    """Something was covered or uncovered in a case: what is public of it shows it at once.

    The parts and the name stay those that were published.
    """
    for testimony in lock_all(case_id):
        if testimony.publication != Publication.PUBLISHED or not testimony.public_text:
            continue
        decision = privacy.access_to(testimony.submission, as_if_accepted=True)
        if decision is None:
            continue
        shown = replace(decision.access, identity=testimony.published_as, text=Level.PUBLIC)
        testimony.public_text = records.public_words(testimony, shown).text
        testimony.save(update_fields=["public_text"])
        custody.record("testimony.covered_again", testimony)


@transaction.atomic
def look(submission_id: int, *, by: User) -> ConsentRecord:
    """Somebody has looked at a consent that was changed after handing in."""
    waiting = ConsentRecord.objects.to_look_at().select_for_update(no_key=True, of=("self",))
    record = waiting.filter(submission=submission_id).first()
    if record is None:
        raise Refusal(_("Nothing was changed since somebody looked."))

    record.looked_at, record.looked_by = now(), by
    record.save(update_fields=["looked_at", "looked_by"])
    custody.record("consent.looked_at", record.submission, by=by, version=record.version)
    return record


def _to_decide(testimony_id: int, to: Workflow) -> Testimony:
    """Locked, and nothing stands in the way of a decision that leads there."""
    testimony = Testimony.objects.lock(testimony_id)
    testimony.must_allow(to)
    restraints.must_go_on(testimony.submission.case_id)
    return testimony


def _take_down(testimony: Testimony) -> None:
    testimony.publication = Publication.UNPUBLISHED
    testimony.published_at = testimony.published_under = None
    testimony.published_parts, testimony.published_as = [], ""
    testimony.public_name = testimony.public_text = ""


def _files_must_be_clean(testimony: Testimony) -> None:
    if evidence.has_unsafe_file(testimony.submission):
        raise Refusal(_("A file has not been scanned yet, or is infected."))
