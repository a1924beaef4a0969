"""A list is reported row by row, taken in once, and corrected by another version."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error

from testimonies.errors import Refusal
from testimonies.lists import actions as lists
from testimonies.lists import queries, table_file
from testimonies.lists.actions import importing
from testimonies.models import CustodyEvent, ListEdition, ListRow, PersonMention
from testimonies.models.imported import State
from tests.builders_review import a_moderator
from tests.testimonies.lists.files import (
    ANNA,
    HEAD,
    JANIS,
    OF_LATVIA,
    PETRAS,
    checked,
    counts,
    csv_of,
    everything,
    imported,
    read,
    reasons,
)

pytestmark = pytest.mark.django_db


def test_a_check_takes_nothing_and_says_what_would_come() -> None:
    edition = checked(csv_of(JANIS, ANNA, "4;Ozols;;;31.02.1941;;", "5;;;;;1941;"))

    assert (edition.state, counts(edition)) == (State.CHECKED, (2, 0, 0, 2))
    assert reasons(edition) == {
        4: ("born", "There is no such day. Leave empty what you do not know."),
        5: ("", "There is no name in this row."),
    }
    assert everything() == (0, 0)


def test_a_row_becomes_a_mention_with_its_names_dates_and_period() -> None:
    imported(csv_of(JANIS, PETRAS))

    janis, petras = PersonMention.objects.order_by("row__number")
    assert janis.submission is None
    assert (janis.role, janis.birth_edtf) == ("person_deported", "1905")
    (name,) = janis.names.all()
    assert name.written == {"given": "Jānis", "patronymic": "Pētera", "surname": "Kalniņš"}
    (period,) = janis.episodes.all()
    assert (period.type, period.start_edtf) == ("special_settlement", "1941-06-14")
    assert (petras.birth_edtf, petras.episodes.get().start_edtf) == ("194X", "1949-03-25")
    assert janis.death_edtf == "1942"
    assert petras.row is not None
    assert petras.row.cells == ["3", "Petrauskas", "Petras", "", "194?", "1949-03-25"]


def test_the_same_list_again_changes_nothing() -> None:
    imported(csv_of(JANIS, ANNA))
    before = everything()

    again = checked(csv_of(JANIS, ANNA))

    assert (counts(again), everything()) == ((0, 2, 0, 0), before)
    with pytest.raises(Refusal, match="nothing new"):
        lists.begin_import(again.pk, by=a_moderator())


def test_a_corrected_list_brings_what_changed_as_another_version() -> None:
    imported(csv_of(JANIS, ANNA))

    second = imported(csv_of(JANIS.replace("1905", "1904"), PETRAS))

    assert (counts(second), second.gone) == ((1, 0, 1, 0), 1)
    first, corrected = ListRow.objects.filter(number=2).order_by("version")
    assert (first.version, first.superseded_in, corrected.version) == (1, second, 2)
    assert first.mention.birth_edtf == "1905"
    assert corrected.mention.birth_edtf == "1904"
    assert ListRow.objects.get(edition__lt=second, number=3).superseded_in is None  # Anna stays


def test_the_report_says_in_which_columns_a_row_has_changed() -> None:
    imported(csv_of(JANIS, ANNA))
    corrected = JANIS.replace("1905", "1904").replace("Jānis", "Jānis Alberts")

    second = checked(csv_of(corrected, ANNA))

    lines = [(line.outcome, line.field) for line in queries.page(second).lines]
    assert lines == [("changed", "Given name, Date of birth"), ("unchanged", "")]


def test_a_correction_can_be_taken_back() -> None:
    for born in ("1905", "1904", "1905"):
        imported(csv_of(JANIS.replace("1905", born)))

    versions = ListRow.objects.order_by("version")
    assert [row.mention.birth_edtf for row in versions] == ["1905", "1904", "1905"]
    assert [row.superseded_in is None for row in versions] == [False, False, True]


def test_without_numbers_two_people_of_one_name_stay_two() -> None:
    head = "Surname,Given name,Born,Residence"
    rows = ("Ozols,Anna,1905,Rīga", "Ozols,Anna,1905,Cēsis")
    edition = imported(csv_of(*rows, head=head))

    again = checked(csv_of(rows[0], "Ozols,Anna,1905,Valka", head=head))

    assert counts(edition) == (2, 0, 0, 0)
    assert counts(again) == (0, 1, 1, 0)


def test_a_number_that_stands_twice_is_refused_across_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("testimonies.lists.actions.checking.BATCH", 1)

    edition = checked(csv_of(JANIS, ANNA, JANIS.replace("Jānis", "Pēteris")))

    assert reasons(edition)[4][0] == "number"
    assert counts(edition) == (2, 0, 0, 1)


def test_a_check_is_worth_nothing_after_another_import() -> None:
    first, second = checked(csv_of(JANIS)), checked(csv_of(JANIS.replace("1905", "1904")))
    lists.begin_import(first.pk, by=a_moderator())
    lists.work_on(first.pk)

    with pytest.raises(Refusal, match="Check it again"):
        lists.begin_import(second.pk, by=a_moderator())

    assert ListEdition.objects.get(pk=second.pk).state == State.CHECKED
    assert ListRow.objects.count() == 1


def test_a_list_of_a_known_name_must_be_the_same_list() -> None:
    read(csv_of(JANIS))

    with pytest.raises(Refusal, match="another holder"):
        read(csv_of(ANNA), replace(OF_LATVIA, holder="Somebody"))

    assert ListEdition.objects.count() == 1


def test_two_workers_on_one_list_take_each_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one overtakes between two batches."""
    monkeypatch.setattr(importing, "BATCH", 1)
    edition = checked(csv_of(JANIS, ANNA, PETRAS))
    lists.begin_import(edition.pk, by=a_moderator())
    stale = ListEdition.objects.get(pk=edition.pk)
    (first, *_rest) = table_file.batches(edition.table, after=0, size=1)
    assert importing._enter(edition.pk, 0, first)

    assert importing.import_rows(stale) is False
    lists.work_on(edition.pk)

    assert everything() == (3, 3)


def test_a_row_is_never_changed_or_deleted() -> None:
    imported(csv_of(JANIS))

    with pytest.raises(Error, match="written once"), transaction.atomic():
        ListRow.objects.update(number=9)
    with pytest.raises(Error, match="written once"), transaction.atomic():
        connection.cursor().execute("DELETE FROM testimonies_listrow")


def test_a_mention_has_one_source() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonMention.objects.create(role="mentioned", told={})


def test_a_list_that_is_set_aside_leaves_no_file() -> None:
    edition = checked(csv_of(JANIS))

    lists.set_aside(edition.pk, reason="Not ours", by=a_moderator())

    edition.refresh_from_db()
    assert (edition.state, edition.lines.count()) == (State.SET_ASIDE, 0)
    for path in (edition.original, edition.table):
        with pytest.raises(FileNotFoundError):
            table_file.headings(path)


def test_the_report_as_csv_is_safe_for_spreadsheets_and_has_the_refused_cell() -> None:
    edition = checked(csv_of(JANIS, "4;Ozols;;;=1+1;;"))

    lines = "".join(queries.as_csv(edition)).splitlines()

    assert lines[1] == "2,new,,,"
    assert lines[2].startswith("3,refused,Date of birth,")
    assert lines[2].endswith(",'=1+1")


def test_who_may_be_living_is_counted() -> None:
    edition = imported(csv_of(JANIS, ANNA, PETRAS, "6;Vecais;Ansis;;1890;;", head=HEAD))

    assert queries.may_be_living(edition) == 1  # Petras; Anna was born 1909


def test_custody_names_nobody() -> None:
    imported(csv_of(JANIS))

    told = str(list(CustodyEvent.objects.values("event", "detail")))
    assert "list.imported" in told
    assert "Kalni" not in told


@pytest.mark.parametrize("table", ["listrow", "nameform", "personmention", "listline"])
def test_nothing_is_in_the_clear(table: str, django_db_blocker: Any) -> None:
    imported(csv_of(JANIS))

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, '') FROM testimonies_{table} t")  # noqa: S608
        everything = cursor.fetchone()[0]

    assert everything
    assert "Kalni" not in everything


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("testimonies.evidence.keeping.storage", full)

    with pytest.raises(Refusal, match="cannot keep"):
        lists.receive(io.BytesIO(csv_of(JANIS)), OF_LATVIA, by=a_moderator())

    assert ListEdition.objects.count() == 0
