"""Words are covered: a voice that may say them stays here until somebody has listened for them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from accounts.roles import Role
from testimonies.conflicts import actions as conflicts
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Evidence, StoredFile, Testimony
from testimonies.models.conflict import Tie
from testimonies.redactions import actions as redactions
from testimonies.redactions import queries
from testimonies.redactions.actions import Times, Words
from testimonies.redactions.parts import Sense, Stretch
from tests.builders_recordings import a_recorded_testimony
from tests.builders_redactions import (
    STORY,
    a_covered_passage,
    a_covered_recording,
    a_heard_recording,
    a_letter_as_pdf,
    a_white_film,
    an_accepted_testimony_with,
    paper_of,
)
from tests.builders_restraints import suspended
from tests.builders_review import a_moderator, an_assessor, another_moderator, signed_in, staff
from tests.testimonies.redactions.test_under_seal import another_assessor, opened_by

pytestmark = pytest.mark.django_db
HELD = "Its sound does not leave the house"
BUTTON = "I have listened to all of it: nothing is to be covered"
PAGE = "admin:testimonies_submission_redactions_paper"


def a_held_recording() -> Testimony:
    testimony = a_recorded_testimony(story={"story": [STORY]})
    a_covered_passage(testimony, "Petras Vaitkus of Laukuva")
    return testimony


def leaves(testimony: Testimony) -> StoredFile | None:
    return queries.file_that_leaves(paper_of(testimony))


class Listener:
    """Somebody at the page of a recording, from which they say that they have listened."""

    def __init__(self, testimony: Testimony, by: User | None = None) -> None:
        self.client = signed_in(by or a_moderator())
        self.place = [testimony.submission.reference, paper_of(testimony).uuid]
        self.page = self.opens(PAGE)

    def opens(self, name: str) -> str:
        shown: str = self.client.get(reverse(name, args=self.place)).content.decode()
        return shown

    def says_so(self, seen: str = "") -> Any:
        if not seen:
            (seen,) = re.findall(r'name="seen" value="([^"]*)"', self.page)
        return self.client.post(reverse(f"{PAGE}_heard", args=self.place), {"seen": seen})


def test_it_stays_here_until_somebody_says_that_they_have_listened() -> None:
    testimony = a_held_recording()
    assert leaves(testimony) is None
    listener = Listener(testimony)
    assert HELD in listener.page

    listener.says_so()
    listener.says_so()

    assert leaves(testimony)
    assert CustodyEvent.objects.filter(event="evidence.heard").count() == 1
    assert not any(words in listener.opens(PAGE) for words in (HELD, BUTTON))
    a_covered_passage(testimony, "my mother")
    assert leaves(testimony) is None


def test_the_desk_says_so_wherever_the_recording_is_heard() -> None:
    testimony = a_held_recording()
    listener = Listener(testimony)
    case = reverse("admin:testimonies_submission_screen", args=listener.place[:1])

    pages = [
        listener.client.get(case).content.decode(),
        listener.opens("admin:testimonies_submission_recording"),
    ]

    for page in pages:
        assert HELD in page
        assert f'href="{reverse(PAGE, args=listener.place)}"' in page
    a_heard_recording(testimony)
    assert HELD not in listener.client.get(case).content.decode()


def test_covering_its_sound_afterwards_frees_what_is_left() -> None:
    testimony = a_held_recording()

    a_covered_recording(testimony, Stretch(1.2, 1.3))

    copy = leaves(testimony)
    assert copy
    assert copy.role == "redacted"


def test_a_black_picture_takes_no_word_away() -> None:
    testimony = an_accepted_testimony_with(
        a_white_film(), "film.mp4", kind="recording", story={"story": [STORY]}
    )
    a_covered_passage(testimony, "Petras Vaitkus of Laukuva")
    black = Times((Stretch(1, 2, Sense.PICTURE),), "health")
    proposed = redactions.propose_times(paper_of(testimony).pk, black, by=a_moderator())
    redactions.approve(proposed.pk, by=another_moderator())
    redactions.make_covered_copy(paper_of(testimony).pk)

    assert leaves(testimony) is None


def test_papers_and_voices_without_covered_words_go_as_before() -> None:
    letter = an_accepted_testimony_with(a_letter_as_pdf(), story={"story": [STORY]})
    voice, uncovered = a_recorded_testimony(story={"story": [STORY]}), a_held_recording()
    a_covered_passage(letter, "Petras Vaitkus of Laukuva")
    redaction = uncovered.submission.redactions.get()

    redactions.lift(redaction.pk, by=a_moderator(), reason="He agreed.")
    redactions.lift(redaction.pk, by=another_moderator(), reason="He agreed.")

    assert all(leaves(each) for each in (letter, voice, uncovered))


def test_nobody_says_so_of_words_that_they_have_not_seen_covered() -> None:
    testimony = a_held_recording()
    early = Listener(testimony)
    a_covered_passage(testimony, "my mother")

    early.says_so()

    assert leaves(testimony) is None
    suspended(testimony.submission.case)
    with pytest.raises(Refusal, match="suspended"):
        a_heard_recording(testimony)


def test_where_words_under_seal_are_covered_whoever_has_read_them_says_so() -> None:
    told = {"one_more_page": {"open": ["yes"]}, "under_seal": {"sealed": ["About my daughter."]}}
    testimony, first, second = a_recorded_testimony(**told), an_assessor(), another_assessor()
    opened_by(first, testimony.submission)
    said = Words("under-seal:sealed", "my daughter", "third_person")
    proposed = redactions.propose_words(testimony.submission_id, said, by=first)
    opened_by(second, testimony.submission)
    redactions.approve(proposed.pk, by=second)
    moderator, third = Listener(testimony), staff(Role.ASSESSOR, email="vida@example.org")

    assert BUTTON not in moderator.page
    assert "Assessors decide about it." in moderator.page
    assert moderator.says_so("2026-01-01").status_code == 403
    a_covered_recording(testimony, Stretch(1.2, 1.3))
    assert leaves(testimony) is None
    Listener(testimony, third).says_so()
    assert leaves(testimony) is None

    Listener(testimony, second).says_so()

    assert leaves(testimony)


def test_only_moderators_and_second_readers_say_so_and_never_of_their_own() -> None:
    testimony, who = a_held_recording(), another_moderator()
    paper = paper_of(testimony)
    with pytest.raises(Refusal, match="Only moderators"):
        redactions.hear(paper.pk, by=an_assessor(), seen="")
    conflicts.declare(testimony.submission.reference, Tie.FAMILY, of=who, by=who)

    with pytest.raises((IntegrityError, InternalError), match="keeps away"), transaction.atomic():
        Evidence.objects.filter(pk=paper.pk).update(heard_up_to=now(), heard_by=who)
    with pytest.raises(IntegrityError, match="says_so"), transaction.atomic():
        Evidence.objects.filter(pk=paper.pk).update(heard_up_to=now())
