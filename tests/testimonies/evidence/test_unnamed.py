"""Files that no row names are shown to a person, and everything that a row names stays."""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from config.doctor import house
from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping, unnamed
from testimonies.lists import actions as lists
from testimonies.models import ListEdition, StoredFile
from tests.builders_intake import a_started_draft
from tests.builders_review import a_moderator
from tests.testimonies.evidence import files
from tests.testimonies.lists.files import JANIS, checked, csv_of, read
from tests.testimonies.lists.test_kills import killed

LATER = timedelta(days=400)


def command(*arguments: str) -> list[str]:
    output = io.StringIO()
    call_command("unnamed_files", *arguments, stdout=output)
    return output.getvalue().splitlines()


def in_storage() -> set[str]:
    root = Path(keeping.storage().path(""))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def grow_old(path: str, days: int) -> None:
    then = time.time() - days * 86_400
    os.utime(keeping.storage().path(path), (then, then))


def a_paper() -> StoredFile:
    case = a_started_draft().draft.case
    picture = files.upload(files.a_picture(), "a.jpg")
    return evidence.receive(case.pk, picture, kind="other", caption="")


def an_unnamed_file(*, days: int) -> str:
    path = keeping.keep(io.BytesIO(b"left by a process that was killed")).path
    grow_old(path, days)
    return path


def test_every_column_that_names_a_file_is_asked() -> None:
    found = {f"{model._meta.model_name}.{column}" for model, column in unnamed.columns()}

    assert found == {
        "endorsement.copy_path",
        "endorsement.logo_path",
        "endorsement.mandate_path",
        "listedition.original",
        "listedition.table",
        "paperscan.path",
        "storedfile.path",
    }


@pytest.mark.django_db
def test_papers_their_copies_and_lists_are_named_however_old_they_are() -> None:
    a_paper()
    evidence.copy_waiting()
    checked(csv_of(JANIS))

    assert len(in_storage()) >= 4  # the paper with its copy, the list with its rows
    assert list(unnamed.find(before=now() + LATER)) == []
    assert evidence.erase_unnamed(before=now() + LATER) == 0
    assert read(csv_of(JANIS)).pk
    for edition in ListEdition.objects.all():
        with keeping.open_kept(edition.original) as original:
            assert original.read() == csv_of(JANIS)


@pytest.mark.django_db
def test_without_a_word_nothing_is_erased_and_the_young_stay() -> None:
    named, old, young = a_paper(), an_unnamed_file(days=8), an_unnamed_file(days=6)
    grow_old(named.path, 400)

    told = command()

    assert told == [old, "1 files are named by no row. --for-real erases them."]
    assert in_storage() == {named.path, old, young}
    assert command("--for-real") == ["1 files were erased."]
    assert in_storage() == {named.path, young}
    assert command("--older-than", "5")[0] == young
    with pytest.raises(CommandError, match="At least a day"):
        command("--older-than", "0", "--for-real")
    assert young in in_storage()


@pytest.mark.django_db
def test_the_daily_look_erases_nothing_and_the_doctor_says_what_it_found() -> None:
    cache.delete(evidence.UNNAMED)
    old = an_unnamed_file(days=8)

    assert evidence.look_for_unnamed(at=now()) == 1

    (finding,) = house.the_files()
    assert "1 are named by no row" in finding.sentence
    assert in_storage() == {old}
    command("--for-real")
    assert list(house.the_files()) == []


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_leaves_is_found_and_nothing_else_goes() -> None:
    edition = read(csv_of(JANIS))
    known = in_storage()
    lists.read_again(edition.pk, encoding="utf-8", by=a_moderator())
    killed(edition, "die_at(working, '_enter', 1)")
    (left,) = in_storage() - known
    for path in in_storage():
        grow_old(path, 8)

    assert command()[:-1] == [left]
    assert command("--for-real") == ["1 files were erased."]
    assert in_storage() == known
    lists.work_on(edition.pk)
    assert ListEdition.objects.get().table in in_storage()


@pytest.mark.django_db
def test_what_came_long_ago_and_is_taken_over_now_is_young(tmp_path: Path) -> None:
    came = tmp_path / "upload"
    came.write_bytes(b"sealed")
    os.utime(came, (1, 1))

    keeping.adopt(came)

    assert list(unnamed.find(before=now() - timedelta(days=1))) == []
