"""A list at the desk: brought, read, told what it is, checked, and taken in by a worker."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml.html import fromstring

from accounts.roles import Role
from testimonies.lists import actions as lists
from testimonies.models import CustodyEvent, ListEdition, ListRow
from testimonies.models.imported import State
from tests.builders_review import a_moderator, signed_in, staff
from tests.testimonies.lists.files import ANNA, JANIS, checked, csv_of, imported, read

pytestmark = pytest.mark.django_db
DESK = "/admin/testimonies/listedition/"
ABOUT = {
    "name": "Deported from Latvia",
    "holder": "State Archives",
    "licence": "cc-by-4.0",
    "role": "person_deported",
    "episode": "special_settlement",
    "dated_on": "14.6.2026",
}


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("list.csv", csv_of(JANIS, ANNA))


def bring(content: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("list.csv", content)
    return signed_in(a_moderator()).post(f"{DESK}new/", {**ABOUT, "file": file, **more})


def the_list() -> ListEdition:
    return ListEdition.objects.select_related("source").get()


def test_from_the_file_to_the_rows() -> None:
    client = signed_in(a_moderator())
    answer = bring(csv_of(JANIS, ANNA))
    edition = the_list()
    own = f"{DESK}{edition.uuid}/"
    assert answer["Location"] == own
    lists.work_on(edition.pk)

    columns = client.get(f"{own}columns/").content.decode()
    assert "Kalniņš" in columns
    meanings = {f"column-{n}": meaning for n, meaning in enumerate(the_list().columns)}
    client.post(f"{own}columns/", meanings)
    lists.work_on(edition.pk)
    report = client.get(f"{own}report/?outcome=taken").content.decode()
    assert "Row 2" in report
    assert "Kalniņš" not in report
    client.post(f"{own}import/")
    lists.work_on(edition.pk)

    assert the_list().state == State.IMPORTED
    assert the_list().dated_on is not None
    assert ListRow.objects.count() == 2
    assert client.get(own).status_code == 200
    assert CustodyEvent.objects.filter(event="list.looked_at", by=a_moderator()).exists()


def test_a_browser_brings_it_and_no_other_site_does() -> None:
    """As a server sees it: the check of the form's token reads before the page does."""
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(a_moderator())
    page = fromstring(desk.get(f"{DESK}new/").content)
    (field, *_others) = page.findall(".//input[@name='csrfmiddlewaretoken']")
    told = {**ABOUT, "csrfmiddlewaretoken": field.get("value")}

    refused = desk.post(f"{DESK}new/", {**ABOUT, "file": a_file()})
    taken = desk.post(f"{DESK}new/", {**told, "file": a_file()})

    assert refused.status_code == 403
    assert taken["Location"] == f"{DESK}{the_list().uuid}/"


def test_what_is_missing_is_said_at_the_field() -> None:
    answer = bring(csv_of(JANIS), name="", licence="agreement")
    assert "Write what the list is called." in answer.content.decode()

    answer = bring(csv_of(JANIS), licence="agreement")
    assert "Write where the agreement with the holder lies." in answer.content.decode()
    assert ListEdition.objects.count() == 0


def test_a_file_that_is_too_large_is_dropped_while_it_comes_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("testimonies.admin.lists.MOST_BYTES", 1000)

    answer = bring(csv_of(*[JANIS] * 100))

    assert "larger than 100 MB" in answer.content.decode()
    assert ListEdition.objects.count() == 0


def test_columns_without_names_are_refused_and_what_was_chosen_stays() -> None:
    edition = read(csv_of(JANIS))

    answer = signed_in(a_moderator()).post(f"{DESK}{edition.uuid}/columns/", {"column-4": "born"})

    told = answer.content.decode()
    assert "Say which column holds the names." in told
    assert '<option value="born" selected>' in told
    assert the_list().state == State.READ


def test_the_report_leaves_as_csv_and_that_is_recorded() -> None:
    edition = checked(csv_of(JANIS, "2;;;;;;x"))

    answer = signed_in(a_moderator()).get(f"{DESK}{edition.uuid}/report.csv")

    told = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "3,refused,,There is no name in this row.," in told
    assert CustodyEvent.objects.filter(event="list.report_taken").exists()


def test_the_report_speaks_the_language_of_its_reader_and_names_who_brought_the_list() -> None:
    edition = checked(csv_of("1;Kalniņš;Jānis;Pētera;1841;;", "2;Kalniņa;Anna;;31.02.1905;;"))
    client = signed_in(a_moderator())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "lt"

    report = client.get(f"{DESK}{edition.uuid}/report/").content.decode()
    shown = client.get(f"{DESK}{edition.uuid}/").content.decode()

    assert "1841 metai čia per ankstyvi." in report
    assert "Tokios dienos nėra." in report
    assert "staff" not in str(fromstring(shown).xpath("string()"))
    assert shown.count(a_moderator().email) == 2


def test_a_long_report_has_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("testimonies.lists.queries.PAGE", 1)
    edition = checked(csv_of(JANIS, ANNA))
    client = signed_in(a_moderator())

    first = client.get(f"{DESK}{edition.uuid}/report/").content.decode()
    second = client.get(f"{DESK}{edition.uuid}/report/?after=2").content.decode()

    assert ("Row 2" in first, "Row 3" in first, "after=2" in first) == (True, False, True)
    assert ("Row 3" in second, "after=3" in second) == (True, False)


@pytest.mark.parametrize("asked", ["after=99999999999999", "after=x", "outcome=x", "after=-1"])
def test_odd_questions_are_no_errors(asked: str) -> None:
    edition = checked(csv_of(JANIS))

    answer = signed_in(a_moderator()).get(f"{DESK}{edition.uuid}/report/?{asked}")

    assert answer.status_code == 200


def test_only_moderators_see_lists() -> None:
    edition = imported(csv_of(JANIS))

    for role in set(Role) - {Role.MODERATOR}:
        client = signed_in(staff(role))
        for part in ("", "columns/", "report/", "report.csv"):
            assert client.get(f"{DESK}{edition.uuid}/{part}").status_code == 403
        assert client.post(f"{DESK}new/", ABOUT).status_code == 403


def test_nothing_of_a_list_becomes_public() -> None:
    imported(csv_of(JANIS, ANNA))
    client = signed_in(staff(Role.RELEASE_OFFICER))

    for address in ("/en/archive/", "/en/archive/?q=Kalni", "/sitemap.xml"):
        assert "Jānis" not in client.get(address, follow=True).content.decode()
