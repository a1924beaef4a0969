"""Once words were covered, a version goes nowhere until somebody says that they read it again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from testimonies.conflicts import actions as conflicts
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Testimony, Transcript
from testimonies.models.conflict import Tie
from testimonies.models.recording import Version, WhyTakenBack
from testimonies.recordings import actions as recordings
from testimonies.recordings import queries
from tests.builders_recordings import SAID, a_public_version, a_recorded_testimony
from tests.builders_redactions import STORY, a_covered_passage
from tests.builders_review import (
    a_moderator,
    a_second_reader,
    an_assessor,
    another_moderator,
    signed_in,
)
from tests.testimonies.recordings.test_earlier import REFUSED
from tests.testimonies.recordings.test_pages import address
from tests.testimonies.recordings.test_writing import line_of

pytestmark = pytest.mark.django_db
HELD = "Words of this case were covered"
BUTTON = "I have read it again: nothing more to cover"
MEANWHILE = "changed in the meantime"


def a_held_testimony() -> Testimony:
    """Three versions and an index; then a name is covered, which the lines say in another form."""
    testimony = a_recorded_testimony(story={"story": [STORY]})
    a_public_version(testimony)
    a_covered_passage(testimony, "Petras Vaitkus of Laukuva")
    return testimony


def the(version: Version) -> Transcript:
    return Transcript.objects.get(version=version)


def goes(testimony: Testimony) -> tuple[list[str], int]:
    """Which versions an archive gets, and how many points of the index."""
    veil = queries.veil_over(testimony.submission)
    recording = the(Version.VERBATIM).recording
    along, index = queries.going_along(recording, veil, to_archive=True)
    return [each.transcript.version for each in along], len(index)


class Reader:
    """Somebody with the page of a version open."""

    def __init__(self, version: Transcript, by: User | None = None) -> None:
        self.version, self.client = version, signed_in(by or a_moderator())
        self.page = self.client.get(address(version)).content.decode()

    def asks(self) -> Any:
        (seen,) = re.findall(r'name="as_read" value="([^"]*)"', self.page)
        to = address(self.version, "read_again")
        return self.client.post(to, {"as_read": seen}, follow=True)

    def says_so(self) -> str:
        said: str = self.asks().content.decode()
        return said


def test_saving_frees_nothing_and_saying_so_does() -> None:
    testimony, edited = a_held_testimony(), the(Version.EDITED)
    recordings.save(edited.pk, [line_of(edited, 0, "They came, at four.")], by=a_moderator())
    assert goes(testimony) == ([], 0)
    reader = Reader(edited)
    assert HELD in reader.page

    after, once_more = reader.says_so(), reader.says_so()

    assert "Thank you" in after
    assert "Thank you" in once_more
    assert not any(words in after for words in (HELD, BUTTON))
    event = CustodyEvent.objects.get(event="recording.read_again")
    assert event.detail == {"version": "edited", "language": "lt"}
    recordings.save(edited.pk, [line_of(edited, 0, "They came at four.")], by=a_moderator())
    assert goes(testimony) == ([Version.EDITED], 2)


def test_the_list_of_versions_marks_those_that_stay() -> None:
    testimony, edited = a_held_testimony(), the(Version.EDITED)
    place = [testimony.submission.reference, edited.recording.evidence.uuid]
    client = signed_in(a_moderator())

    def marked() -> int:
        page = client.get(reverse("admin:testimonies_submission_recording", args=place))
        return page.content.decode().count("stays here: words were covered")

    assert marked() == 3
    recordings.read_again(edited.pk, by=a_moderator())
    assert marked() == 2


def test_nobody_says_so_of_what_they_have_not_seen() -> None:
    testimony, edited = a_held_testimony(), the(Version.EDITED)
    early, by = Reader(edited), another_moderator()
    a_covered_passage(testimony, "my mother")

    assert MEANWHILE in early.says_so()

    before_it_changed, own = Reader(edited), Reader(edited, by)
    recordings.save(edited.pk, [line_of(edited, 0, "At four.")], by=by)
    assert MEANWHILE in before_it_changed.says_so()
    assert goes(testimony)[0] == []
    assert "Thank you" in own.says_so()
    a_covered_passage(testimony, "wept")
    assert goes(testimony)[0] == []


def test_what_is_made_from_a_version_that_is_held_is_held_too() -> None:
    testimony, verbatim = a_held_testimony(), the(Version.VERBATIM)

    english = recordings.make_version(verbatim.pk, Version.TRANSLATION, "en", by=a_moderator())
    recordings.replace_all(english.pk, SAID, by=a_moderator())
    recordings.read_again(verbatim.pk, by=a_moderator())

    assert goes(testimony)[0] == [Version.VERBATIM]
    assert HELD in Reader(english).page
    german = recordings.make_version(verbatim.pk, Version.TRANSLATION, "de", by=a_moderator())
    assert BUTTON not in Reader(german).page


def test_a_version_that_waits_or_is_agreed_to_is_left_to_its_two_people() -> None:
    testimony, public = a_held_testimony(), the(Version.PUBLIC)
    recordings.propose(public.pk, by=a_moderator())

    for _stage in ("proposed", "approved"):
        with pytest.raises(Refusal, match="Take it back"):
            recordings.read_again(public.pk, by=a_moderator())
        if public.approved_at is None:
            public = recordings.approve(public.pk, by=another_moderator())

    assert goes(testimony) == ([Version.PUBLIC], 2)
    recordings.take_back(public.pk, by=a_moderator(), reason=WhyTakenBack.NAME)
    assert goes(testimony) == ([], 0)
    assert "Thank you" in Reader(public, a_second_reader()).says_so()


def test_whoever_may_not_decide_or_keeps_away_says_nothing_of_it() -> None:
    testimony, edited, who = a_held_testimony(), the(Version.EDITED), another_moderator()
    with pytest.raises(Refusal, match="Only moderators and second readers"):
        recordings.read_again(edited.pk, by=an_assessor())
    reader = Reader(edited, who)
    conflicts.declare(testimony.submission.reference, Tie.FAMILY, of=who, by=who)
    one = Transcript.objects.filter(pk=edited.pk)

    assert reader.asks().status_code == 404

    ways: list[tuple[str, Callable[[], Any]]] = [
        ("keeps away", lambda: recordings.read_again(edited.pk, by=who)),
        ("says that they read it", lambda: one.update(read_up_to=now())),
        ("read no more", lambda: Transcript.objects.create(**a_copy_of(edited))),
    ]
    for said, way in ways:
        with pytest.raises(REFUSED, match=said), transaction.atomic():
            way()
    assert goes(testimony)[0] == []


def a_copy_of(edited: Transcript) -> dict[str, Any]:
    return {
        "recording": edited.recording,
        "version": Version.TRANSLATION,
        "language": "pl",
        "made_from": edited,
        "begun_by": a_moderator(),
    }
