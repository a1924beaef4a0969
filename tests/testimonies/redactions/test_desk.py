"""The pages on which words and papers are covered, as moderators use them, without any script."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from testimonies.models import CustodyEvent, Redaction, Testimony
from testimonies.models.redaction import Stage
from testimonies.redactions import actions as redactions
from testimonies.redactions.parts import Area, Stretch
from tests.builders_redactions import (
    STORY,
    a_covered_paper,
    a_covered_passage,
    a_letter_as_pdf,
    a_proposal,
    a_tone,
    an_accepted_testimony_with,
    paper_of,
)
from tests.builders_review import (
    a_moderator,
    an_accepted_testimony,
    another_moderator,
    signed_in,
    staff,
)

pytestmark = pytest.mark.django_db
BEGIN = "admin:testimonies_submission_redactions"
SAID = {"story": {"story": [STORY]}}
WORDS = {
    "question": "story:story",
    "words": "Petras Vaitkus of Laukuva",
    "where": "one",
    "which": "",
    "reason": "third_person",
    "note": "The neighbour",
}


def address(testimony: Testimony, part: str = "", *more: object) -> str:
    name = f"{BEGIN}_{part}" if part else BEGIN
    return reverse(name, args=[testimony.submission.reference, *more])


def desk(user: User | None = None) -> Client:
    return signed_in(user or a_moderator())


def test_one_proposes_and_another_agrees() -> None:
    testimony = an_accepted_testimony(**SAID)

    asked = desk().post(address(testimony, "words"), WORDS, follow=True).content.decode()
    redaction = Redaction.objects.get()
    own = desk().post(address(testimony, "approve", redaction.uuid), follow=True).content.decode()
    agreed = desk(another_moderator()).post(
        address(testimony, "approve", redaction.uuid), follow=True
    )

    assert "Somebody else decides, and until then nothing leaves." in asked
    assert "Somebody else must agree to it." in own
    assert "It is covered now, wherever it leaves." in agreed.content.decode()
    redaction.refresh_from_db()
    assert redaction.state == Stage.APPLIED
    assert (
        '<mark class="cover-applied">Petras Vaitkus of Laukuva</mark>' in agreed.content.decode()
    )


def test_what_was_typed_stays_on_the_page_when_it_cannot_be_meant() -> None:
    testimony = an_accepted_testimony(**SAID)
    typed = {**WORDS, "words": "Petras Vaitkus of Kaunas", "reason": "other", "note": ""}

    page = desk().post(address(testimony, "words"), typed).content.decode()
    again = (
        desk().post(address(testimony, "words"), {**typed, "note": "A mistake"}).content.decode()
    )

    assert "Write the reason, in a few words." in page
    assert "Petras Vaitkus of Kaunas" in page
    assert "These words do not stand in that answer. Copy them exactly." in again
    assert 'value="story:story" id="id_question_' in again
    assert not Redaction.objects.exists()


def test_every_answer_in_own_words_is_offered_with_its_question() -> None:
    testimony = an_accepted_testimony(**SAID)

    page = desk().get(address(testimony)).content.decode()

    assert "Barracks beside the saw-mill." in page
    assert "I came home in 1958 and became a teacher." in page
    assert "ona@example.org" not in page
    assert 'data-answer="after:after"' in page


def test_a_look_leaves_its_line() -> None:
    testimony = an_accepted_testimony(**SAID)

    desk().get(address(testimony))

    line = CustodyEvent.objects.latest("pk")
    assert (line.event, line.subject) == ("redaction.viewed", testimony.submission.reference)


def test_whoever_only_reads_sees_it_and_can_do_nothing() -> None:
    testimony = an_accepted_testimony(**SAID)
    redaction = a_proposal(testimony, "Petras Vaitkus of Laukuva")
    reader = desk(staff(Role.READER))

    page = reader.get(address(testimony))
    refused = [
        reader.post(address(testimony, "words"), WORDS).status_code,
        reader.post(address(testimony, "approve", redaction.uuid)).status_code,
    ]

    assert page.status_code == 200
    assert "I agree: cover it" not in page.content.decode()
    assert refused == [403, 403]


def test_a_redaction_of_another_case_is_not_found_here() -> None:
    testimony, other = an_accepted_testimony(**SAID), an_accepted_testimony(**SAID)
    redaction = a_proposal(other, "Petras Vaitkus of Laukuva")

    answer = desk(another_moderator()).post(address(testimony, "approve", redaction.uuid))

    assert answer.status_code == 404
    redaction.refresh_from_db()
    assert redaction.state == Stage.PROPOSED


def test_two_people_uncover_it_at_the_desk() -> None:
    testimony = an_accepted_testimony(**SAID)
    redaction = a_covered_passage(testimony, "Petras Vaitkus of Laukuva")
    lift = address(testimony, "lift", redaction.uuid)
    why = {f"{redaction.uuid}-reason": "He is dead since 1950."}

    without = desk().post(lift, {}).content.decode()
    asked = desk().post(lift, why, follow=True).content.decode()
    agreed = desk(another_moderator()).post(lift, why, follow=True).content.decode()

    assert "Write why, in a few words." in without
    assert "It stays covered until somebody else agrees." in asked
    assert "It is not to be covered any more." in agreed
    assert "He is dead since 1950." in agreed


def test_areas_of_a_page_are_proposed_by_numbers() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    paper = paper_of(testimony)
    page = address(testimony, "paper_page", paper.uuid, 2)
    cover = address(testimony, "paper_cover", paper.uuid, 2)
    area = {"left_1": "10", "top_1": "5,5", "width_1": "40", "height_1": "10"}

    seen = desk().get(page)
    picture = desk().get(address(testimony, "paper_picture", paper.uuid, 2))
    half = desk().post(cover, {"left_2": "10", "reason": "address"}).content.decode()
    none = desk().post(cover, {"reason": "address"}).content.decode()
    done = desk().post(cover, {**area, "top_1": "5.5", "reason": "address"}, follow=True)

    assert seen.status_code == 200
    assert picture["Content-Type"] == "image/jpeg"
    assert "An area needs all four numbers." in half
    assert "Say at least one area that is to be covered." in none
    assert "Proposed." in done.content.decode()
    assert Redaction.objects.get().anchor["areas"] == [
        {"page": 2, "x": 0.1, "y": 0.055, "width": 0.4, "height": 0.1}
    ]


def test_a_page_that_is_not_there_is_not_found() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    paper = paper_of(testimony)

    answers = [
        desk().get(address(testimony, "paper_page", paper.uuid, number)).status_code
        for number in (0, 3)
    ]

    assert answers == [404, 404]


def test_times_of_a_recording_are_proposed_as_the_player_shows_them() -> None:
    testimony = an_accepted_testimony_with(a_tone(2), "voice.wav", kind="recording")
    cover = address(testimony, "paper_cover", paper_of(testimony).uuid, 1)

    wrong = desk().post(cover, {"from_1": "1:00", "until_1": "0:30", "reason": "health"})
    done = desk().post(
        cover, {"from_1": "0:00.5", "until_1": "1:02:03", "reason": "health"}, follow=True
    )

    assert "A time ends before it begins" in wrong.content.decode()
    assert "0:00.5 – 1:02:03" in done.content.decode()


def test_whoever_only_reads_opens_the_covered_copy_of_a_paper() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    paper = a_covered_paper(testimony, Area(1, 0.1, 0.1, 0.8, 0.1))
    place = reverse(
        "admin:testimonies_submission_paper", args=[testimony.submission.reference, paper.uuid]
    )

    read = desk(staff(Role.READER)).get(place).getvalue()
    decided = desk().get(place).getvalue()
    covered = desk(staff(Role.READER)).get(address(testimony, "paper_covered", paper.uuid))

    assert read == covered.getvalue()
    assert read != decided


def test_the_screen_of_the_case_says_that_something_waits() -> None:
    testimony = an_accepted_testimony(**SAID)
    a_proposal(testimony, "Petras Vaitkus of Laukuva")

    screen = desk().get(
        reverse("admin:testimonies_submission_screen", args=[testimony.submission.reference])
    )

    assert "waits for a second person, and nothing leaves" in screen.content.decode()
    assert "Somebody proposed to cover something." in screen.content.decode()
    assert "It names somebody who was never asked" in screen.content.decode()


def test_a_copy_that_could_not_be_made_is_said_plainly() -> None:
    testimony = an_accepted_testimony_with(a_tone(1), "voice.wav", kind="recording")
    paper = paper_of(testimony)
    said = redactions.Times((Stretch(0, 1),), "health")
    proposed = redactions.propose_times(paper.pk, said, by=a_moderator())
    redactions.approve(proposed.pk, by=another_moderator())
    Redaction.objects.update(attempts=3)

    page = desk().get(address(testimony)).content.decode()

    assert "The covered copy could not be made, so nothing of this case leaves." in page
    assert "Try to make it again" in page


def test_a_copy_that_could_not_be_made_is_made_again_when_somebody_asks() -> None:
    testimony = an_accepted_testimony_with(a_tone(1), "voice.wav", kind="recording")
    said = redactions.Times((Stretch(0, 1),), "health")
    proposed = redactions.propose_times(paper_of(testimony).pk, said, by=a_moderator())
    redactions.approve(proposed.pk, by=another_moderator())
    place = address(testimony, "again", proposed.uuid)
    assert "is being made, or is there" in desk().post(place, follow=True).content.decode()
    assert not CustodyEvent.objects.filter(event="redaction.tried_again").exists()
    Redaction.objects.update(attempts=3, tried_at=None)

    answer = desk().post(place, follow=True).content.decode()
    redactions.make_waiting()

    assert "The covered copy is being made again." in answer
    assert Redaction.objects.get().state == Stage.APPLIED
    assert CustodyEvent.objects.get(event="redaction.tried_again").by == a_moderator()


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("0:03", "0:01", "A time ends before it begins."),
        ("0:01", "0:99", "Write both times as the player shows them"),
        ("10:00", "10:04", "Write both times as the player shows them"),
    ],
)
def test_a_time_that_covers_nothing_is_refused(start: str, end: str, said: str) -> None:
    """What counts as covered counts as listened to, so a slip must not pass for it."""
    testimony = an_accepted_testimony_with(a_tone(), "tone.wav", kind="recording")
    cover = address(testimony, "paper_cover", paper_of(testimony).uuid, 1)

    page = desk().post(cover, {"from_1": start, "until_1": end, "reason": "health"})

    assert said in page.content.decode()
    assert not Redaction.objects.exists()


def test_numbers_of_an_area_are_written_as_the_reader_writes_them() -> None:
    testimony = an_accepted_testimony_with(a_letter_as_pdf())
    a_covered_paper(testimony, Area(1, 0.1, 0.1, 0.305, 0.1))

    page = desk().get(address(testimony), headers={"Accept-Language": "lt"}).content.decode()

    assert "10,0 % nuo kairės" in page
    assert "30,5 % × 10,0 %" in page
