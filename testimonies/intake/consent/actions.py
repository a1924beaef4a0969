"""What the holder of a return code allows, changed after handing in. Nothing here publishes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.intake.consent import allowed
from testimonies.intake.consent.allowed import Allowed
from testimonies.intake.handing_over import policies as handing_over
from testimonies.models import ConsentRecord, Submission, Testimony
from testimonies.models.channel import Channel
from testimonies.models.custody import Actor
from testimonies.review import actions as review
from testimonies.review.messages import actions as messages


class ChangedMeanwhile(Refusal):
    """Somebody else with the same code has changed it since the page was shown."""


@dataclass(frozen=True)
class Shown:
    """In which words it was asked: the language, and the SHA-256 of the page."""

    language: str
    text_sha256: str


@transaction.atomic
def change(submission_id: int, after: Allowed, shown: Shown, *, seen: int) -> ConsentRecord:
    """Another version of the consent, in force at once; `seen` is the version it was made from.

    What is public and may not be so any more goes in the same transaction. What may be more
    waits for people. Idempotent: the same answer again is no other version. Raises
    `ChangedMeanwhile`.
    """
    submission = Submission.objects.lock(submission_id)
    current = submission.consents.current().get()
    before = allowed.of(current)
    if current.withdrawn_at is not None:
        raise Refusal(_("This has been taken back. You can hand in anew."))
    if before == after:
        return current
    handing_over.must_be_free_to_change(submission)
    if current.version != seen:
        raise ChangedMeanwhile(_("It has been changed in the meantime. Please look at it again."))

    # Before the first change, as the desk does: the queue lets one at a time change a case.
    told = Testimony.objects.select_for_update(no_key=True, of=("self",))
    testimony = told.filter(submission=submission).first()
    record = _supersede(current, after, shown)
    if testimony is not None:
        _keep_pseudonym(testimony.pk, after.pseudonym)
        review.follow_consent(testimony.pk)
    differs = allowed.difference(before, after)
    custody.record(
        "consent.changed",
        submission,
        actor=Actor.SUBMITTER,
        version=record.version,
        text=record.text_sha256,
        narrower=[item.value for item in differs.narrower],
        wider=[item.value for item in differs.wider],
    )
    messages.tell(submission, "case_changed")
    return record


def _supersede(current: ConsentRecord, after: Allowed, shown: Shown) -> ConsentRecord:
    current.superseded_at = now()
    current.save(update_fields=["superseded_at"])
    record = allowed.as_record(after, current.submission)
    record.version, record.supersedes = current.version + 1, current
    record.language, record.text_sha256 = shown.language, shown.text_sha256
    record.capacity, record.method = current.submission.voice, Channel.WEB
    record.save()
    return record


def _keep_pseudonym(testimony_id: int, pseudonym: str) -> None:
    testimony = Testimony.objects.lock(testimony_id)
    if testimony.told.get("pseudonym", "") == pseudonym:
        return
    testimony.told = {**testimony.told, "pseudonym": pseudonym}
    testimony.save(update_fields=["told"])
