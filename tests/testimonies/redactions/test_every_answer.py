"""Whatever is offered to be covered, is covered in the record that leaves, answer by answer."""

from __future__ import annotations

import json

import pytest

from petitions.bundles import snapshots
from testimonies.models import Submission
from testimonies.privacy import queries as privacy
from testimonies.redactions import actions as redactions
from testimonies.redactions import answers, passages
from testimonies.redactions.actions import Words
from testimonies.redactions.covering import COVER, Veil
from tests.builders_claims import a_submitted_claim
from tests.builders_details import COWS, GUARD, LEG, PERIOD, a_detailed_testimony
from tests.builders_review import a_moderator, another_moderator
from tests.builders_signing import an_open_petition

pytestmark = pytest.mark.django_db
NAMED = {"identity": ["full_name"], "pseudonym": [""]}
#: Words of their own in each answer, so that none is covered by another.
TOLD = {
    "shown_as": NAMED,
    "before": {"before": ["Before, a mill."]},
    "story": {"story": ["  Then a wagon.\r\n"]},
    "after": {"after": ["After, a school."]},
    "birth": {"birth_place": ["Born at Darbėnai"]},
    "periods": [
        {
            **PERIOD,
            "narrative": ["A saw-mill\r\nby a river"],
            "pretext": ["a bandit’s kin"],
            "property_taken": ["An orchard"],
            "from_place": ["From Salantai"],
            "to_place": ["To Tiksi"],
        }
    ],
    "journey": [{**LEG, "deaths": ["A child of six"], "from_place": ["Station Mažeikiai"]}],
    "others": [{**GUARD, "birth_2": ["1880"], "note": ["A limping man"]}],
    "property": [{**COWS, "what": ["Seven geese"]}],
    "details": {
        "label": ["some label"],
        "occupation": ["a pupil of ten"],
        "nationality": ["žemaitė"],
    },
}


def cover_everything(submission: Submission) -> list[str]:
    """Each answer as a whole, and only there; the words that were covered."""
    told = answers.of(submission)
    for answer in told:
        said = Words(answer.question, answer.words, "health", which=1)
        proposed = redactions.propose_words(submission.pk, said, by=a_moderator())
        redactions.approve(proposed.pk, by=another_moderator())
    return [answer.words for answer in told]


def test_every_answer_of_a_testimony_is_covered_where_it_leaves() -> None:
    submission = a_detailed_testimony(**TOLD)
    covered = cover_everything(submission)

    decision = privacy.access_to(submission, as_if_accepted=True)
    assert decision
    record = json.dumps(snapshots.of_testimony(submission.testimony, decision), ensure_ascii=False)

    assert len(covered) > 18
    assert [
        words for words in covered if json.dumps(words, ensure_ascii=False)[1:-1] in record
    ] == []
    assert record.count(COVER) > 15


def test_every_answer_of_a_claim_is_covered_where_it_leaves() -> None:
    an_open_petition()
    submission = a_submitted_claim(
        a_detailed_testimony(**TOLD),
        head_home_land_property={
            "description": ["A house of oak"],
            "money_of": ["of uncle Jurgis"],
        },
        earlier={"earlier": ["yes"], "earlier_words": ["Something in 1991"]},
    )
    covered = cover_everything(submission)

    decision = privacy.access_to(submission, as_if_accepted=True)
    assert decision
    record = json.dumps(snapshots.of_claim(submission.claim, decision), ensure_ascii=False)

    assert "A house of oak" in covered
    assert [words for words in covered if len(words) > 3 and words in record] == []


def test_answers_stand_in_the_order_of_their_questions_beside_pages_that_ask_nothing() -> None:
    submission = a_detailed_testimony(**TOLD, before_the_story={}, before_the_periods={})

    order = [answer.question.split(":")[0].split("/")[0] for answer in answers.of(submission)]

    assert "before-the-story" in submission.answers
    assert list(dict.fromkeys(order)) == [
        "story", "other-names", "birth", "before", "periods", "journey", "property", "family",
        "others", "details", "after",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "text", "seen"),
    [
        ("Vaitkus", "VAITKUS, Vaitkuskis and vaitkus.", f"{COVER}, Vaitkuskis and {COVER}."),
        ("(Vaitkus)", "him(vaitkus)and", f"him{COVER}and"),
        ("a+b", "a+b, aab", f"{COVER}, aab"),
        ("Petras  Vaitkus", "Petras\nVaitkus", COVER),
        ("S\u030clapelis", "Šlapelis wept", f"{COVER} wept"),
        ("", "Nothing is covered", "Nothing is covered"),
    ],
)
def test_words_are_found_wherever_they_stand(words: str, text: str, seen: str) -> None:
    assert Veil(words=(words,)).over(text) == seen


def test_places_that_touch_or_overlap_become_one_cover() -> None:
    text = "one two three four"

    assert Veil(places={text: ((4, 9), (0, 7), (9, 13))}).over(text) == f"{COVER} four"


def test_a_place_whose_words_have_changed_is_the_whole_answer() -> None:
    anchor = passages.Passage(0, 3, "one").as_plain()

    assert passages.still_there("one two", anchor) == (0, 3)
    assert passages.still_there("six two", anchor) == (0, 7)
