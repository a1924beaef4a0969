"""The history of a case for a court: every line, recomputed by a program that we did not write."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import rfc8785
from django.test import Client

from testimonies.models import CustodyEvent, Submission
from testimonies.review.court import actions as court
from testimonies.review.court.actions import Form
from tests.builders_claims import a_submitted_claim
from tests.builders_intake import STORY, a_submitted_testimony
from tests.builders_review import a_moderator, a_published_testimony, an_assessor, signed_in
from tests.journeys.pdf_text import words_of
from tests.testimonies.review.test_seal import a_sealed_testimony, at_the_desk, place

pytestmark = pytest.mark.django_db
HASHED = ("position", "at", "event", "subject_kind", "subject", "by", "actor", "detail")


def told(submission: Submission, **said: Any) -> dict[str, Any]:
    exported = court.export(
        submission.pk, Form.JSON, by=a_moderator(), reason="Regional court, 2-17/2026", **said
    )
    found: dict[str, Any] = json.loads(exported.content)
    return found


def test_each_line_can_be_recomputed_from_the_file_alone() -> None:
    testimony = a_published_testimony()
    a_submitted_claim(testimony.submission)

    history = told(testimony.submission)

    assert len(history["lines"]) > 15
    for line in history["lines"]:
        own = rfc8785.dumps({name: line[name] for name in HASHED})
        assert hashlib.sha256(bytes.fromhex(line["before"]) + own).hexdigest() == line["hash"]
    assert history["lines"][-1]["event"] == "case.history_exported"
    assert history["chain"]["head"] == history["lines"][-1]["hash"]


def test_everything_of_the_case_is_in_it_and_nothing_of_another() -> None:
    submission, other = a_published_testimony().submission, a_submitted_testimony()
    claim = a_submitted_claim(submission)

    history = told(submission)

    subjects = {line["subject"] for line in history["lines"]}
    assert {submission.reference, claim.reference, claim.claim.reference} <= subjects
    assert other.reference not in subjects
    assert [each["reference"] for each in history["handed_in"]] == [
        submission.reference, claim.reference,
    ]  # fmt: skip
    digests = [each["receipt"]["digest"] for each in history["handed_in"]]
    assert digests == [submission.receipt.digest, claim.receipt.digest]


def test_it_holds_nothing_of_what_was_told() -> None:
    content = json.dumps(told(a_published_testimony().submission), ensure_ascii=False)

    assert not any(word in content for word in (STORY[:20], "Ona", "Kretinga", "ona@example.org"))


def test_a_seal_is_named_only_to_those_who_may_open_one() -> None:
    submission = a_sealed_testimony()
    at_the_desk(an_assessor()).post(place(submission, "seal/"), {"reason": "The claim"})

    without, with_it = told(submission), told(submission, with_seal=True)

    assert "seal.opened" not in {line["event"] for line in without["lines"]}
    assert "seal.opened" in {line["event"] for line in with_it["lines"]}


def test_the_paper_says_the_same_and_carries_the_file() -> None:
    testimony = a_published_testimony()

    exported = court.export(testimony.submission_id, Form.PDF, by=a_moderator(), reason="Court")

    words = words_of(exported.content)
    assert "Itwashandedin." in words
    assert "rasa@example.org" in words
    with pikepdf.open(BytesIO(exported.content)) as pdf:
        attached = json.loads(pdf.attachments["history.json"].get_file().read_bytes())
    assert attached["handed_in"][0]["reference"] == testimony.submission.reference


def test_at_the_desk_it_takes_a_reason_and_a_fresh_login() -> None:
    submission = a_submitted_testimony()
    stale = Client()
    stale.force_login(a_moderator())
    assert "reauthenticate" in stale.get(place(submission, "history/"))["Location"]
    desk = at_the_desk(a_moderator())

    asked = desk.post(place(submission, "history/"), {"form": "pdf", "reason": ""})
    fetched = desk.post(place(submission, "history/"), {"form": "pdf", "reason": "Court 5"})

    assert "Write who asks for it." in asked.text
    assert fetched["Content-Type"] == "application/pdf"
    assert fetched.content.startswith(b"%PDF")
    line = CustodyEvent.objects.get(event="case.history_exported")
    assert line.detail == {"reason": "Court 5", "form": "pdf"}
    assert "History for a court" in desk.get(place(submission)).text
    assert "history/" not in signed_in(an_assessor()).get(place(submission)).text
