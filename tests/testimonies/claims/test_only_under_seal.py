"""A claim can be for what was told under seal and for nothing else; capacities fit the voice."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from petitions.bundles import snapshots
from testimonies.claims import actions as claims
from testimonies.claims import questions, reading
from testimonies.claims.forms import InWhatCapacity
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.filled import Filled, Incomplete
from testimonies.models import Draft, Submission
from testimonies.models.case import Voice
from testimonies.models.claim import Standing
from tests.builders_bundles import a_target
from tests.builders_claims import READING, a_claim_draft, a_submitted_claim, checked
from tests.builders_review import a_moderator, an_assessor
from tests.builders_signing import an_open_petition

pytestmark = pytest.mark.django_db
ALONE = {"heads": ["under_seal"]}
OPENED = {"open": ["yes"]}


def filled(draft: Draft) -> Filled:
    return Filled(draft, questions.CLAIM)


def test_no_other_head_has_to_be_ticked() -> None:
    written = {"sealed": ["What he did."], "goes": ["words"]}

    submission = a_submitted_claim(heads=ALONE, one_more_page=OPENED, under_seal=written)

    [item] = submission.claim.items.all()
    assert (item.head, item.told["description"]) == ("sexual_violence", "What he did.")
    assert "under-seal" not in submission.answers


@pytest.mark.parametrize(
    "pages",
    [
        {"one_more_page": {"open": ["no"]}},
        {"one_more_page": OPENED, "under_seal": {"sealed": [" "], "goes": ["nothing"]}},
    ],
)
def test_with_nothing_under_seal_the_page_before_it_says_what_is_missing(
    pages: dict[str, Any],
) -> None:
    draft = filled(a_claim_draft(heads=ALONE, **pages))

    assert [page.key for page in draft.unfinished()] == ["one-more-page"]
    with pytest.raises(Incomplete):
        reading.claim(draft)
    assert not Submission.objects.exists()


def test_beside_another_head_nothing_under_seal_is_needed() -> None:
    draft = filled(a_claim_draft(heads={"heads": ["forced_deportation", "under_seal"]}))

    assert list(draft.unfinished()) == []
    assert [item.head for item in reading.claim(draft).items] == ["forced_deportation"]


def test_a_claim_of_which_nothing_may_go_is_sent_to_nobody() -> None:
    call_command("load_reference", verbosity=0)
    petition = an_open_petition()
    written = {"sealed": ["What he did."], "goes": ["nothing"]}
    submission = a_submitted_claim(heads=ALONE, one_more_page=OPENED, under_seal=written)
    claims.acknowledge(submission.claim.pk, by=a_moderator())
    checked(submission.claim.pk)
    claims.record(submission.claim.pk, by=a_moderator())
    claims.assess(submission.claim.pk, by=an_assessor(), reading=READING)
    claims.second_assess(submission.claim.pk, by=a_moderator(), reading=READING)
    cut_off = submission.submitted_at.replace(year=2099)

    assert submission.claim.items.count() == 0
    assert list(snapshots.collect(a_target(petition), cut_off)) == []


@pytest.mark.parametrize("voice", Voice)
def test_capacities_are_those_that_fit_the_voice(voice: Voice) -> None:
    form = InWhatCapacity(about=Circumstances(voice=voice))

    offered = {value for value, _label in form.fields["standing"].choices}  # type: ignore[attr-defined]

    assert (Standing.SELF in offered) is (voice == Voice.SELF)
    assert (Standing.ORGANISATION in offered) is (voice == Voice.ORGANISATION)
    assert (Standing.GUARDIAN in offered) is (voice == Voice.LIVING)
    assert (Standing.HEIR_AT_LAW in offered) is (voice in {Voice.SELF, Voice.DEAD})
