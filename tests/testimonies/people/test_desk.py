"""The pages of people over HTTP: who may, what stands there, and every look leaves a line."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from accounts.roles import Role
from testimonies.models import CustodyEvent, IdentityAssertion, Person, PersonMention
from testimonies.models.identity import Verdict
from testimonies.people import actions as people
from tests.builders_details import SISTER
from tests.builders_people import a_mention, judged, the_same_in_russian
from tests.builders_review import a_moderator, signed_in, staff
from tests.testimonies.lists.files import csv_of, imported

pytestmark = pytest.mark.django_db


def page_of(mention: PersonMention, part: str = "") -> str:
    assert mention.submission is not None
    place = f"/admin/testimonies/submission/{mention.submission.reference}"
    return f"{place}/people/{mention.uuid}/{part}"


def press(mention: PersonMention, other: PersonMention, verdict: str, words: str = "") -> str:
    told = {"other": str(other.uuid), "verdict": verdict, "words": words}
    answer = signed_in(a_moderator()).post(page_of(mention, "judge/"), told, follow=True)
    return answer.content.decode()


def looks(mention: PersonMention) -> int:
    found = CustodyEvent.objects.filter(event="mention.compared", by=a_moderator())
    return found.filter(detail__mention=str(mention.uuid)).count()


def test_the_case_leads_to_suggestions_and_each_look_leaves_a_line_at_both() -> None:
    ona, file = a_mention(), the_same_in_russian()
    assert ona.submission is not None
    desk = signed_in(a_moderator())
    case = desk.get(f"/admin/testimonies/submission/{ona.submission.reference}/")
    assert page_of(ona) in case.content.decode()
    assert looks(ona) == 0

    page = desk.get(page_of(ona)).content.decode()

    for told in ("Анна Ионовна Жемайтите", "Кретинга", "agrees", "not known of both"):
        assert told in page
    assert "probably the same person" in page
    assert (looks(ona), looks(file)) == (1, 1)
    assert file.submission is not None
    assert CustodyEvent.objects.filter(
        event="mention.compared", subject=file.submission.reference
    ).exists()


def test_a_press_says_who_it_is_and_the_page_of_the_person_shows_all_sources() -> None:
    ona = a_mention()
    file = the_same_in_russian(born=("", "", "1935"))

    page = press(ona, file, "same", "Her daughter says so")

    assert "It is written down." in page
    assert "Her daughter says so" in page
    person = Person.objects.get()
    shown = signed_in(a_moderator()).get(f"/admin/testimonies/person/{person.reference}/")
    words = shown.content.decode()
    for told in ("Анна Ионовна Жемайтите", "Ona Žemaitytė", "14 June 1934", "1935"):
        assert told in words
    assert "The sources contradict each other: Born" in words
    assert words.count("another source differs") == 2
    assert CustodyEvent.objects.filter(event="person.viewed", subject=person.reference).exists()
    assert looks(file) == 2  # after the press, and on the page of the person


def test_somebody_else_without_a_reason_is_asked_for_one_and_nothing_is_kept() -> None:
    ona, file = a_mention(), the_same_in_russian()

    page = press(ona, file, "not_same")

    assert "Write why, in a few words." in page
    assert not Person.objects.exists()


def test_a_verdict_is_taken_back_by_a_button() -> None:
    ona, file = a_mention(), the_same_in_russian()
    said = judged(ona, file, Verdict.NOT_SAME)
    desk = signed_in(a_moderator())

    told = {"assertion": str(said.uuid)}
    page = desk.post(page_of(ona, "take-back/"), told, follow=True).content.decode()

    assert "It was taken back." in page
    assert "Кретинга" in page
    again = desk.post(page_of(ona, "take-back/"), told, follow=True).content.decode()
    assert "This was taken back already." in again


def test_a_name_is_chosen_on_the_page_of_the_person() -> None:
    ona, file = a_mention(), the_same_in_russian()
    person = judged(ona, file).person
    place = f"/admin/testimonies/person/{person.reference}/"

    signed_in(a_moderator()).post(f"{place}name/", {"name": str(ona.names.get().uuid)})

    person.refresh_from_db()
    assert person.preferred_name == ona.names.get()


def test_a_verdict_is_taken_back_on_the_page_of_the_person() -> None:
    said = judged(a_mention(), the_same_in_russian())
    place = f"/admin/testimonies/person/{said.person.reference}/"

    desk = signed_in(a_moderator())
    page = desk.post(f"{place}take-back/", {"assertion": str(said.uuid)}, follow=True)

    assert "What was said before" in page.content.decode()
    assert not IdentityAssertion.objects.current().filter(pk=said.pk).exists()


def test_whoever_only_reads_sees_and_judges_nothing() -> None:
    ona, file = a_mention(), the_same_in_russian()
    reader = signed_in(staff(Role.READER))

    page = reader.get(page_of(ona))
    told = {"other": str(file.uuid), "verdict": "same", "words": ""}

    assert page.status_code == 200
    assert 'name="verdict"' not in page.content.decode()
    assert reader.post(page_of(ona, "judge/"), told).status_code == 403
    assert not Person.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RELEASE_OFFICER])
def test_whoever_reads_no_case_reads_no_person(role: Role) -> None:
    person = judged(a_mention(), the_same_in_russian()).person
    client = signed_in(staff(role))

    assert client.get(f"/admin/testimonies/person/{person.reference}/").status_code == 403
    assert not CustodyEvent.objects.filter(event="person.viewed").exists()


def test_people_are_listed_without_a_name() -> None:
    person = judged(a_mention(), the_same_in_russian()).person

    page = signed_in(a_moderator()).get("/admin/testimonies/person/").content.decode()

    assert person.reference in page
    for secret in ("Ona", "Анна", "Žemaitytė", "Kretinga"):
        assert secret not in page


def test_a_row_of_a_list_stands_beside_a_testimony() -> None:
    ona = a_mention()
    head = "Number;Surname;Given name;Father's name;Born;Residence;Deported;Sex"
    imported(csv_of("7;Žemaitytė;Ona;Jono;1934;Kretinga;14.06.1941;M", head=head))
    people.sketch_waiting()
    row = PersonMention.objects.exclude(row=None).get()

    page = press(ona, row, "probably")

    assert "Deported from Latvia, 2" in page
    person = Person.objects.get()
    shown = signed_in(a_moderator()).get(f"/admin/testimonies/person/{person.reference}/")
    assert "Deported from Latvia, 2" in shown.content.decode()


def test_somebody_of_another_case_is_not_found_under_this_one() -> None:
    ona, file = a_mention(), the_same_in_russian()
    assert ona.submission is not None
    strange = f"/admin/testimonies/submission/{ona.submission.reference}/people/{file.uuid}/"

    desk = signed_in(a_moderator())

    assert desk.get(strange).status_code == 404
    assert desk.get(strange.replace(str(file.uuid), str(uuid4()))).status_code == 404
    assert Client().get(page_of(ona)).status_code == 302


def test_a_page_of_suggestions_asks_the_same_number_of_questions_however_many(
    django_assert_max_num_queries: object,
) -> None:
    ona = a_mention(family=[SISTER])
    for home in ("Kretinga", "Palanga", "Klaipėda", "Skuodas", "Plungė"):
        a_mention(home=home, family=[SISTER])
    desk = signed_in(a_moderator())
    desk.get(page_of(ona))

    with django_assert_max_num_queries(60):  # type: ignore[operator]
        desk.get(page_of(ona))
