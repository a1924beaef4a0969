"""What every page about a recording begins with: who asks, which recording, and the frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts.models import User
from testimonies.care import topics
from testimonies.evidence import size_limit
from testimonies.history.gazetteer import Gazetteer
from testimonies.models import Evidence, Recording, Submission, Transcript
from testimonies.recordings import policies, queries
from testimonies.recordings.actions import LANGUAGES
from testimonies.redactions import queries as redactions
from testimonies.redactions import shown
from testimonies.review import beside, case_file, reading

View = Callable[..., HttpResponseBase]
#: An hour of subtitles has a tenth of it.
MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Opened:
    """Somebody at the desk, at one recording; `transcript` where the page is about one."""

    user: User
    submission: Submission
    paper: Evidence
    found: Recording | None = None
    chosen: Transcript | None = None

    @property
    def recording(self) -> Recording:
        assert self.found is not None  # noqa: S101  (a page about one opens with one)
        return self.found

    @property
    def transcript(self) -> Transcript:
        assert self.chosen is not None  # noqa: S101
        return self.chosen

    def place(self) -> dict[str, Any]:
        told: dict[str, Any] = {"reference": self.submission.reference, "paper": self.paper.uuid}
        return told | ({"transcript": self.chosen.uuid} if self.chosen else {})

    def address(self, name: str) -> str:
        return reverse(name, kwargs=self.place())

    def language_of(self, transcript: Transcript) -> str:
        return str(LANGUAGES.get(transcript.language, transcript.language))

    def context(self, request: HttpRequest) -> dict[str, Any]:
        """For templates that extend ``testimonies/recordings/frame.html``."""
        copy = queries.copy_of(self.paper)
        mentions = reading.with_what_is_told(self.submission.mentions.all())
        gazetteer = Gazetteer()
        persons = [case_file.person(each, gazetteer) for each in mentions]
        noted = topics.of([self.submission.pk], reader=self.user)
        return beside.frame(request, self.submission) | {
            "paper": self.paper,
            "name": shown.name_of(self.paper),
            "plays": queries.family(copy) if copy else "",
            "recording": self.found,
            "is_unheard": redactions.is_unheard(self.paper),
            "persons": persons,
            "told_of": case_file.told_of(persons),
            "topics": sorted(noted.get(self.submission.pk, ())),
        }


def a_paper(
    request: HttpRequest, reference: str, paper: UUID, *, to_write: bool = False
) -> Opened:
    """404 where there is nothing to hear, or where they keep away from it."""
    user, submission = beside.staff(request), beside.seen(request, reference)
    if not (policies.may_write(user) if to_write else policies.may_read(user)):
        raise PermissionDenied
    papers = submission.evidence.of_the_matter()
    found = get_object_or_404(
        papers, uuid=paper, files__detected_type__regex="^(audio|video)/", files__role="access"
    )
    return Opened(user, submission, found, Recording.objects.filter(evidence=found).first())


def a_recording(
    request: HttpRequest, reference: str, paper: UUID, *, to_write: bool = False
) -> Opened:
    here = a_paper(request, reference, paper, to_write=to_write)
    found = get_object_or_404(Recording, evidence=here.paper)
    return Opened(here.user, here.submission, here.paper, found)


def a_transcript(
    request: HttpRequest,
    reference: str,
    paper: UUID,
    transcript: UUID,
    *,
    to_write: bool = False,
) -> Opened:
    to_write = to_write or (request.method == "POST" and "do" in request.POST)
    here = a_recording(request, reference, paper, to_write=to_write)
    chosen = get_object_or_404(
        here.recording.transcripts.select_related("recording__evidence", "made_from"),
        uuid=transcript,
    )
    return Opened(here.user, here.submission, here.paper, here.found, chosen)


def as_file(said: str, name: str) -> HttpResponse:
    response = HttpResponse(said, content_type="text/vtt; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def with_a_file(inner: View) -> View:
    """For a page that takes a file of subtitles; all others let files go while they come."""
    protected = csrf_protect(require_POST(inner))

    @csrf_exempt  # the check follows, once it is said that this page takes files
    @wraps(inner)
    def door(request: HttpRequest, *args: Any, **place: Any) -> HttpResponseBase:
        size_limit.take_files(request, most=MOST_BYTES)
        return protected(request, *args, **place)

    return door
