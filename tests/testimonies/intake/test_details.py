"""What is told beside the story: kept as told, read at the desk, and named outside with care."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest

from petitions.bundles import record_files, snapshots
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.questions import TESTIMONY
from testimonies.models import LostProperty, PersonMention, Relationship, RouteLeg, Submission
from testimonies.models.consent import Identity
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import Lifetime, may_be_named
from testimonies.review import records
from tests.builders_details import BROTHER, a_detailed_testimony
from tests.builders_review import a_moderator, signed_in
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db
NAMED = {"shown_as": {"identity": ["full_name"]}, "audience": {"text": ["public"]}}
TODAY = date(2026, 11, 26)


def record_of(submission: Submission) -> dict[str, Any]:
    decision = privacy.access_to(submission, as_if_accepted=True)
    assert decision
    return snapshots.of_testimony(submission.testimony, decision)


def test_everything_is_kept_as_it_was_told() -> None:
    submission = a_detailed_testimony()

    ona = submission.mentions.get(role="witness")
    period, leg, lost = ona.episodes.get(), RouteLeg.objects.get(), LostProperty.objects.get()
    brother = PersonMention.objects.get(fate="died_in_exile")
    assert (period.ordered_by, period.status_imposed) == ("nkvd", "special_settler")
    assert period.operation
    assert period.operation.slug == "june-deportation"
    assert period.told["pretext"] == "family of a bandit"
    assert (leg.episode, leg.mode, leg.end_edtf) == (
        period,
        "cattle_wagon",
        "[1941-06-14..1941-06-30]",
    )
    assert (lost.kind, lost.returned, lost.told["what"]) == ("livestock", "no", "Four cows")
    assert (brother.death_edtf, str(brother.death_latest)) == ("[..1943]", "1943-12-31")
    assert brother.names.get().written["given"] == "Rimgaudas"
    kinship = Relationship.objects.get(of=brother)
    assert (kinship.to, kinship.kin, kinship.certainty) == (ona, "brother", "certain")
    assert ona.told["label"] == "daughter of a kulak"


def test_nobody_must_tell_any_of_it() -> None:
    submission = a_detailed_testimony(
        periods=[], journey=[], family=[], others=[], property=[], details={}
    )

    assert submission.mentions.count() == 1
    assert not RouteLeg.objects.exists()


def test_what_was_told_is_on_the_check_page_and_under_the_receipt() -> None:
    submission = a_detailed_testimony()

    (typed,) = submission.answers["journey"].values()
    assert typed["mode"] == ["cattle_wagon"]
    assert {"journey", "family", "others", "property", "details"} <= submission.answers.keys()
    other = a_detailed_testimony(family=[{**BROTHER, "fate": ["missing"]}])
    assert other.receipt.digest != submission.receipt.digest


def test_the_desk_reads_it_with_the_words_of_the_authorities_in_quotes() -> None:
    submission = a_detailed_testimony()

    page = signed_in(a_moderator()).get(f"/admin/testimonies/submission/{submission.reference}/")

    shown = unescape(" ".join(page.content.decode().split()))
    for words in (
        "“family of a bandit”", "“daughter of a kulak”", "In a cattle wagon", "Rimgaudas",
        "Brother (I am sure)", "Died in exile", "Four cows", "Removal from the register",
        "between 14 June 1941 and 30 June 1941", "Igarka, Krasnoyarsk krai", "± 10 km",
        "this person may be alive",
    ):  # fmt: skip
        assert words in shown, words


def test_outside_only_those_are_named_who_cannot_be_alive() -> None:
    submission = a_detailed_testimony(
        **NAMED, story={"story": ["Rimgaudas and Gražbylė sang. Vytenis beat us."]}
    )

    told = record_of(submission)
    words = str(told)
    assert "Rimgaudas" in words
    assert "Gražbyl" not in words
    assert "Vyten" not in words
    assert "He limped." not in words
    assert "“family of a bandit”" not in words  # quotes are for pages; the record has the words
    assert "family of a bandit" in words
    with_names = {other["kin"]: other["name_withheld"] for other in told["others"]}
    assert with_names == {"brother": False, "sister": True, "not_related": True}


@pytest.mark.parametrize("identity", [Identity.FIRST_NAME, Identity.ANONYMOUS])
def test_where_the_person_is_not_named_nobody_is(identity: str) -> None:
    submission = a_detailed_testimony(
        shown_as={"identity": [identity]},
        audience={"text": ["public"]},
        story={"story": ["Rimgaudas and Gražbylė sang."]},
    )

    told = record_of(submission)
    assert told["others"] == told["way"] == told["property"] == []
    assert "Rimgaud" not in str(told)
    assert "family of a bandit" not in str(told)


def test_the_first_name_shown_is_that_of_the_person() -> None:
    submission = a_detailed_testimony()
    decision = privacy.access_to(submission, as_if_accepted=True)

    assert decision
    assert records.public_words(submission.testimony, decision.access).name == "Ona Ž."


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_a_record_on_paper_says_it_in_the_clerks_language(language: str) -> None:
    submission = a_detailed_testimony(**NAMED)
    told = record_of(submission)

    paper = record_files.on_paper(told, language, at=submission.submitted_at)

    assert paper.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("life", "is_named"),
    [
        (Lifetime(None, None, has_perished=False), False),
        (Lifetime(None, None, has_perished=True), True),
        (Lifetime(date(1916, 12, 31), None, has_perished=False), False),
        (Lifetime(date(1915, 12, 31), None, has_perished=False), True),
        (Lifetime(None, date(2006, 12, 31), has_perished=False), False),
        (Lifetime(None, date(2005, 12, 31), has_perished=False), True),
        (Lifetime(date(1850, 1, 1), date(2020, 1, 1), has_perished=False), False),
    ],
)
def test_the_third_party_rule(life: Lifetime, *, is_named: bool) -> None:
    assert may_be_named(life, on=TODAY) is is_named


def test_places_are_offered_by_the_browser_alone_and_any_other_is_taken() -> None:
    a_detailed_testimony()
    walker = Walker()
    walker.begin()
    walker.press(walker.step("journey"), add="1")

    assert '<datalist id="id_from_place_names">' in walker.page
    assert '<option value="Igarka">' in walker.page
    assert walker.press(from_place="behind the third river").status == 200
    assert walker.here.endswith("/2/")


def test_a_part_of_the_way_belongs_to_a_period_that_was_told() -> None:
    form = TESTIMONY.page("journey").form(  # type: ignore[union-attr]
        {"period": ["b2"]}, about=Circumstances(periods=[("a1", "Arrest, 1941"), ("b2", "Camp")])
    )

    assert form.is_valid()
    assert tuple(form.in_words()) != ("Which", "")
    assert "Camp" in dict(form.in_words()).values()
