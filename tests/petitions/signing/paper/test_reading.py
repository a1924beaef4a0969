"""Two people read a line; only what both read the same counts as read."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from petitions.models import PaperLine, PaperSheet, Signature, SignatureCount
from petitions.models.paper import LineState, Reading, SheetState
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing.paper import actions as paper
from petitions.signing.paper.rules import EMPTY, ILLEGIBLE
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from tests import builders_paper as builders
from tests.builders_paper import MEELIS, ONA, a_keyed_line, a_sheet, a_verified_line, line, read
from tests.builders_review import a_moderator, a_second_reader, another_moderator

pytestmark = pytest.mark.django_db


def total() -> int:
    signing.count_signatures()
    return sum(SignatureCount.objects.values_list("total", flat=True))


def a_signature_of(line: PaperLine) -> Signature:
    assert line.signature_id is not None
    return Signature.objects.get(pk=line.signature_id)


def test_a_keyed_line_is_a_signature_on_paper() -> None:
    keyed = a_keyed_line(a_sheet())

    assert keyed.state == LineState.KEYED
    assert keyed.signature is not None
    assert keyed.signature.assurance == "paper"
    assert keyed.signature.state == State.CONFIRMED
    assert keyed.signature.country == "LT"
    assert keyed.signature.personal["name"] == ONA["name"]
    assert keyed.signature.valid_targets == keyed.sheet.targets
    assert total() == 1
    assert not Letter.objects.exists()


def test_the_same_read_twice_is_verified_and_counted_once() -> None:
    sheet = a_sheet()
    keyed = a_keyed_line(sheet)

    verified = paper.verify(
        keyed.pk, read(name="ona  PETRAITYTĖ", address="Kauno g 5–3 Vilnius"), by=a_second_reader()
    )

    assert verified.state == LineState.VERIFIED
    assert verified.signature is not None
    assert verified.signature.assurance == "paper_verified"
    assert a_signature_of(keyed).state == State.SUPERSEDED
    assert verified.signature.personal["address"] == ONA["address"]
    assert total() == 1


def test_who_keyed_a_line_does_not_verify_it() -> None:
    keyed = a_keyed_line(a_sheet())
    before = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match="Another person"):
        paper.verify(keyed.pk, read(), by=a_moderator())

    assert line(keyed.sheet).state == LineState.KEYED
    assert CustodyEvent.objects.count() == before


def test_the_database_refuses_it_too() -> None:
    keyed = a_keyed_line(a_sheet())

    with pytest.raises(IntegrityError, match="verified_means_by_another"), transaction.atomic():
        PaperLine.objects.filter(pk=keyed.pk).update(
            state="verified", verified_by=a_moderator(), verified_at=keyed.keyed_at
        )
    with pytest.raises(IntegrityError, match="differently_means_by_another"), transaction.atomic():
        PaperLine.objects.filter(pk=keyed.pk).update(
            state="differs", other_by=a_moderator(), other_reading="empty"
        )


def test_what_is_read_differently_stays_side_by_side() -> None:
    keyed = a_keyed_line(a_sheet())

    differs = paper.verify(keyed.pk, read(birth_date="1937-06-14"), by=a_second_reader())

    assert differs.state == LineState.DIFFERS
    assert differs.told["birth_date"] == "1931-06-14"
    assert differs.other["birth_date"] == "1937-06-14"
    assert a_signature_of(line(keyed.sheet)).assurance == "paper"
    assert total() == 1


def test_the_first_version_can_be_right() -> None:
    keyed = a_keyed_line(a_sheet())
    paper.verify(keyed.pk, read(birth_date="1937-06-14"), by=a_second_reader())

    settled = paper.settle(keyed.pk, keep_first=True, by=a_second_reader())

    assert settled.state == LineState.VERIFIED
    assert settled.signature is not None
    assert settled.signature.personal["birth_date"] == "1931-06-14"
    assert settled.other is None
    assert total() == 1


def test_the_second_version_can_be_right_and_the_first_was_nobody() -> None:
    keyed = a_keyed_line(a_sheet())
    paper.verify(keyed.pk, read(birth_date="1937-06-14"), by=a_second_reader())

    settled = paper.settle(keyed.pk, keep_first=False, by=a_second_reader())

    assert settled.signature is not None
    assert settled.signature.personal["birth_date"] == "1937-06-14"
    assert a_signature_of(keyed).state == State.REJECTED
    assert total() == 1


def test_who_keyed_a_line_does_not_decide_about_it() -> None:
    keyed = a_keyed_line(a_sheet())
    paper.verify(keyed.pk, read(birth_date="1937-06-14"), by=a_second_reader())

    with pytest.raises(Refusal, match="Another person"):
        paper.settle(keyed.pk, keep_first=True, by=a_moderator())

    assert line(keyed.sheet).state == LineState.DIFFERS


def test_a_line_that_is_sent_back_is_nobodys_signature_until_it_is_keyed_again() -> None:
    keyed = a_keyed_line(a_sheet())
    paper.verify(keyed.pk, read(birth_date="1937-06-14"), by=a_second_reader())

    back = paper.send_back(keyed.pk, by=a_second_reader())

    assert back.state == LineState.WAITING
    assert back.told is None
    assert back.signature is None
    assert total() == 0
    paper.key(keyed.pk, read(), by=another_moderator())
    assert total() == 1


def test_what_both_cannot_read_is_no_signature() -> None:
    sheet = a_sheet(lines_filled=2)
    for number, unread in ((1, ILLEGIBLE), (2, EMPTY)):
        paper.key(line(sheet, number).pk, unread, by=a_moderator())
        paper.verify(line(sheet, number).pk, unread, by=a_second_reader())

    assert not Signature.objects.exists()
    assert PaperSheet.objects.get().lines_legible == 0


def test_one_reads_it_and_the_other_cannot() -> None:
    keyed = a_keyed_line(a_sheet())
    paper.verify(keyed.pk, ILLEGIBLE, by=a_second_reader())

    settled = paper.settle(keyed.pk, keep_first=False, by=a_second_reader())

    assert settled.reading == Reading.ILLEGIBLE
    assert settled.told is None
    assert total() == 0


def test_the_sheet_says_how_many_lines_were_legible() -> None:
    sheet = a_sheet(lines_filled=3)
    a_verified_line(sheet, 1)
    a_verified_line(sheet, 2, told=MEELIS)
    assert PaperSheet.objects.get().state == SheetState.RECEIVED

    paper.key(line(sheet, 3).pk, ILLEGIBLE, by=a_moderator())
    paper.verify(line(sheet, 3).pk, ILLEGIBLE, by=a_second_reader())

    sheet.refresh_from_db()
    assert sheet.state == SheetState.READ
    assert (sheet.lines_legible, sheet.lines_filled) == (2, 3)
    done = CustodyEvent.objects.get(event="paper_sheet.read")
    assert done.detail == {"legible": 2, "lines": 3}


def test_more_legible_than_written_lines_cannot_be() -> None:
    sheet = a_sheet(lines_filled=2)

    with pytest.raises(IntegrityError, match="legible_lines_are_lines"):
        PaperSheet.objects.filter(pk=sheet.pk).update(
            state="read", lines_legible=3, read_at="2026-11-25T10:00Z"
        )


def test_a_line_is_keyed_once() -> None:
    keyed = a_keyed_line(a_sheet())

    with pytest.raises(Refusal, match="in the meantime"):
        paper.key(keyed.pk, read(MEELIS), by=another_moderator())

    assert line(keyed.sheet).told["name"] == ONA["name"]


def test_what_somebody_took_back_is_not_counted_by_reading_it_again() -> None:
    keyed = a_keyed_line(a_sheet())
    assert keyed.signature is not None
    paper.withdraw_for(keyed.signature.reference, reason="Called us", by=a_moderator())

    verified = paper.verify(keyed.pk, read(), by=a_second_reader())

    assert verified.state == LineState.VERIFIED
    assert Signature.objects.get().state == State.WITHDRAWN
    assert total() == 0


def test_a_signature_is_withdrawn_for_somebody_who_called() -> None:
    verified = a_verified_line(a_sheet())
    assert verified.signature is not None

    paper.withdraw_for(verified.signature.reference, reason="Called us", by=a_moderator())

    said = CustodyEvent.objects.get(event="signature.withdrawn_for_signer")
    assert (said.by, said.detail) == (a_moderator(), {"reason": "Called us"})
    assert total() == 0


def test_only_signatures_on_paper_are_withdrawn_at_this_desk() -> None:
    with pytest.raises(Refusal, match="No signature on paper"):
        paper.withdraw_for("S-0000000000000000", reason="Called us", by=a_moderator())


def test_no_line_of_the_log_names_anybody() -> None:
    sheet = a_sheet()
    a_verified_line(sheet)

    details = " ".join(str(event.detail) for event in CustodyEvent.objects.all())
    assert "Petraityt" not in details
    assert "1931" not in details
    assert str(builders.line(sheet)) == f"line 1 of sheet {sheet.pk}"
