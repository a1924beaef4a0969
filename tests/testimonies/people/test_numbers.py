"""The numbers by which others know a person: of a closed list, signed, revisable, encrypted."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from petitions.bundles import snapshots
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import CustodyEvent, IdentityAssertion, Person, PersonNumber
from testimonies.models.person_number import Scheme
from testimonies.people import actions as people
from testimonies.people import numbers
from testimonies.people.numbering import actions as numbering
from testimonies.people.numbering.actions import Known
from testimonies.privacy import queries as privacy
from tests.builders_people import a_mention, judged, the_same_in_russian
from tests.builders_redactions import EVERYTHING_GOES
from tests.builders_review import (
    a_moderator,
    a_second_reader,
    an_accepted_testimony,
    another_moderator,
    signed_in,
)

pytestmark = pytest.mark.django_db

SAID = {"scheme": "wikidata", "number": "q4115189", "source": "The museum in Kretinga"}


def a_person() -> Person:
    return judged(a_mention(), the_same_in_russian()).person


def known_as(person: Person, number: str = "Q4115189") -> PersonNumber:
    known = Known(Scheme.WIKIDATA, number, "The museum in Kretinga")
    return numbering.write_down(person.pk, known, by=a_moderator())


@pytest.mark.parametrize(
    ("scheme", "typed", "number"),
    [
        ("wikidata", " https://www.wikidata.org/wiki/Q42#P31 ", "Q42"),
        ("wikidata", "Q042", None),
        ("viaf", "http://viaf.org/viaf/102333412/", "102333412"),
        ("isni", "0000 0001-2103 2683", "0000000121032683"),
        ("isni", "0000 0001 2103 2684", None),
        ("isni", "0000 0001 2281 955x", "000000012281955X"),
        ("gnd", "https://d-nb.info/gnd/118540238", "118540238"),
        ("memorial", "https://base.memo.ru/person/show/2578540", "2578540"),
        ("memorial", "javascript:alert(1)", None),
        ("archive_file", "LYA,  f. V-5, ap. 1, b. 12345/5", "LYA, f. V-5, ap. 1, b. 12345/5"),
        ("archive_file", "<b>", None),
    ],
)
def test_a_number_looks_as_its_scheme_says(scheme: str, typed: str, number: str | None) -> None:
    assert numbers.read(Scheme(scheme), typed) == number


def test_every_scheme_has_its_rule_and_its_example_fits() -> None:
    for scheme in Scheme:
        assert numbers.read(scheme, numbers.RULES[scheme].example)


def test_a_page_that_nobody_has_looked_up_is_no_link() -> None:
    known = Known(Scheme.MEMORIAL, "https://base.memo.ru/person/show/2578540", "Her book")
    person = a_person()
    numbering.write_down(person.pk, known, by=a_moderator())

    page = signed_in(a_moderator()).get(f"/admin/testimonies/person/{person.reference}/")

    assert "2578540" in page.content.decode()
    assert "look for the number by hand" in page.content.decode()
    assert "base.memo.ru" not in page.content.decode()


def test_it_is_written_down_at_the_page_of_the_person_and_taken_back() -> None:
    person = a_person()
    client, place = signed_in(a_moderator()), f"/admin/testimonies/person/{person.reference}/"

    page = client.post(f"{place}number/", SAID, follow=True).content.decode()

    assert '<a href="https://www.wikidata.org/wiki/Q4115189"' in page
    assert "The museum in Kretinga" in page
    line = CustodyEvent.objects.get(event="person.number_written")
    assert (line.by, line.detail) == (a_moderator(), {"scheme": "wikidata"})
    written = PersonNumber.objects.get()
    client.post(f"{place}number/take-back/", {"number": str(written.uuid)})
    assert "wikidata.org" not in client.get(place).content.decode()
    again = client.post(f"{place}number/take-back/", {"number": str(written.uuid)}, follow=True)
    assert "This was taken back already." in again.content.decode()


def test_what_is_no_number_is_said_at_the_field_and_nothing_is_lost() -> None:
    person = a_person()
    place = f"/admin/testimonies/person/{person.reference}/number/"

    answer = signed_in(a_moderator()).post(place, SAID | {"number": "42"})

    page = answer.content.decode()
    assert "Such a number looks different: Q42" in page
    assert 'value="The museum in Kretinga"' in page
    assert "<title>\n  \n    Error:" in page or "Error:" in page
    assert not PersonNumber.objects.exists()
    assert not CustodyEvent.objects.filter(event="person.number_written").exists()


def test_twice_is_once_and_only_whoever_judges_writes_it() -> None:
    person = a_person()

    assert known_as(person) == known_as(person)

    place = f"/admin/testimonies/person/{person.reference}/"
    reader = signed_in(a_second_reader())
    assert reader.post(f"{place}number/", SAID).status_code == 403
    assert "Write down a number" not in reader.get(place).content.decode()
    copy = PersonNumber.objects.get()
    copy.pk, copy.uuid = None, "a4b0a6f2-8a4c-4d53-8f0b-000000000001"
    with pytest.raises(IntegrityError, match="once"), transaction.atomic():
        copy.save(force_insert=True)


def test_the_same_number_of_two_people_is_said_at_both() -> None:
    first, second = (
        a_person(),
        judged(a_mention("Petras", "Ozols"), a_mention("P", "Ozols")).person,
    )
    known_as(first)
    known_as(second)

    page = signed_in(a_moderator()).get(f"/admin/testimonies/person/{first.reference}/")

    assert "The same number was written down of another person:" in page.content.decode()
    assert second.reference in page.content.decode()


def test_a_stolen_table_holds_no_number() -> None:
    known_as(a_person())

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(n)::text FROM testimonies_personnumber AS n")
        [(row,)] = cursor.fetchall()

    assert "4115189" not in row
    assert "Kretinga" not in row


def test_when_nobody_tells_of_them_any_more_it_goes() -> None:
    ona, file = a_mention(), the_same_in_russian()
    person = judged(ona, file).person
    known_as(person)
    assert ona.submission_id is not None
    assert file.submission_id is not None

    intake.withdraw(ona.submission_id)
    assert PersonNumber.objects.exists()
    intake.withdraw(file.submission_id)

    assert not PersonNumber.objects.exists()
    with pytest.raises(Refusal, match="any more"):
        known_as(person)


def test_it_goes_out_only_of_whoever_died_long_ago_and_is_named_in_full() -> None:
    testimony = an_accepted_testimony(**EVERYTHING_GOES)
    mention = testimony.submission.mentions.earliest("pk")
    person = judged(a_mention("Anna", "Ozola"), mention).person
    known_as(person)

    def numbers_that_leave() -> list[object]:
        decision = privacy.access_to(testimony.submission)
        assert decision
        told = snapshots.of_testimony(testimony, decision)
        return [each.get("numbers") for each in told["people"]]

    assert numbers_that_leave() == [None]
    testimony.submission.mentions.update(fate="died_in_exile")

    leaving = numbers_that_leave()

    page = "https://www.wikidata.org/wiki/Q4115189"
    assert leaving == [[{"scheme": "wikidata", "number": "Q4115189", "page": page}]]
    said = IdentityAssertion.objects.current().get(mention=mention, person=person)
    people.take_back(said.uuid, by=another_moderator())
    assert numbers_that_leave() == [None]
