"""Handing a claim in: beside a testimony or alone, once only, and never promised."""

from __future__ import annotations

import pytest
from django.utils import translation

from testimonies.claims import actions as claims
from testimonies.claims import questions, reading
from testimonies.claims.rules import read_amount
from testimonies.errors import Refusal
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.filled import Filled, Incomplete
from testimonies.models import Claim, Draft, Evidence, Letter, Submission
from testimonies.models.consent import Audience
from tests.builders_claims import a_claim_draft, a_submitted_claim
from tests.builders_intake import ENTRIES, a_submitted_testimony
from tests.testimonies.intake.walking import Walker, tell_everything

pytestmark = pytest.mark.django_db


def test_a_claim_beside_a_testimony_says_nothing_twice() -> None:
    testimony = a_submitted_testimony()

    submission = a_submitted_claim(testimony)

    items = {item.head: item for item in submission.claim.items.all()}
    house = items["home_land_property"]
    assert submission.case == testimony.case
    assert not submission.mentions.exists()
    assert house.told["amount"] == "12500.50"
    assert (house.method, items["forced_deportation"].method) == ("stated", "none")
    assert house.evidence.get().told["caption"] == "The deed"
    assert submission.claim.told["authority"] == "none_declared"


def test_a_claim_alone_says_who_and_about_whom() -> None:
    submission = a_submitted_claim()

    assert submission.mentions.get().names.get().written["given"] == "Ona"
    assert Letter.objects.get().contents["is_claim"] is True


def test_a_claim_goes_to_nobody_whose_name_was_not_said() -> None:
    submission = a_submitted_claim(receivers={"scope": ["none"]})

    consent = submission.consents.get()
    assert (consent.text, consent.documents) == (Audience.ARCHIVE, Audience.ARCHIVE)
    assert consent.uses == consent.institutions == []


def test_an_amount_needs_a_currency_and_no_claim_needs_an_amount() -> None:
    draft = a_claim_draft(head_home_land_property={"currency": [""]})

    with pytest.raises(Incomplete):
        reading.claim(Filled(draft, questions.CLAIM))

    draft = a_claim_draft(head_home_land_property={"currency": [""], "amount": [""]})
    assert reading.claim(Filled(draft, questions.CLAIM)).items[1].amount == ""


def test_a_head_that_was_unticked_stays_at_home() -> None:
    submission = a_submitted_claim(heads={"heads": ["forced_deportation"]})

    assert [item.head for item in submission.claim.items.all()] == ["forced_deportation"]
    assert "head-home-land-property" not in submission.answers


def test_a_paper_of_somebody_else_supports_nothing() -> None:
    strange = a_submitted_claim()
    paper = str(Evidence.objects.get(submission=strange).uuid)
    draft = a_claim_draft(head_home_land_property={"papers": [paper]})

    with pytest.raises(Incomplete):
        reading.claim(Filled(draft, questions.CLAIM))


def test_a_second_press_gives_the_same_claim() -> None:
    draft = a_claim_draft()
    told = reading.claim(Filled(draft, questions.CLAIM))

    first = claims.submit(draft.pk, told, questionnaire=questions.CLAIM)
    second = claims.submit(draft.pk, told, questionnaire=questions.CLAIM)

    assert first == second
    assert (Claim.objects.count(), Submission.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250", "1250.00"),
        ("1 250,50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1,250.5", "1250.50"),
        ("1\u00a0250\u202f000", "1250000.00"),
        ("1.000", "1000.00"),
        ("0,5", "0.50"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, amount: str) -> None:
    assert read_amount(typed) == amount


def test_an_amount_is_shown_as_the_language_of_the_page_writes_it() -> None:
    page = questions.CLAIM.page("head-costs")
    assert page

    with translation.override("pl"):
        shown = dict(page.form({"amount": ["12500,5"], "currency": ["PLN"]}).in_words())

    assert "12\xa0500,50" in shown.values()


@pytest.mark.parametrize("typed", ["", "much", "-5", "1e9", "9" * 16, "=1+1", "12 500 EUR"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        read_amount(typed)


def test_a_claim_is_added_on_the_case_page_without_a_script() -> None:
    walker = Walker()
    tell_everything(walker)
    walker.open(f"/en/case/{Submission.objects.get().case.handle}/claim/")
    assert walker.sees("Recorded does not mean awarded.")

    walker.press()
    assert walker.sees("not started")
    walker.press().press(standing="self", authority="none_declared")
    walker.press().press().press().press().press(heads=["forced_deportation"]).press()
    assert walker.sees("Archive certificate: From the archive")
    paper = str(Evidence.objects.get().uuid)
    walker.press(description="Seventeen years.", papers=[paper])
    assert walker.here.endswith("/one-more-page/")
    walker.press().press().press(earlier="unknown").press(country="LT")
    walker.press().press(scope="none", papers="no").press()
    assert walker.sees("Check your answers")
    assert walker.sees("Recorded does not mean awarded.")
    walker.press()
    walker.press(true="on")

    claim = Claim.objects.get()
    assert walker.sees("We have received your claim")
    assert walker.sees("Recorded does not mean awarded.")
    assert [str(each.uuid) for each in claim.items.get().evidence.all()] == [paper]
    pdf = walker.client.get(f"{walker.here}receipt.pdf")
    assert pdf.content.startswith(b"%PDF-")


def test_the_register_for_another_war_is_never_suggested() -> None:
    walker = Walker()
    walker.begin("claims")

    for step in ("standing", "heads", "receivers", "check"):
        assert "Register" not in walker.open(walker.step(step)).page


def test_a_claim_alone_asks_when_it_was_and_what_shows_each_end() -> None:
    draft = a_claim_draft()
    key = drafts.add_entry(draft.pk, "periods")
    drafts.save_entry(draft.pk, "periods", key, dict(ENTRIES["periods"][0]))
    house = {"description": ["The house"], "period": [key]}
    drafts.save_page(draft.pk, "head-home-land-property", house, at_page="check")

    told = reading.claim(Filled(Draft.objects.get(pk=draft.pk), questions.CLAIM))
    submission = claims.submit(draft.pk, told, questionnaire=questions.CLAIM)

    period = submission.mentions.get().episodes.get()
    assert (period.type, period.start_edtf, period.end_edtf) == (
        "special_settlement", "1941-06-14", "1958~",
    )  # fmt: skip
    assert (period.start_proof, period.end_proof) == ("archive", "witnesses")
    items = {item.head: item.episode for item in submission.claim.items.all()}
    assert items == {"home_land_property": period, "forced_deportation": None}


def test_beside_a_testimony_the_periods_are_not_asked_again() -> None:
    testimony = a_submitted_testimony()
    alone, beside = a_claim_draft(), a_claim_draft(testimony)
    period = testimony.mentions.get().episodes.get()
    house = {"description": ["The house"], "period": [str(period.uuid)]}
    drafts.save_page(beside.pk, "head-home-land-property", house, at_page="check")

    filled = Filled(Draft.objects.get(pk=beside.pk), questions.CLAIM)
    submission = claims.submit(beside.pk, reading.claim(filled), questionnaire=questions.CLAIM)

    assert Filled(alone, questions.CLAIM).page("periods")
    assert not filled.page("periods")
    assert submission.claim.items.get(head="home_land_property").episode == period
