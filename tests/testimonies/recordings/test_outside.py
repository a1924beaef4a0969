"""What of a recording leaves the house, and what takes it back at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from petitions.bundles import snapshots
from testimonies.custody import actions as chaining
from testimonies.data_requests import actions as data_requests
from testimonies.errors import Refusal
from testimonies.intake.everything import queries as everything
from testimonies.intake.everything import records as of_everything
from testimonies.models import (
    ConsentRecord,
    IndexPoint,
    Recording,
    Segment,
    Testimony,
    Transcript,
)
from testimonies.models.recording import Stage, WhyTakenBack
from testimonies.privacy import queries as privacy
from testimonies.recordings import actions as recordings
from testimonies.recordings import queries
from testimonies.recordings.actions import Cut
from testimonies.redactions import actions as redactions
from testimonies.redactions.actions import Times
from testimonies.redactions.parts import Stretch
from testimonies.review import actions as review
from testimonies.review.court import queries as court
from tests.builders_data_requests import an_agreed_erasure
from tests.builders_recordings import (
    SAID,
    a_public_version,
    a_recorded_testimony,
    an_approved_version,
    published,
)
from tests.builders_redactions import (
    STORY,
    a_covered_passage,
    a_covered_recording,
    a_heard_recording,
    a_proposal,
    paper_of,
)
from tests.builders_restraints import suspended
from tests.builders_review import a_moderator, a_release_officer, another_moderator, signed_in

pytestmark = pytest.mark.django_db
SECRET = "Vaitkus"


def a_public_recording(**pages: Any) -> Testimony:
    testimony = a_recorded_testimony(**pages)
    an_approved_version(testimony)
    return published(testimony)


class Outside:
    """Somebody who opens the page of a testimony, and everything that it leads to."""

    def __init__(self, testimony: Testimony) -> None:
        self.client, self.reference = Client(), testimony.reference
        self.place = [testimony.reference, paper_of(testimony).uuid]

    def get(self, name: str, *more: str) -> Any:
        return self.client.get(reverse(f"testimonies:{name}", args=[*self.place, *more]))

    def page(self) -> str:
        address = reverse("testimonies:archive-testimony", args=[self.reference])
        return self.client.get(address).content.decode()

    def hears(self) -> bool:
        answer = self.get("archive-recording")
        heard = b"".join(answer.streaming_content) if answer.status_code == 200 else b""
        return bool(heard)

    def reads(self) -> str:
        said = [self.get("archive-recording-said", "lt"), self.get("archive-recording-chapters")]
        return self.page() + "".join(
            each.content.decode() for each in said if each.status_code == 200
        )


def the_desk_at(version: Transcript) -> str:
    paper = version.recording.evidence
    assert paper.submission
    place = [paper.submission.reference, paper.uuid, version.uuid]
    address = reverse("admin:testimonies_submission_recording_lines", args=place)
    return signed_in(a_moderator()).get(address).content.decode()


def test_an_agreed_version_is_heard_and_read_by_everybody() -> None:
    outside = Outside(a_public_recording())

    page, said = outside.page(), outside.get("archive-recording-said", "lt").content.decode()

    assert outside.hears()
    assert '<track kind="subtitles"' in page
    assert SAID[0].text in page
    assert f"<v Ona>{SAID[2].text}" in said
    assert "The night" in outside.get("archive-recording-chapters").content.decode()
    assert outside.get("archive-recording-said", "en").status_code == 404
    kept = outside.get("archive-recording")
    b"".join(kept.streaming_content)
    assert "no-store" in kept["Cache-Control"]


@pytest.mark.parametrize(
    "pages",
    [
        {"shown_as": {"identity": ["initials"]}},
        {"audience": {"text": ["public"], "documents": ["public"], "photographs": ["public"]}},
        {
            "audience": {
                "text": ["public"],
                "documents": ["public"],
                "photographs": ["public"],
                "recording": ["researchers"],
            }
        },
    ],
)
def test_without_consent_and_name_nobody_hears_or_reads_it(pages: dict[str, Any]) -> None:
    outside = Outside(a_public_recording(**pages))

    assert not outside.hears()
    assert SAID[0].text not in outside.reads()


def test_before_two_people_have_agreed_nobody_hears_or_reads_it() -> None:
    testimony = a_recorded_testimony()
    version = an_approved_version(testimony)
    outside = Outside(published(testimony))
    recordings.take_back(version.pk, by=a_moderator(), reason=WhyTakenBack.NAME)
    recordings.propose(version.pk, by=a_moderator())

    assert not outside.hears()
    assert SAID[0].text not in outside.reads()


def test_whatever_takes_the_testimony_back_takes_its_recording_at_once() -> None:
    testimony = a_public_recording()
    outside = Outside(testimony)
    assert outside.hears()

    proposal = a_proposal(testimony, "at four")
    assert not outside.hears()
    redactions.lift(proposal.pk, by=a_moderator(), reason="No.")
    assert outside.hears()
    ConsentRecord.objects.update(recording="institutions")
    assert not outside.hears()
    ConsentRecord.objects.update(recording="public")
    review.unpublish(testimony.pk, by=a_moderator())

    assert not outside.hears()
    assert SAID[0].text not in outside.reads()


def test_nobody_hears_it_while_the_case_is_suspended_and_nobody_writes_on() -> None:
    testimony = a_public_recording()
    suspended(testimony.submission.case)

    assert not Outside(testimony).hears()
    version = Transcript.objects.get(version="public")
    with pytest.raises(Refusal, match="suspended"):
        recordings.take_back(version.pk, by=a_moderator(), reason=WhyTakenBack.NAME)


def test_lines_in_covered_times_and_covered_words_leave_nowhere() -> None:
    """The line that names him is covered by its time, and his name by its words."""
    testimony = a_public_recording()
    outside = Outside(testimony)
    assert SECRET in outside.reads()

    a_covered_recording(testimony, Stretch(1.2, 1.3))

    assert outside.hears()
    assert SECRET not in outside.reads()
    assert "had told them" not in outside.reads()
    assert SAID[2].text in outside.reads()
    decision = privacy.access_to(testimony.submission)
    assert decision
    (paper,) = snapshots.of_testimony(testimony, decision)["evidence"]
    said, record = json.dumps(paper["said"]), json.dumps(paper)
    assert SECRET not in said
    assert "had told them" not in said
    assert SAID[2].text in said
    assert paper_of(testimony).files.get(role="redacted").path in record


def test_words_covered_since_it_was_agreed_take_all_of_it_back() -> None:
    testimony = a_recorded_testimony(story={"story": [STORY]})
    version = an_approved_version(testimony)
    assert queries.outside(testimony.submission)

    a_covered_passage(testimony, "Petras Vaitkus of Laukuva")
    assert not queries.outside(testimony.submission)
    assert "Words were covered since" in the_desk_at(version)
    recordings.take_back(version.pk, by=a_moderator(), reason=WhyTakenBack.NAME)
    recordings.propose(version.pk, by=a_moderator())
    recordings.approve(version.pk, by=another_moderator())
    assert not queries.outside(testimony.submission)
    a_heard_recording(testimony)

    assert queries.outside(testimony.submission)


def test_covered_words_do_not_leave_in_two_lines() -> None:
    testimony = a_recorded_testimony(story={"story": [STORY]})
    a_covered_passage(testimony, "Petras Vaitkus", everywhere=True)
    version = a_public_version(testimony)
    line = version.segments.get(start_ms=SAID[1].start)
    cut = Cut(line.uuid, 1400, ("So Petras", "Vaitkus had told them."))

    recordings.save(version.pk, [], by=a_moderator(), then=cut)

    left = [cue.text for cue in queries.as_it_would_leave(version)]
    assert left[1:3] == ["So […]", "[…] had told them."]


def test_a_title_stays_here_with_any_covered_time_under_it() -> None:
    testimony = a_public_recording()

    a_covered_recording(testimony, Stretch(3.2, 3.3))

    (found,) = queries.outside(testimony.submission)
    assert [(each.title, end) for each, end in found.chapters] == [("The night", 1000)]
    page = the_desk_at(Transcript.objects.get(state=Stage.APPROVED))
    assert "The night" in page
    assert "Who told them" not in page


def test_a_black_picture_takes_no_word_away_and_a_time_only_proposed_takes_all() -> None:
    testimony = a_public_recording()
    outside = Outside(testimony)

    said = Times((Stretch(1.2, 1.3, "picture"),), "health")
    proposed = redactions.propose_times(paper_of(testimony).pk, said, by=a_moderator())
    assert SAID[0].text not in outside.reads()
    redactions.approve(proposed.pk, by=another_moderator())
    redactions.make_covered_copy(paper_of(testimony).pk)

    assert SECRET in outside.reads()


def test_whoever_told_it_gets_everything_and_a_court_every_line_of_custody() -> None:
    testimony = a_public_recording()
    case = testimony.submission.case

    told = json.dumps(of_everything.of(everything.of(case, with_sealed=False), at=now()))

    assert told.count(SECRET) >= 3
    assert '"version": "verbatim"' in told
    assert "recording.approved" in told
    chaining.extend_chain()
    events = {each.event.event for each in court.lines_of(case, with_seal=False)}
    assert {"recording.begun", "recording.taken_in", "recording.approved"} <= events


def test_erasing_a_case_leaves_nothing_of_what_was_said() -> None:
    testimony = a_public_recording()
    request = an_agreed_erasure(testimony.submission)

    data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")

    assert not any(
        model.objects.exists() for model in (Recording, Transcript, Segment, IndexPoint)
    )
    assert not Outside(testimony).hears()
