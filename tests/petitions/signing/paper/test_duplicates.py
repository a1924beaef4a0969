"""The same person on paper and elsewhere is one signature; the line says which of them counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.timezone import localdate

from petitions.models import Petition, Signature
from petitions.models.signature import Assurance, State
from petitions.signing import actions as signing
from petitions.signing.paper import actions as paper
from petitions.signing.rules import Proven
from testimonies.models import Letter
from tests.builders_paper import (
    JANIS,
    MEELIS,
    ONA,
    a_keyed_line,
    a_petition_for_paper,
    a_sheet,
    a_verified_line,
    read,
)
from tests.builders_review import a_moderator, a_second_reader
from tests.builders_signing import a_confirmed_signature, a_signature, close, shown
from tests.petitions.signing.paper.test_reading import total

pytestmark = pytest.mark.django_db


def by_email(petition: Petition, **other: Any) -> Signature:
    told = {"birth_date": ONA["birth_date"]}
    answers = {"name": ONA["name"], "email": "ona@example.org", "told": told} | other
    return a_confirmed_signature(petition, **answers)


def by_eid(petition: Petition, **other: Any) -> Signature:
    campaign = shown(petition)
    proven = {
        "name": JANIS["name"],
        "assurance": Assurance.EID,
        "identity": f"LV:{JANIS['personal_code']}",
        "country": "LV",
        "targets": tuple(target.pk for target in campaign.targets),
        "language": "lv",
    }
    return signing.sign_proven(campaign, Proven(**(proven | other)))


def test_read_by_one_it_is_weaker_than_an_e_mail() -> None:
    petition = a_petition_for_paper()
    by_email(petition)

    keyed = a_keyed_line(a_sheet(petition))

    assert keyed.signature is None
    assert keyed.duplicate_of == "email"
    assert total() == 1


def test_read_by_two_it_replaces_the_e_mail_and_keeps_its_mailbox() -> None:
    petition = a_petition_for_paper()
    mailed = by_email(petition)

    verified = a_verified_line(a_sheet(petition))

    mailed.refresh_from_db()
    assert mailed.state == State.SUPERSEDED
    assert verified.signature is not None
    assert verified.duplicate_of == ""
    assert verified.signature.mail_address == "ona@example.org"
    assert set(verified.signature.targets) == set(mailed.targets)
    assert total() == 1


def test_an_electronic_identity_stays_what_counts() -> None:
    petition = a_petition_for_paper()
    stronger = by_eid(petition)

    verified = a_verified_line(a_sheet(petition, "saeima"), told=JANIS)

    assert verified.signature is None
    assert verified.duplicate_of == "eid"
    stronger.refresh_from_db()
    assert stronger.state == State.CONFIRMED
    assert total() == 1


def test_the_same_person_twice_on_one_sheet_is_one() -> None:
    sheet = a_sheet()
    a_verified_line(sheet, 1)

    again = a_verified_line(sheet, 2, name="ona PETRAITYTĖ")

    assert again.signature is None
    assert again.duplicate_of == "paper_verified"
    assert total() == 1


def test_a_sheet_for_another_institution_is_agreed_to_as_well() -> None:
    petition = a_petition_for_paper()
    first = a_verified_line(a_sheet(petition, "sejm"))

    second = a_verified_line(a_sheet(petition, "ep-peti"), nationality="LT")

    assert first.signature is not None
    assert second.signature is not None
    first.signature.refresh_from_db()
    assert first.signature.state == State.SUPERSEDED
    assert set(second.signature.targets) == {*first.sheet.targets, *second.sheet.targets}
    assert total() == 1


def test_two_of_one_name_and_birthday_with_other_codes_are_two() -> None:
    petition = a_petition_for_paper()
    by_eid(petition, told={"birth_date": "1975-11-16", "personal_code": "16117510010",
                           "code_country": "LV"}, identity="LV:16117510010")  # fmt: skip

    keyed = a_verified_line(a_sheet(petition, "saeima"), told=JANIS)

    assert keyed.signature is not None
    assert total() == 2


def test_a_code_and_the_birth_date_that_it_tells_are_one_person() -> None:
    petition = a_petition_for_paper()
    a_verified_line(a_sheet(petition, "saeima"), told=JANIS)

    other = a_verified_line(
        a_sheet(petition, "sejm"),
        told=ONA | {"name": JANIS["name"], "birth_date": "1975-11-16", "country": "LV"},
    )

    assert other.signature is not None
    assert total() == 1


def test_who_never_confirmed_an_e_mail_counts_by_paper() -> None:
    petition = a_petition_for_paper()
    a_signature(
        petition, name=ONA["name"], email="ona@example.org", told={"birth_date": "1931-06-14"}
    )

    keyed = a_keyed_line(a_sheet(petition))

    assert keyed.signature is not None
    assert total() == 1


def test_no_letter_goes_to_an_address_that_one_person_read() -> None:
    petition = a_petition_for_paper()
    sheet = a_sheet(petition)

    keyed = a_keyed_line(sheet, email="ona@example.org")
    assert not Letter.objects.exists()
    paper.verify(keyed.pk, read(email="ona@example.org"), by=a_second_reader())

    assert Letter.objects.get().kind == "signature_confirmed"


def test_what_came_in_time_counts_after_the_close() -> None:
    petition = a_petition_for_paper()
    sheet = a_sheet(petition)
    close(petition)

    a_verified_line(sheet, 1)
    a_verified_line(sheet, 2, told=MEELIS)

    assert total() == 2


def test_what_came_too_late_does_not() -> None:
    petition = a_petition_for_paper()
    sheet = a_sheet(petition)
    closed = close(petition)
    Petition.objects.filter(pk=petition.pk).update(closed_at="2026-01-01T10:00Z")
    assert closed.closed_at is not None
    assert sheet.received_on == localdate()

    with pytest.raises(Exception, match="closed"):
        paper.key(sheet.lines.get(number=1).pk, read(), by=a_moderator())

    assert not Signature.objects.exists()
