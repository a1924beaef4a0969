"""The whole way without a script, and the buttons on it."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from pytest_django import Settings

from testimonies.intake.drafts import actions as drafts
from testimonies.models import Case, Draft, Evidence, Institution, Submission
from tests.builders_intake import PAGES, STORY
from tests.testimonies.evidence import files
from tests.testimonies.intake.walking import Walker, hand_in, tell_everything

pytestmark = pytest.mark.django_db


def test_somebody_tells_everything_and_gets_a_reference_and_a_receipt() -> None:
    walker = Walker()

    code = tell_everything(walker)

    submission = Submission.objects.get()
    assert walker.sees("We have received your testimony")
    assert walker.sees(submission.reference)
    assert walker.sees(code)
    assert submission.testimony.told["story"] == STORY
    assert submission.evidence.get().told["caption"] == "From the archive"
    pdf = walker.client.get(f"{walker.here}receipt.pdf")
    assert pdf.content.startswith(b"%PDF-")


def test_the_second_window_that_hands_in_gets_the_same_receipt() -> None:
    walker = Walker()
    hand_in(walker)
    draft = Draft.objects.get()

    walker.press(f"/en/testimonies/new/{draft.handle}/declaration/", true="on")

    assert walker.sees("handed in already")
    assert Submission.objects.count() == 1


def test_a_pause_keeps_what_cannot_be_right_yet() -> None:
    walker = Walker()
    code = walker.begin()
    walker.open(walker.step("birth"))

    walker.press(birth_0="31", birth_1="2", birth_2="nineteen", birth_place="Rīga", pause="1")

    assert walker.sees("Your answers are kept")
    assert walker.sees(code)
    walker.open(walker.step("birth"))
    assert 'value="nineteen"' in walker.page
    assert "Rīga" in walker.page
    assert "error" not in walker.page


def test_back_keeps_what_was_typed() -> None:
    walker = Walker()
    walker.begin()
    walker.open(walker.step("name"))

    walker.press(given="Õie", surname="", patronymic="", back="1")

    assert walker.here.endswith("/story/")
    assert "Õie" in walker.open(walker.step("name")).page


def test_a_mistake_is_named_and_everything_typed_stands_there() -> None:
    walker = Walker()
    walker.begin()
    walker.open(walker.step("birth"))

    walker.press(birth_0="31", birth_1="2", birth_2="1940", birth_place="<b>Kuressaare</b>")

    assert "<title>Error:" in re.sub(r"\s+", " ", walker.page).replace("> ", ">")
    assert walker.sees("There is no such day.")
    assert 'href="#id_birth_0"' in walker.page
    assert "&lt;b&gt;Kuressaare&lt;/b&gt;" in walker.page
    assert 'value="1940"' in walker.page


def test_a_page_changed_from_the_check_leads_back_to_it() -> None:
    walker = Walker()
    walker.begin()

    walker.press(walker.step("name") + "?change=1", **PAGES["name"])

    assert walker.here.endswith("/check/")


def test_nothing_is_handed_in_that_is_not_finished() -> None:
    walker = Walker()
    walker.begin()

    walker.press(walker.step("declaration"), true="on")
    walker.press(walker.step("check"))

    assert walker.sees("Something needs another look")
    assert not Submission.objects.exists()


def test_the_wording_follows_whom_somebody_tells_about() -> None:
    walker = Walker()
    walker.begin()
    assert walker.open(walker.step("birth")).sees("When were you born?")

    walker.press(walker.step("teller"), about="parent", relation="daughter", own_name="Tiiu")

    assert walker.open(walker.step("birth")).sees("When was the person born?")


def test_a_paper_that_is_refused_leaves_the_rest_of_the_page() -> None:
    walker = Walker()
    walker.begin()
    wrong = SimpleUploadedFile("photo.jpg", files.PROGRAM, content_type="image/jpeg")

    walker.press(walker.step("papers"), file=wrong, kind="diary", caption="Grandmother's diary")

    assert walker.sees("not a picture, a PDF or a recording")
    assert "Grandmother&#x27;s diary" in walker.page
    assert not Evidence.objects.exists()


def test_a_draft_has_an_end_and_what_was_typed_beyond_it_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drafts, "MOST_LETTERS", 1000)
    walker = Walker()
    walker.begin()

    walker.press(walker.step("story"), story="We waited. " * 200)

    assert walker.status == 409
    assert walker.sees("more than one draft can hold")
    assert walker.sees("We waited. We waited.")


def test_a_file_that_is_too_large_is_dropped_on_its_way(settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    walker = Walker()
    walker.begin()
    large = SimpleUploadedFile("scan.tif", bytes(3 * 1024 * 1024), content_type="image/tiff")

    walker.press(walker.step("papers"), file=large, caption="All the letters")

    assert walker.sees("larger than 1 MB")
    assert walker.sees("All the letters")


@pytest.mark.parametrize("megabytes", [0, 2])
def test_a_full_disk_costs_the_file_and_not_the_page(megabytes: int) -> None:
    walker = Walker()
    walker.begin()
    content = files.a_picture() + bytes(megabytes * 1024 * 1024)
    paper = SimpleUploadedFile("leaf.jpg", content, content_type="image/jpeg")

    with a_full_disk():
        walker.press(walker.step("papers"), file=paper, caption="All the letters")

    assert walker.status == 200
    assert walker.sees("We cannot keep this file just now")
    assert walker.sees("All the letters")
    assert not Evidence.objects.exists()


@contextmanager
def a_full_disk() -> Iterator[None]:
    """No file of this process grows beyond a few bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_paper_can_be_added_and_taken_back() -> None:
    walker = Walker()
    walker.begin()
    paper = SimpleUploadedFile("leaf.pdf", files.a_pdf(), content_type="application/pdf")

    walker.press(walker.step("papers"), file=paper, kind="diary", caption="Page one", add="1")
    assert walker.sees("Diary: Page one")
    walker.press(remove=str(Evidence.objects.get().uuid))

    assert not walker.sees("Page one")
    assert Evidence.objects.get().removed_at is not None


def test_the_enter_key_goes_on_and_removes_no_paper() -> None:
    walker = Walker()
    walker.begin()
    paper = SimpleUploadedFile("leaf.pdf", files.a_pdf(), content_type="application/pdf")

    walker.press(walker.step("papers"), file=paper, kind="diary", caption="Page one", add="1")

    form = html.fromstring(walker.page).find(".//main//form")
    assert form is not None
    first, *_others = form.findall(".//button[@type='submit']")
    assert not first.get("name")
    assert form.find(".//details//button[@name='remove']") is not None  # it takes two presses


def test_two_drafts_in_one_browser_never_mix() -> None:
    walker = Walker()
    walker.begin()
    first = walker.step("story")
    walker.begin()
    second = walker.step("story")

    walker.press(first, story="The first story")
    walker.press(second, story="The second story")

    assert "The first story" in walker.open(first).page
    assert "The second story" not in walker.page
    assert Case.objects.count() == 2


def test_the_language_changes_and_the_draft_stays() -> None:
    walker = Walker()
    walker.begin()
    walker.press(walker.step("story"), story="Üks lugu")
    place = walker.step("story")

    walker.open(place.replace("/en/", "/lt/"))

    assert walker.status == 200
    assert "Üks lugu" in walker.page


def test_all_institutions_means_those_on_the_page() -> None:
    Institution.objects.create(
        code="riigikogu", names={"en": "Riigikogu"}, kind="parliament", country="EE",
        languages=["et"], source="test", verification="from_memory",
    )  # fmt: skip
    walker = Walker()

    hand_in(walker)

    assert Submission.objects.get().consents.get().institutions == ["riigikogu"]


def test_reading_a_page_sets_no_cookie_and_the_first_form_one() -> None:
    client = Client()

    client.get("/en/verify/")
    assert not client.cookies
    client.get("/en/testimonies/new/")

    assert list(client.cookies) == ["sessionid"]


def test_an_entry_is_told_in_parts_and_judged_as_a_whole() -> None:
    walker = Walker()
    walker.begin()
    walker.press(walker.step("periods"), add="1")
    walker.press(type="labour_camp", to_place="Vorkuta")
    walker.press(start_2="1949", start_certainty="about")
    walker.press(end_2="1941")
    assert walker.sees("The end lies before the beginning.")
    walker.press(end_2="1956", back="1")
    assert 'value="1949"' in walker.page
    walker.press(start_2="1950").press(end_2="1956").press(ordered_by="oso")

    assert walker.here.endswith("/periods/")
    assert walker.sees("Corrective labour camp")
    (typed,) = Draft.objects.get().answers["periods"].values()
    assert typed["to_place"] == ["Vorkuta"]
    assert typed["start_2"] == ["1950"]
    assert "start_certainty" not in typed


def test_an_entry_can_be_removed_and_an_empty_one_does_not_count() -> None:
    walker = Walker()
    walker.begin()
    walker.press(walker.step("other-names"), add="1")
    walker.press(surname="Kask", type="birth")
    (key,) = Draft.objects.get().answers["other-names"]
    walker.press(add="1")

    walker.press(walker.step("other-names"), remove=key)

    assert walker.sees("No other name yet.")
