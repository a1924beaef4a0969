"""The history of a case is read in sentences, and no code of the house stands in it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from testimonies.custody import log as custody
from testimonies.custody.sentences import SENTENCES
from testimonies.models import CustodyEvent, SealedAnswers, Submission
from testimonies.review import actions as review
from testimonies.review import history, queries, reading
from testimonies.review.queries import Line
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_read_testimony,
    a_testimony_in_review,
    an_administrator,
    read_at_the_desk,
    signed_in,
)

pytestmark = pytest.mark.django_db


def lines_of(submission: Submission) -> list[Line]:
    return queries.sentences_of(reading.lines_of(read_at_the_desk(submission)))


def told(submission: Submission) -> list[str]:
    return [line.sentence for line in lines_of(submission)]


def test_the_screen_says_what_happened_and_shows_no_code() -> None:
    submission = a_read_testimony().submission

    page = signed_in(a_moderator()).get(f"/admin/testimonies/submission/{submission.reference}/")

    shown = page.content.decode()
    assert "The first reader accepted it." in shown
    assert "Somebody opened and read it." in shown
    codes = "|".join(re.escape(event) for event in SENTENCES)
    assert re.findall(codes, shown) == []


def test_a_reason_is_said_in_words() -> None:
    testimony = a_testimony_in_review()
    review.decline(testimony.pk, by=a_moderator(), reason="duplicate", explanation="Twice.")

    line = lines_of(testimony.submission)[0]

    assert line.sentence == "It was not accepted."
    assert line.detail == "It has been handed in before"


@pytest.mark.parametrize(
    ("event", "detail", "words"),
    [
        ("claim.not_recordable", {"reason": "duplicate"}, "It has been recorded before"),
        ("claim.submitted", {"items": 3}, "3 losses"),
        ("claim.withdrawn", {"was": "assessed"}, "read once"),
        ("case.handed_out", {"files": 1, "with_sealed": True}, "1 file"),
        ("evidence.received", {"sha256": "ab" * 32, "size": 2048}, "2.0\xa0KB"),
        ("evidence.reordered", {"page": 2}, "page 2"),
        ("evidence.scanned", {"verdict": "infected"}, "infected"),
        ("evidence.handed_out", {"role": "original", "why": "read"}, "original"),
        ("consent.changed", {"narrower": ["text", "uses"], "wider": []},
         "less allowed: The words, May be used for"),
        ("seal.opened", {"reason": "The claim rests on it"}, "The claim rests on it"),
        ("submission.viewed", {}, ""),
    ],
)  # fmt: skip
def test_what_an_event_tells_besides_is_said_in_words(
    event: str, detail: dict[str, Any], words: str
) -> None:
    line = CustodyEvent(event=event, detail=detail)

    assert history.detail_of(line) == words


def test_the_case_and_its_seal_belong_to_the_history() -> None:
    submission = a_submitted_testimony()
    seal = SealedAnswers.objects.create(submission=submission, answers={})
    custody.record("case.code_renewed", submission.case, by=a_moderator())
    custody.record("seal.opened", seal, by=a_moderator(), reason="The claim rests on it")

    assert told(submission)[:2] == [
        "Somebody opened what is under seal.",
        "A new return code was made.",
    ]


def test_a_line_that_nobody_records_any_more_is_no_code_either() -> None:
    submission = a_submitted_testimony()
    custody.record("submission.of_old", submission)

    assert "Something else was done." in told(submission)


def test_administrators_read_the_event_beside_its_sentence() -> None:
    a_submitted_testimony()

    page = signed_in(an_administrator()).get("/admin/testimonies/custodyevent/").content.decode()

    assert "submission.handed_in" in page
    assert "It was handed in." in page
