"""What becomes public is what consent allows on the day, and nothing more."""

from __future__ import annotations

import pytest

from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter, Testimony
from testimonies.models.testimony import Publication, Workflow
from testimonies.review import actions as review
from tests.builders_intake import STORY
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_read_testimony,
    an_accepted_testimony,
)

pytestmark = pytest.mark.django_db


def is_untouched(testimony: Testimony) -> bool:
    testimony.refresh_from_db()
    return (
        testimony.publication == Publication.UNPUBLISHED
        and testimony.public_text == testimony.public_name == ""
        and not CustodyEvent.objects.filter(event="testimony.published").exists()
    )


def test_a_public_testimony_shows_name_and_words_as_agreed() -> None:
    testimony = a_published_testimony()

    assert testimony.publication == Publication.PUBLISHED
    assert testimony.public_name == "Ona Ž."
    assert testimony.public_text.startswith(STORY)
    assert testimony.published_under == testimony.submission.consents.get()
    letter = Letter.objects.get(kind="testimony_published")
    assert letter.contents["public"] == testimony.reference


@pytest.mark.parametrize(
    ("identity", "pseudonym", "name"),
    [
        ("full_name", "", "Ona Žemaitytė-Kazlauskienė"),
        ("first_name", "", "Ona Ž."),
        ("initials", "", "O. Ž."),
        ("pseudonym", "Upė", "Upė"),
        ("anonymous", "", ""),
    ],
)
def test_a_witness_is_named_as_agreed(identity: str, pseudonym: str, name: str) -> None:
    testimony = a_published_testimony(shown_as={"identity": [identity], "pseudonym": [pseudonym]})

    assert testimony.public_name == name


def test_a_name_in_the_words_is_covered_when_consent_hides_it() -> None:
    story = (
        "They called: Žemaitytė Ona! I, Ona, daughter of the Žemaičiai… in the file: Жемайтите."
    )

    testimony = a_published_testimony(
        story={"story": [story]}, shown_as={"identity": ["anonymous"], "pseudonym": [""]}
    )

    assert testimony.public_text.splitlines()[0] == (
        "They called: […] […]! I, […], daughter of the […]… in the file: […]."
    )


def test_the_name_of_somebody_who_tells_of_another_is_covered_too() -> None:
    testimony = a_published_testimony(
        teller={"about": ["parent"], "own_name": ["Marta Kalniņa"]},
        story={"story": ["I, Marta, whom they called Kalnina, saw my mother go."]},
        shown_as={"identity": ["anonymous"], "pseudonym": [""]},
    )

    assert testimony.public_text.startswith("I, […], whom they called […], saw my mother go.")


@pytest.mark.parametrize("audience", ["researchers", "institutions", "archive"])
def test_words_that_are_not_for_everybody_stay_closed(audience: str) -> None:
    testimony = an_accepted_testimony(audience={"text": [audience], "documents": ["public"]})

    published = review.publish(testimony.pk, by=a_moderator())

    assert published.public_text == ""


@pytest.mark.parametrize(
    "pages",
    [
        {"audience": {"text": ["archive"]}},
        {"waiting": {"embargo": ["until_death"]}},
        {"waiting": {"embargo": ["until_i_say"]}},
        {
            "waiting": {
                "embargo": ["until_date"],
                "until_0": ["1"],
                "until_1": ["1"],
                "until_2": ["2090"],
            }
        },
    ],
)
def test_without_consent_for_today_nothing_is_published(pages: dict[str, object]) -> None:
    testimony = an_accepted_testimony(**pages)

    with pytest.raises(Refusal, match="consent"):
        review.publish(testimony.pk, by=a_moderator())

    assert is_untouched(testimony)


def test_what_one_person_has_read_is_not_published() -> None:
    testimony = a_read_testimony()

    with pytest.raises(Refusal, match="Two people"):
        review.publish(testimony.pk, by=a_moderator())

    assert is_untouched(testimony)


def test_nothing_is_published_twice() -> None:
    testimony = a_published_testimony()

    with pytest.raises(Refusal, match="already"):
        review.publish(testimony.pk, by=a_moderator())

    assert CustodyEvent.objects.filter(event="testimony.published").count() == 1


def test_taken_out_of_the_archive_nothing_public_is_left() -> None:
    testimony = a_published_testimony()

    taken = review.unpublish(testimony.pk, by=a_moderator())

    assert taken.publication == Publication.UNPUBLISHED
    assert taken.public_name == taken.public_text == ""
    with pytest.raises(Refusal):
        review.unpublish(testimony.pk, by=a_moderator())
    assert review.publish(testimony.pk, by=a_moderator()).public_name == "Ona Ž."


def test_a_withdrawal_takes_it_out_of_the_archive() -> None:
    testimony = a_published_testimony()

    withdrawn = review.withdraw(testimony.pk)

    assert withdrawn.workflow == Workflow.WITHDRAWN
    assert withdrawn.publication == Publication.UNPUBLISHED
    assert withdrawn.public_text == ""
    line = CustodyEvent.objects.get(event="testimony.withdrawn")
    assert line.actor == "submitter"
    assert line.detail == {"was_public": True}
