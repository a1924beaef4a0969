"""What every act on a recording asks first, with the rows locked in one order."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.errors import Refusal
from testimonies.models import Evidence, Recording, Transcript
from testimonies.models.recording import Stage
from testimonies.recordings import policies
from testimonies.restraints import policies as restraints


def must_be_in_use(paper: Evidence, by: User) -> None:
    if not policies.may_write(by):
        raise Refusal(_("Only moderators write what is said."))
    must_be_there(paper)


def must_be_there(paper: Evidence) -> None:
    if paper.submission_id is None or paper.removed_at is not None:
        raise Refusal(_("This paper is not there any more."))
    restraints.must_go_on(paper.case_id)


def the_recording(recording_id: int) -> Recording:
    """The paper first, as whoever takes it back does."""
    paper = Recording.objects.values_list("evidence", flat=True).get(pk=recording_id)
    must_be_there(Evidence.objects.lock(paper))
    return Recording.objects.lock(recording_id)


def the_transcript(transcript_id: int) -> Transcript:
    recording = Transcript.objects.values_list("recording", flat=True).get(pk=transcript_id)
    the_recording(recording)
    return Transcript.objects.lock(transcript_id)


def to_write(transcript_id: int, by: User, *, must_be_open: bool = True) -> Transcript:
    if not policies.may_write(by):
        raise Refusal(_("Only moderators write what is said."))
    found = the_transcript(transcript_id)
    if must_be_open:
        must_be_written(found)
    return found


def must_be_written(found: Transcript) -> None:
    """Two people decide about it otherwise."""
    if found.state == Stage.APPROVED:
        raise Refusal(
            _("Two people have agreed to this version. Take it back before you change it.")
        )
    if found.state == Stage.PROPOSED:
        raise Refusal(
            _("A second person reads this version now. Take it back before you change it.")
        )
