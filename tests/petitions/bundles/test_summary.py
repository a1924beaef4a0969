"""The page that says what a bundle holds: every number in it, and what the numbers mean."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from petitions.bundles import actions as bundles
from petitions.bundles import documents, places, summary
from petitions.bundles.manifest import File
from petitions.bundles.payload import Frame
from petitions.models.signature import Assurance
from tests.builders_bundles import a_frozen_bundle, a_petition_with
from tests.petitions.bundles.pdf_promises import KEPT, drawn, promises

FIRST = date(2026, 10, 26)
COUNTS = {
    "signatures": 12_345,
    "valid": 12_000,
    "declarations": 345,
    "withdrawals": 7,
    "by_assurance": {level.value: 100 + number for number, level in enumerate(Assurance)},
    "by_country": {"EE": 12_000, "LT": 300, "": 45},
}


def times(days: dict[date, int]) -> summary.Counted:
    with translation.override("en"):
        return summary._by_time(days)


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_a_summary_is_archivable_and_accessible_in_every_language(
    frame: Frame, tmp_path: Path, language: str
) -> None:
    told = replace(frame.manifest, counts=COUNTS, files={"signatures.csv": File("00" * 32, 5, 0)})

    pdf = documents.summary(
        told, {FIRST: 12_345}, language=language, title="T", institution="Riigikogu"
    )

    assert promises(pdf, tmp_path) == {**KEPT, "language": language}


def test_a_summary_counts_and_explains(frame: Frame, tmp_path: Path) -> None:
    files = {"signatures.csv": File("00" * 32, 5, 0), "petition.json": File("00" * 32, 5, 0)}
    told = replace(frame.manifest, counts=COUNTS, files=files)

    pdf = documents.summary(
        told, {FIRST: 12_345}, language="en", title="Remember", institution="Riigikogu"
    )

    found = drawn(pdf, tmp_path).replace("\xa0", " ")
    for words in ("12,345", "12,000", "345", "Estonia", "not said", "26 October 2026"):
        assert words in found, words
    for level in Assurance:
        assert str(level.label) in found
    for name in ("signatures.csv", "petition.json", "bundle.json", "manifest-sha256.txt"):
        assert name in found
    assert "withdrawals.csv" not in found


def test_few_days_are_counted_by_day_more_by_week_and_many_by_month() -> None:
    two_weeks = times({FIRST: 1, FIRST + timedelta(days=13): 2})
    month = times({FIRST: 1, FIRST + timedelta(days=6): 2, FIRST + timedelta(days=30): 4})
    year = times({FIRST: 1, FIRST + timedelta(days=5): 2, FIRST + timedelta(days=400): 4})

    assert [count.label for count in two_weeks.counts] == ["26 October 2026", "8 November 2026"]
    assert [(count.label, count.number) for count in month.counts] == [
        ("26 October 2026 – 1 November 2026", "3"),
        ("23 November 2026 – 29 November 2026", "4"),
    ]
    assert [(count.label, count.number) for count in year.counts] == [
        ("October 2026", "3"),
        ("November 2027", "4"),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_the_summary_of_a_real_bundle_counts_its_signatures(tmp_path: Path) -> None:
    bundle = bundles.finish(a_frozen_bundle(a_petition_with("Ona", "Jonas", "Eglė")).pk)

    assert bundle.problem == ""
    with zipfile.ZipFile(places.sealed(bundle)) as container:
        found = drawn(container.read("summary.en.pdf"), tmp_path)
        told = container.read("bundle.json")
    assert b'"summary.en.pdf"' in told
    assert "of these, valid" in found
