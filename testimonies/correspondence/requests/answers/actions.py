"""What archives write back: each answer stays as it came, with its scans. Used by the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from testimonies.correspondence.requests.answers import queries
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence.actions import About
from testimonies.models import ArchiveAnswer, ArchiveRequest, Evidence, StoredFile
from testimonies.models.archive_answer import Outcome
from testimonies.models.archive_request import State
from testimonies.models.evidence import EvidenceKind

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

#: It has gone, so something can have come back; what is closed is still answered late.
HAS_GONE = frozenset({State.SENT, State.ANSWERED, State.CLOSED})


@dataclass(frozen=True)
class Answer:
    on: date
    outcome: Outcome
    words: str
    passed_on_to: str = ""
    their_number: str = ""

    @property
    def told(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("words", "passed_on_to", "their_number")}


@transaction.atomic
def note(request_id: int, answered: Answer, *, by: User) -> ArchiveAnswer:
    """What they wrote back, in a few words. Written down twice, it is one answer.

    Scans that came before these words are of this answer.
    """
    request = _gone(request_id)
    if answered.on > localdate():
        raise Refusal(_("That day has not come yet."))
    if request.sent_on and answered.on < request.sent_on:
        raise Refusal(_("It cannot have been answered before it was sent."))
    for known in request.answers.filter(received_on=answered.on, outcome=answered.outcome):
        if known.told == answered.told:
            return known
    answer = ArchiveAnswer.objects.create(
        request=request,
        received_on=answered.on,
        outcome=answered.outcome,
        told=answered.told,
        noted_by=by,
    )
    answer.papers.set(request.papers.all())
    request.papers.clear()
    if request.state == State.SENT:
        request.must_allow(State.ANSWERED)
        request.state = State.ANSWERED
        request.save(update_fields=["state"])
    custody.record(
        "case.archive_answered",
        request.submission.case,
        by=by,
        to=request.body_of,
        answered=answered.outcome.value,
    )
    return answer


def add_scan(
    request_id: int, upload: File[bytes], *, by: User, of: UUID | None = None
) -> StoredFile:
    """A scan of what came back, by the door of all evidence: two people read it before its use.

    `of` is the answer that it shows; without one it waits for whoever writes down what it says.
    """
    request = ArchiveRequest.objects.select_related("submission").get(pk=request_id)
    _must_have_gone(request)
    caption = _("Answer of an archive, %(reference)s") % {"reference": request.reference}
    about = About(
        EvidenceKind.ARCHIVE_CERTIFICATE, caption, by=by, among=queries.scans_of(request)
    )
    original = evidence.receive_about(request.submission.case_id, upload, about)
    _put_with_it(original.evidence_id, request_id, of, by)
    return original


@transaction.atomic
def _put_with_it(evidence_id: int, request_id: int, of: UUID | None, by: User) -> None:
    """What the holder has sent and not handed in, the same file or not, stays theirs."""
    request = _gone(request_id)
    paper = Evidence.objects.lock(evidence_id)
    if queries.scans_of(request).contains(paper):
        return
    paper.submission, paper.added_later = request.submission, True
    paper.save(update_fields=["submission", "added_later"])
    answer = request.answers.filter(uuid=of).first() if of else None
    (answer or request).papers.add(paper)
    custody.record(
        "evidence.added_later", paper, by=by, to=request.submission.reference, of="archive"
    )


def _gone(request_id: int) -> ArchiveRequest:
    request = ArchiveRequest.objects.lock(request_id)
    _must_have_gone(request)
    return request


def _must_have_gone(request: ArchiveRequest) -> None:
    if request.state not in HAS_GONE:
        raise Refusal(_("It has not been sent yet, so nothing can have come back."))
