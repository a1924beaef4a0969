"""What lets a version go: of a public one two people, of any other one who read it again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import (
    EarlierLine,
    EarlierPoint,
    IndexPoint,
    Recording,
    Segment,
    Transcript,
)
from testimonies.models.recording import Stage, WhyTakenBack
from testimonies.recordings import policies, queries
from testimonies.recordings.actions import holding
from testimonies.recordings.seen import Seen
from testimonies.redactions import queries as redactions

DECISION = ["state", "proposed_by", "proposed_at", "approved_by", "approved_at"]


@transaction.atomic
def propose(transcript_id: int, *, by: User, seen: int | None = None) -> Transcript:
    """From here on nobody changes it, until a second person has decided.

    `seen` is the revision on their page, which their own saving from there leaves behind.
    """
    transcript = holding.to_write(transcript_id, by)
    transcript.must_allow(Stage.PROPOSED)
    is_own = transcript.changed_by_id == by.pk
    if seen is not None and seen != transcript.revision and not is_own:
        raise Refusal(_("It has been changed in the meantime. Please look at it again."))
    segments = list(transcript.segments.all())
    if not segments or not all(each.told["text"] for each in segments):
        raise Refusal(_("A line has no words yet. Write them, or remove the line."))

    transcript.state = Stage.PROPOSED
    transcript.proposed_by, transcript.proposed_at = by, now()
    return _decided(transcript, "recording.proposed", by)


@transaction.atomic
def approve(transcript_id: int, *, by: User, seen: str | None = None) -> Transcript:
    """The second person's yes. Consent and publication say whether anybody sees it.

    `seen` is how it stood on their page.
    """
    transcript = holding.the_transcript(transcript_id)
    transcript.must_allow(Stage.APPROVED)
    if not policies.may_approve(by, transcript):
        raise Refusal(_("You have proposed this. Somebody else must agree to it."))
    if seen is not None and seen != queries.stands_as(transcript):
        raise Refusal(_("It has been changed in the meantime. Please look at it again."))

    transcript.state = Stage.APPROVED
    transcript.approved_by, transcript.approved_at = by, now()
    return _decided(transcript, "recording.approved", by)


@transaction.atomic
def take_back(transcript_id: int, *, by: User, reason: WhyTakenBack) -> Transcript:
    """One is enough: nobody sees it from now on, and it can be written on."""
    transcript = holding.the_transcript(transcript_id)
    transcript.must_allow(Stage.WRITING)
    if not policies.may_take_back(by):
        raise Refusal(_("Only moderators and second readers take a version back."))

    transcript.state = Stage.WRITING
    transcript.proposed_by = transcript.proposed_at = None
    transcript.approved_by = transcript.approved_at = None
    return _decided(transcript, "recording.taken_back", by, reason=reason)


@transaction.atomic
def read_again(transcript_id: int, *, by: User, seen: Seen | None = None) -> Transcript:
    """Somebody has listened once more: of what is covered by now, nothing is left in it.

    `seen` is how it stood on their page, but for what they saved from there. Idempotent.
    Counted up to what was covered last of what they could see, and not up to this moment:
    whoever covers words at the same time holds it again.
    """
    transcript = holding.the_transcript(transcript_id)
    if not policies.may_read_again(by):
        raise Refusal(_("Only moderators and second readers say that there is nothing to cover."))
    holding.must_be_written(transcript)
    there = queries.as_read(transcript)
    is_own = transcript.changed_by_id == by.pk
    if seen is not None and (
        seen.digest != there.digest or (seen.revision != there.revision and not is_own)
    ):
        raise Refusal(_("It has been changed in the meantime. Please look at it again."))
    covered = redactions.words_changed_at(transcript.recording.evidence.case_id)
    if covered is None or not queries.is_behind(transcript, covered):
        return transcript

    transcript.read_by, transcript.read_up_to = by, covered
    transcript.save(update_fields=["read_by", "read_up_to"])
    custody.record(
        "recording.read_again",
        transcript.recording,
        by=by,
        version=transcript.version,
        language=transcript.language,
    )
    return transcript


def forget(case_id: int) -> None:
    """Nothing is left of what was written down of a case. In the transaction that erases it."""
    own = Recording.objects.filter(evidence__case=case_id)
    transcripts = Transcript.objects.filter(recording__in=own)
    transcripts.update(
        state=Stage.WRITING,
        proposed_by=None,
        proposed_at=None,
        approved_by=None,
        approved_at=None,
        made_from=None,
    )
    Segment.objects.filter(transcript__in=transcripts).delete()
    EarlierLine.objects.filter(transcript__in=transcripts).delete()
    IndexPoint.objects.filter(recording__in=own).delete()
    EarlierPoint.objects.filter(recording__in=own).delete()
    transcripts.delete()
    own.delete()


def _decided(transcript: Transcript, event: str, by: User, **more: Any) -> Transcript:
    transcript.save(update_fields=DECISION)
    custody.record(event, transcript.recording, by=by, language=transcript.language, **more)
    return transcript
