"""Two people at one sheet at the same moment, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate

from accounts.models import User
from petitions.models import PaperLine, PaperSheet, Signature, SignatureCount
from petitions.models.paper import LineState, SheetState
from petitions.signing import actions as signing
from petitions.signing.paper import actions as paper
from testimonies.errors import Refusal
from tests import builders_paper as builders
from tests.builders_paper import MEELIS, ONA, a_keyed_line, a_sheet, line, read
from tests.builders_review import a_moderator, a_second_reader, another_moderator
from tests.petitions.signing.test_two_connections import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def trying(act: Callable[[], object]) -> Callable[[], object]:
    def tried() -> object:
        try:
            act()
        except Refusal as no:
            return str(no)
        return "done"

    return tried


def keying(line: PaperLine, told: dict[str, str], by: User) -> Callable[[], object]:
    return trying(lambda: paper.key(line.pk, read(told), by=by))


def verifying(line: PaperLine, by: User) -> Callable[[], object]:
    return trying(lambda: paper.verify(line.pk, read(), by=by))


def total() -> int:
    signing.count_signatures()
    return sum(SignatureCount.objects.values_list("total", flat=True))


def test_two_verify_one_line_at_once_and_one_of_them_did() -> None:
    keyed = a_keyed_line(a_sheet())
    readers = (a_second_reader(), another_moderator())

    said = at_once([verifying(keyed, reader) for reader in readers])

    assert sorted(map(str, said))[1] == "done"
    assert "in the meantime" in sorted(map(str, said))[0]
    assert Signature.objects.filter(assurance="paper_verified").count() == 1
    assert total() == 1


def test_two_key_one_line_at_once_and_nobody_is_overwritten() -> None:
    first = line(a_sheet())
    acts = [keying(first, ONA, a_moderator()), keying(first, MEELIS, another_moderator())]

    said = at_once(acts)

    assert sorted(map(str, said))[1] == "done"
    kept = line(first.sheet)
    winner = ONA if said[0] == "done" else MEELIS
    assert kept.told["name"] == winner["name"]
    assert total() == 1


def test_two_sheets_with_one_person_at_once_are_one_signature() -> None:
    petition = builders.a_petition_for_paper()
    lines = [line(a_sheet(petition)) for _sheet in range(2)]
    acts = [
        keying(lines[0], ONA, a_moderator()),
        keying(lines[1], ONA, another_moderator()),
    ]

    said = at_once(acts)

    assert said == ["done", "done"]
    assert sorted(line(each.sheet).duplicate_of for each in lines) == ["", "paper"]
    assert Signature.objects.living().count() == total() == 1


def test_the_last_two_lines_at_once_finish_the_sheet_once() -> None:
    sheet = a_sheet(lines_filled=2)
    a_keyed_line(sheet, 1)
    paper.key(line(sheet, 2).pk, read(MEELIS), by=a_moderator())

    at_once(
        [
            trying(lambda: paper.verify(line(sheet, 1).pk, read(), by=a_second_reader())),
            trying(lambda: paper.verify(line(sheet, 2).pk, read(MEELIS), by=another_moderator())),
        ]
    )

    read_now = PaperSheet.objects.get(pk=sheet.pk)
    assert read_now.state == SheetState.READ
    assert read_now.lines_legible == 2
    assert total() == 2


def test_one_sends_back_while_another_verifies() -> None:
    keyed = a_keyed_line(a_sheet())

    said = at_once(
        [
            trying(lambda: paper.send_back(keyed.pk, by=another_moderator())),
            verifying(keyed, a_second_reader()),
        ]
    )

    assert "done" in said
    state = line(keyed.sheet).state
    assert state in {LineState.WAITING, LineState.VERIFIED}
    assert total() == (1 if state == LineState.VERIFIED else 0)


def test_one_sheet_is_registered_once_by_two_people_at_once() -> None:
    petition = builders.a_petition_for_paper()
    found = builders.found(petition)
    staff = (a_moderator(), another_moderator())

    said = at_once(
        [
            trying(
                lambda by=by: paper.register(  # type: ignore[misc]
                    found, received_on=localdate(), lines_filled=1, by=by
                )
            )
            for by in staff
        ]
    )

    assert sorted(map(str, said))[1] == "done"
    assert PaperSheet.objects.count() == 1
