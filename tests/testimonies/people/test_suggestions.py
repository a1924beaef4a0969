"""Whom a mention may be: found without a name in the index, and explained field by field."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from testimonies.history.gazetteer import Gazetteer
from testimonies.intake import actions as intake
from testimonies.models import PersonMention, Sketch
from testimonies.models.identity import Verdict
from testimonies.people import actions as people
from testimonies.people import keys, queries, records
from testimonies.people.features import Features
from testimonies.people.rules import Field, Standing
from tests.builders_details import BROTHER, SISTER
from tests.builders_people import (
    a_mention,
    judged,
    suggested,
    suggestions,
    the_same_in_russian,
)
from tests.testimonies.lists.files import csv_of, imported

pytestmark = pytest.mark.django_db


def test_one_person_is_found_in_two_alphabets_and_each_field_says_why() -> None:
    ona = a_mention()
    file = the_same_in_russian()

    (found,) = suggestions(ona)

    assert found.mention == file
    assert found.likeness.is_probable
    assert {each.field: each.standing for each in found.likeness.compared} == {
        Field.NAME: Standing.MATCH,
        Field.BIRTH: Standing.MATCH,
        Field.HOME: Standing.MATCH,
        Field.RELATIVES: Standing.MISSING,
        Field.DEPORTATION: Standing.MATCH,
    }
    assert found.likeness.score == sum(each.points for each in found.likeness.compared)


def test_a_row_of_a_list_is_found_too() -> None:
    ona = a_mention()
    head = "Number;Surname;Given name;Father's name;Born;Residence;Deported"
    imported(csv_of("1;Žemaitytė;Ona;Jono;1934;Kretinga;14.06.1941", head=head))
    people.sketch_waiting()

    (row,) = PersonMention.objects.exclude(row=None)
    assert suggested(ona) == [row.pk]
    assert suggested(row) == [ona.pk]


def test_a_married_name_is_found_by_birth_and_home() -> None:
    ona = a_mention()
    married = a_mention("Ona", "Kazlauskienė")

    (found,) = suggestions(ona)

    assert found.mention == married
    assert found.likeness.compared[0].standing == Standing.DIFFERS
    assert not found.likeness.is_probable


@pytest.mark.parametrize(
    "other",
    [
        {"born": ("14", "6", "1938")},
        {"given": "Jonas", "surname": "Žemaitis"},
        {"given": "Ona", "surname": "Žemaitytė", "details": {"sex": ["male"]}},
    ],
)
def test_births_three_years_apart_and_another_sex_are_never_suggested(
    other: dict[str, Any],
) -> None:
    ona = a_mention()
    a_mention(**other)

    assert suggested(ona) == []


def test_the_name_alone_is_never_probable() -> None:
    ona = a_mention()
    a_mention(born=("", "", ""), home="", periods=[])

    (found,) = suggestions(ona)

    assert found.likeness.fields(Standing.MATCH) == [Field.NAME]
    assert not found.likeness.is_probable


def test_people_of_one_source_are_not_suggested_for_each_other() -> None:
    a_mention(family=[{**SISTER, "given": ["Ona"], "surname": ["Žemaitytė"], "birth_2": ["1934"]}])
    own, sister = PersonMention.objects.order_by("pk")

    assert suggested(own) == []
    assert suggested(sister) == []


def test_a_brother_is_found_by_his_own_relatives() -> None:
    ona = a_mention(family=[BROTHER])
    other = a_mention("Анна", "Жемайтис", family=[{**BROTHER, "given": ["Римгаудас"]}])

    own = queries.likeness_of(ona, other, Gazetteer())

    relatives = next(each for each in own.compared if each.field == Field.RELATIVES)
    assert relatives.standing == Standing.MATCH


def test_what_somebody_said_is_suggested_no_more() -> None:
    ona, file = a_mention(), the_same_in_russian()

    judged(ona, file, Verdict.NOT_SAME)

    assert suggested(ona) == []
    assert suggested(file) == []
    ((other, assertion),) = queries.judged(ona)
    assert (other, assertion.verdict) == (file, Verdict.NOT_SAME)


def test_of_one_person_one_source_is_suggested() -> None:
    ona, file = a_mention(), the_same_in_russian()
    judged(ona, file)
    third = a_mention(home="Palanga")

    assert len(suggested(third)) == 1


def test_the_index_holds_no_name_in_the_clear() -> None:
    the_same_in_russian()
    a_mention()

    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM testimonies_sketch AS s")
        rows = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT features FROM testimonies_sketch")
        blobs = b" ".join(bytes(row[0]) for row in cursor.fetchall())
    for secret in ("Kretinga", "zemait", "Ona", "ona"):
        assert secret not in rows
        assert secret.encode() not in blobs


def test_no_key_is_of_one_feature_alone() -> None:
    name = Features(spellings=(records.spelling({"given": "Ona", "surname": "Žemaitytė"}),))
    given = Features(spellings=(records.spelling({"given": "Ona"}),))
    surname = Features(spellings=(records.spelling({"surname": "Žemaitytė"}),))

    assert len(keys.of(name)) == 1
    assert keys.of(given) == keys.of(surname) == []
    assert 0 <= keys.of(name)[0] < 2**keys.BITS


def test_whoever_withdraws_leaves_the_index_and_every_person() -> None:
    ona, file = a_mention(), the_same_in_russian()
    assertion = judged(ona, file, words="Her sister says so")
    assert file.submission is not None

    intake.withdraw(file.submission.pk)

    assert suggested(ona) == []
    assert not Sketch.objects.filter(mention=file).exists()
    people.sketch_waiting()
    assert not Sketch.objects.filter(mention=file).exists()
    person = assertion.person
    person.refresh_from_db()
    assert person.preferred_name is None
    assert [mention for _said, mention in queries.sources_of(person)] == [ona]
    ended = file.identities.get()
    assert (ended.ended_at is not None, ended.reasons) == (True, {})


def test_a_corrected_row_is_drawn_no_more() -> None:
    head = "Number;Surname;Given name;Born;Residence"
    imported(csv_of("1;Žemaitytė;Ona;1934;Kretinga", head=head))
    people.sketch_waiting()
    imported(csv_of("1;Žemaitytė;Ona;1935;Kretinga", head=head))
    people.sketch_waiting()

    assert suggested(a_mention()) == [
        PersonMention.objects.get(row__superseded_in=None, row__isnull=False).pk
    ]


def test_a_damaged_row_stops_no_other() -> None:
    ona, file = a_mention(), the_same_in_russian()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE testimonies_personmention SET told = told || 'x' WHERE id = %s", [file.pk]
        )
    PersonMention.objects.update(sketched_at=None)

    people.sketch_waiting()

    assert list(Sketch.objects.values_list("mention", flat=True)) == [ona.pk]
    assert not PersonMention.objects.filter(sketched_at=None).exists()
