"""Whoever helps is written down as a helper: no witness, and named nowhere outside."""

from __future__ import annotations

import pytest

from petitions.bundles import snapshots
from testimonies.intake.helping.forms import Helper
from testimonies.models import NameForm, Submission
from testimonies.privacy import queries as privacy
from testimonies.review import actions as review
from tests.builders_claims import a_submitted_claim
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, another_moderator, signed_in
from tests.testimonies.review.test_seal import at_the_desk, place

pytestmark = pytest.mark.django_db

LIEPA = {
    "helped": ["yes"],
    "name": ["Liepa Vaivorytė"],
    "relation": ["granddaughter"],
    "may_contact": ["yes"],
    "reach": ["+370 600 33444"],
}


def screen_of(submission: Submission) -> str:
    page = signed_in(a_moderator()).get(f"/admin/testimonies/submission/{submission.reference}/")
    return " ".join(page.content.decode().split())


def test_a_helper_is_kept_beside_the_submission_and_is_no_person_in_it() -> None:
    submission = a_submitted_testimony(helper=LIEPA)

    assert submission.assisted_by == {
        "helped": "yes",
        "name": "Liepa Vaivorytė",
        "relation": "granddaughter",
        "may_contact": "yes",
        "reach": "+370 600 33444",
    }
    assert submission.mentions.count() == 1
    assert not [name for name in NameForm.objects.all() if "Liepa" in str(name.written)]


@pytest.mark.parametrize("said", [{"helped": ["no"]}, {"helped": []}])
def test_without_a_helper_nobody_is_written_down(said: dict[str, list[str]]) -> None:
    assert a_submitted_testimony(helper=said).assisted_by is None


def test_a_name_without_a_tick_is_still_a_helper() -> None:
    submission = a_submitted_testimony(helper={"helped": [], "relation": ["neighbour"]})

    assert submission.assisted_by == {"helped": "yes", "relation": "neighbour"}


def test_a_claim_has_a_helper_of_its_own() -> None:
    claim = a_submitted_claim(a_submitted_testimony(), helper=LIEPA)

    assert claim.assisted_by is not None
    assert claim.assisted_by["name"] == "Liepa Vaivorytė"


def test_the_desk_sees_who_helped_and_whether_they_may_be_asked() -> None:
    may = screen_of(a_submitted_testimony(helper=LIEPA))
    may_not = screen_of(a_submitted_testimony(helper={**LIEPA, "may_contact": ["no"]}))

    assert "Liepa Vaivorytė , granddaughter" in may.replace("Vaivorytė,", "Vaivorytė ,")
    assert "may be asked" in may
    assert "600 33444" not in may
    assert "is not to be asked" in may_not


def test_how_whoever_helped_is_reached_is_looked_up_with_a_reason() -> None:
    may = a_submitted_testimony(helper=LIEPA)
    may_not = a_submitted_testimony(helper={**LIEPA, "may_contact": ["no"]})
    desk = at_the_desk(a_moderator())

    looked_up, not_to_be_asked = (
        desk.post(place(each, "vault/"), {"reason": "A question"}).text for each in (may, may_not)
    )

    assert "Liepa Vaivorytė: +370 600 33444" in looked_up
    assert "600 33444" not in not_to_be_asked


def test_outside_it_is_said_that_somebody_helped_and_not_who() -> None:
    submission = a_submitted_testimony(
        helper=LIEPA,
        story={"story": ["I tell it to Liepa, who writes it down."]},
        shown_as={"identity": ["full_name"]},
    )
    review.take_up(submission.testimony.pk, by=a_moderator())
    review.accept(submission.testimony.pk, by=a_moderator())
    testimony = review.second_accept(submission.testimony.pk, by=another_moderator())
    testimony = review.publish(testimony.pk, by=a_moderator())
    decision = privacy.access_to(submission)
    assert decision is not None

    record = snapshots.of_testimony(testimony, decision)

    assert record["with_help"] is True
    assert record["channel"] == "web"
    assert "Liepa" not in str(record)
    assert "33444" not in str(record)
    assert "Liepa" not in testimony.public_text
    assert "I tell it to" in testimony.public_text


def test_nobody_need_know_the_helpers_name() -> None:
    assert Helper({"helped": ["yes"], "organisation": ["Memento"]}).is_valid()
    assert not Helper({"helped": ["yes"]}).is_valid()
