"""What a claim says of money, measures, decisions made before, and the right to claim."""

from __future__ import annotations

import pytest

from testimonies.claims import actions as claims
from testimonies.claims import questions, reading
from testimonies.claims.rules import read_currency
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.filled import Filled
from testimonies.models import Draft, RepressionEpisode
from testimonies.review import case_file
from tests.builders_claims import a_claim_draft
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import read_at_the_desk


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("eur", "EUR"),
        ("€", "EUR"),
        (" ltl ", "LTL"),
        ("SUR", "SUR"),
        ("roubles, Soviet,  before December 1947", "roubles, Soviet, before December 1947"),
        ("Reichsmarks", "Reichsmarks"),
        ("", ""),
    ],
)
def test_a_code_is_recognised_and_other_money_stays_as_told(typed: str, kept: str) -> None:
    assert read_currency(typed) == kept


@pytest.mark.django_db
def test_money_of_then_and_what_was_given_before_are_kept_and_read_at_the_desk() -> None:
    testimony = a_submitted_testimony()
    period = RepressionEpisode.objects.get()
    draft = a_claim_draft(
        testimony,
        standing={"authority": ["inheritance_certificate"]},
        head_home_land_property={
            "currency": ["roubles, Soviet, before December 1947"],
            "money_of": ["1941"],
            "measures": ["restitution", "satisfaction"],
            "period": [str(period.uuid)],
        },
        earlier={"earlier": ["yes"], "earlier_words": ["A certificate"]},
    )
    (paper,) = draft.case.evidence.values_list("uuid", flat=True)
    drafts.save_page(draft.pk, "authority-papers", {"papers": [str(paper)]})
    award = {"kind": ["status"], "by": ["Kretinga"], "given_2": ["1991"], "currency": ["ltl"]}
    drafts.save_entry(draft.pk, "awards", drafts.add_entry(draft.pk, "awards"), award)

    told = reading.claim(Filled(Draft.objects.get(pk=draft.pk), questions.CLAIM))
    claim = claims.submit(draft.pk, told, questionnaire=questions.CLAIM).claim

    house = claim.items.get(head="home_land_property")
    assert (house.episode, house.measures) == (period, ["restitution", "satisfaction"])
    assert house.told["money_of"] == "1941"
    assert [each.uuid for each in claim.authority_papers.all()] == [paper]
    assert claim.awards.get().told["currency"] == "LTL"
    case = read_at_the_desk(claim.submission)
    shown = str(case_file.awards(case)) + str(case_file.items(case))
    for words in ("Kretinga", "1991", "A status or a certificate", "1941", "Giving it back"):
        assert words in shown
