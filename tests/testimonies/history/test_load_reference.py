from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, models

from testimonies.errors import Refusal
from testimonies.fixtures import reference
from testimonies.history import actions as history
from testimonies.models.history import Fact, LegalBasis, LegalInstrument, Operation, Verification

pytestmark = pytest.mark.django_db

LANGUAGES = {code for code, _name in settings.LANGUAGES}
TABLES: tuple[type[models.Model], ...] = (Operation, Fact, LegalInstrument, LegalBasis)


def rows() -> list[list[dict[str, Any]]]:
    return [list(table._default_manager.order_by("pk").values()) for table in TABLES]


def test_loading_twice_changes_nothing() -> None:
    history.load_reference()
    before = rows()

    history.load_reference()

    assert rows() == before


def test_the_command_loads_everything(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_reference")

    assert Operation.objects.count() == 26
    assert Fact.objects.count() == 110
    assert "entries are in place" in capsys.readouterr().out


def test_every_operation_has_facts_and_every_fact_a_source() -> None:
    history.load_reference()

    assert not Operation.objects.filter(facts__isnull=True).exists()
    assert not Fact.objects.filter(source="").exists()
    with pytest.raises(IntegrityError):
        Fact.objects.update(source="")


def test_names_and_summaries_speak_every_language() -> None:
    history.load_reference()

    for operation in Operation.objects.all():
        assert operation.names.keys() == operation.summary.keys() == LANGUAGES
        assert all([*operation.names.values(), *operation.summary.values()])
    for basis in LegalBasis.objects.all():
        assert basis.title.keys() == basis.decided_by.keys() == basis.covers.keys() == LANGUAGES
        assert basis.excludes.keys() in ({}.keys(), LANGUAGES)


def test_the_sums_of_the_sources_check_out() -> None:
    history.load_reference()

    summed = {fact.code: sum(fact.parts) for fact in Fact.objects.exclude(parts=[])}

    assert summed == {
        "june-deportation-latvia-by-parts": 14_428,
        "priboi-plan-families": 29_000,
        "priboi-plan-people": 87_000,
        "priboi-reported": 94_779,
        "priboi-reported-by-country": 94_779,
        "priboi-latvia": 42_125,
        "baltic-states-1944-1955-all": 505_000,
    }
    assert summed == dict(Fact.objects.exclude(parts=[]).values_list("code", "value_low"))


def test_a_figure_whose_parts_do_not_add_up_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for file in reference.FOLDER.glob("*.json"):
        (tmp_path / file.name).write_text(file.read_text().replace("27084", "27085"))
    monkeypatch.setattr(reference, "FOLDER", tmp_path)

    with pytest.raises(Refusal, match="priboi-reported"):
        history.load_reference()

    assert not Operation.objects.exists()


def test_the_decree_of_priboi_has_the_corrected_date_and_keeps_the_published_one() -> None:
    history.load_reference()

    decree = LegalInstrument.objects.get(slug="decree-390-138ss")

    assert decree.operation == Operation.objects.get(slug="priboi")
    assert decree.adopted_on == date(1949, 1, 29)
    assert decree.as_published == "12 January 1949"
    assert "29 January 1949" in decree.correction


@pytest.mark.parametrize(
    ("code", "value", "published"),
    [
        ("priboi-reported-estonia", 20_713, "20,173"),
        ("priboi-reported-families", 30_630, "30,360"),
    ],
)
def test_a_corrected_figure_keeps_what_was_published(
    code: str, value: int, published: str
) -> None:
    history.load_reference()

    fact = Fact.objects.get(code=code)

    assert (fact.value_low, fact.value_high, fact.as_published) == (value, value, published)
    with pytest.raises(IntegrityError):
        Fact.objects.filter(code=code).update(as_published="")


def test_what_is_from_memory_says_that_nobody_has_checked_it() -> None:
    history.load_reference()

    from_memory = Fact.objects.filter(source__istartswith="from memory")

    assert from_memory.count() == 6
    assert {fact.verification for fact in from_memory} == {Verification.UNVERIFIED}


def test_a_statement_names_its_own_figures() -> None:
    """The sentence and the number are typed apart: they must not drift apart."""
    history.load_reference()

    for fact in Fact.objects.exclude(unit__in=["none", "percent"]):
        numbers = {
            int(number.replace(",", ""))
            for number in re.findall(r"\d[\d,]*", fact.statement["en"])
        }
        expected = {fact.value_low, fact.value_high} - {None}
        assert expected <= numbers or "million" in fact.statement["en"], fact.code


def test_damage_before_2022_is_never_sent_to_the_register_for_ukraine() -> None:
    history.load_reference()

    assert not LegalBasis.objects.filter(title__en__icontains="register of damage").exists()
    register = LegalInstrument.objects.get(slug="register-of-damage-ukraine")
    assert "24 February 2022" in register.citation
