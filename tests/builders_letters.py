"""Submitters who are reached by post, and their letters, by the actions."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate, now

from testimonies.correspondence.calls import actions as calls
from testimonies.correspondence.calls.actions import Said
from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests.actions import Draft
from testimonies.correspondence.requests.answers import actions as answers
from testimonies.correspondence.requests.answers.actions import Answer
from testimonies.models import ArchiveRequest, PaperLetter, Submission
from testimonies.models.archive_answer import Outcome
from testimonies.models.archive_request import Agreed, Way
from testimonies.models.call import Direction
from testimonies.review.messages import actions as messages
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator

BY_POST: dict[str, list[str]] = {
    "preference": ["post"],
    "name": ["Ona Žemaitytė-Kazlauskienė"],
    "email": [""],
    "phone": [""],
    "address": ["Vilniaus g. 1\n97104 Kretinga"],
    "through": [""],
    "safe": ["yes"],
}
QUESTION = "In which year did your father come back?"


def a_testimony_by_post(**contact: list[str]) -> Submission:
    """Handed in by somebody who wants letters on paper. The receipt waits to be printed."""
    return a_submitted_testimony(contact={**BY_POST, **contact})


def a_letter_by_post(submission: Submission | None = None, **_more: Any) -> PaperLetter:
    """A message that waits to be printed."""
    own = submission or a_testimony_by_post()
    message = messages.write(own, QUESTION, by=a_moderator(), letter="message_to_submitter")
    return PaperLetter.objects.get(message=message)


def words_to_archive(**more: Any) -> Draft:
    known: dict[str, Any] = {
        "recipient": "Lietuvos ypatingasis archyvas\nGedimino pr. 40\nVilnius",
        "email": "archive@example.org",
        "subject": "Request for documents",
        "body": "Please look for documents about Ona Žemaitytė-Kazlauskienė, born 1934.",
        "language": "lt",
        "agreed": Agreed.PHONE,
        "agreed_on": localdate(),
        "answer_days": 30,
    }
    return Draft(**{**known, **more})


def a_request(submission: Submission | None = None, **more: Any) -> ArchiveRequest:
    """A letter to an archive that nobody has sent yet."""
    own = submission or a_submitted_testimony()
    return requests.write(own.pk, words_to_archive(**more), by=a_moderator())


def a_sent_request(submission: Submission | None = None, **more: Any) -> ArchiveRequest:
    """It went by hand today, and an answer is waited for."""
    request = a_request(submission, **more)
    return requests.send(request.pk, way=Way.BY_HAND, on=localdate(), by=a_moderator())


def state_of(request: ArchiveRequest) -> str:
    return ArchiveRequest.objects.get(pk=request.pk).state


def addresses_of_letters() -> dict[str, dict[str, Any]]:
    submission = a_submitted_testimony()
    said = Said(Direction.WE_CALLED, True, now(), {"who": "", "said": "Good.", "agreed": ""})
    call = calls.note(submission.pk, said, by=a_moderator())
    request = a_sent_request()
    answer = answers.note(
        request.pk, Answer(localdate(), Outcome.FOUND, "A file of 40 pages."), by=a_moderator()
    )
    return {
        "admin:testimonies_paperletter": {"uuid": a_letter_by_post().uuid},
        "admin:testimonies_archiverequest": {"uuid": request.uuid},
        "admin:testimonies_archiverequest_scan_of_answer": {"answer": answer.uuid},
        "admin:testimonies_submission_follow_up": {
            "reference": submission.reference,
            "call": call.uuid,
        },
    }
