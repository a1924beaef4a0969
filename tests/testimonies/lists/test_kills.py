"""A worker that is killed in a list loses a batch of work, and no row; the next one goes on."""

from __future__ import annotations

import signal

import pytest

from testimonies.evidence import keeping
from testimonies.lists import actions as lists
from testimonies.models import ListEdition, ListLine, ListRow, NameForm, RepressionEpisode
from testimonies.models.imported import State
from tests import forks
from tests.builders_review import a_moderator
from tests.testimonies.lists.files import ANNA, JANIS, PETRAS, checked, counts, csv_of, everything

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAM = """
from django.conf import settings
settings.STORAGES["evidence"]["OPTIONS"]["location"] = {files!r}
from testimonies.lists.actions import checking, importing, working
checking.BATCH = importing.BATCH = 1
{die}
working.work_on({pk})
"""
FOUR = csv_of(JANIS, ANNA, PETRAS, "4;Ozols;Ansis;;1890;1949;")


def killed(edition: ListEdition, die: str) -> None:
    """A process of its own works on it, and is killed at this step."""
    files = keeping.storage().path("")
    program = PROGRAM.format(files=files, die=die, pk=edition.pk)
    assert forks.run(forks.DYING + program) == -signal.SIGKILL


@pytest.mark.parametrize("step", ["_coming", "_tell"])
def test_killed_in_an_import_each_row_is_taken_once(step: str) -> None:
    edition = checked(FOUR)
    lists.begin_import(edition.pk, by=a_moderator())

    killed(edition, f"die_at(importing, {step!r}, 3)")

    half = ListEdition.objects.get(pk=edition.pk)
    assert (half.state, half.position, everything()) == (State.IMPORTING, 2, (2, 2))
    lists.sweep()
    done = ListEdition.objects.get(pk=edition.pk)
    assert (done.state, everything()) == (State.IMPORTED, (4, 4))
    assert (NameForm.objects.count(), RepressionEpisode.objects.count()) == (4, 4)
    assert ListRow.objects.values("identity").distinct().count() == 4


def test_killed_in_a_check_each_row_is_reported_once() -> None:
    edition = a_list()
    lists.check(edition.pk, columns=edition.columns, by=a_moderator())

    killed(edition, "die_at(checking, '_lines', 3)")

    half = ListEdition.objects.get(pk=edition.pk)
    assert (half.state, half.position, ListLine.objects.count()) == (State.CHECKING, 2, 2)
    lists.sweep()
    done = ListEdition.objects.get(pk=edition.pk)
    assert (done.state, counts(done), ListLine.objects.count()) == (State.CHECKED, (4, 0, 0, 0), 4)


def test_killed_while_it_is_read_it_is_read_again() -> None:
    edition = a_list()
    lists.read_again(edition.pk, encoding="utf-8", by=a_moderator())

    killed(edition, "die_at(working, '_enter', 1)")

    assert ListEdition.objects.get(pk=edition.pk).state == State.READING
    lists.sweep()
    assert ListEdition.objects.get(pk=edition.pk).rows == 4


def a_list() -> ListEdition:
    return checked(FOUR)
