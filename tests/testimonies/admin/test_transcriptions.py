"""The desk of post, calls and visits: the same question pages, behind the door of the staff."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from testimonies.intake import return_code
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.inbox import queries as inbox
from testimonies.intake.printed import document
from testimonies.intake.printed.form_code import Asks
from testimonies.intake.questions import TESTIMONY
from testimonies.models import CustodyEvent, Evidence, Submission, Transcription
from testimonies.models.case import Voice
from tests.builders_review import a_moderator, an_assessor, another_moderator, signed_in
from tests.builders_transcribing import (
    ON_PAPER,
    a_transcribed_testimony,
    a_transcription,
    handed_in,
    typed_in,
)
from tests.journeys.pdf_text import words_of
from tests.testimonies.evidence import files
from tests.testimonies.intake.walking import CODE, Walker

pytestmark = pytest.mark.django_db

NEW = "/admin/testimonies/transcription/new/"
CAME = {"channel": "post", "received_on": "2026-11-03", "kind": "testimony", "language": "en"}


def at_desk() -> Walker:
    walker = Walker()
    walker.client = signed_in(a_moderator())
    return walker


def step(walker: Walker, name: str) -> str:
    """Another page of what is typed in."""
    head, handle = walker.here.split("/testimony/")
    return f"{head}/testimony/{handle.partition('/')[0]}/{name}/"


def page_of(transcription: Transcription, part: str = "page") -> str:
    return reverse(f"admin:testimonies_transcription_{part}", args=[transcription.uuid])


def test_a_letter_is_typed_in_on_two_days_and_answered_by_post() -> None:
    walker = at_desk()
    walker.open(NEW).press(**CAME)
    assert walker.sees("You type in what came by post on 3 November 2026")
    walker.press(**ON_PAPER["teller"], pause="1")
    assert walker.sees("being typed in")

    walker.open(reverse("admin:testimonies_transcription_changelist"))
    walker.open(page_of(Transcription.objects.get())).open(step_of_first_page())
    for page in ("story", "name", "birth", "audience", "shown-as", "uses", "waiting", "contact"):
        walker.press(step(walker, page), **ON_PAPER[page])
    assert walker.here.endswith("/check/")
    walker.press()
    assert walker.sees("What I have told is true as far as I know")
    walker.press(declared="signature")
    assert walker.sees("handed in")

    letter = walker.client.post(
        page_of(Transcription.objects.get(), "letter"), {"with_code": "on"}
    )
    submission = Submission.objects.get()
    words = words_of(letter.content)
    assert submission.reference in words
    assert "Vilniausg.1" in words
    code = code_in(letter.content)
    assert inbox.case_by_code(code) == submission.case
    assert "no-store" in letter["Cache-Control"]


def step_of_first_page() -> str:
    transcription = Transcription.objects.get()
    handle = transcription.draft.handle
    return reverse("admin:testimonies_transcription_testimony-page", args=[handle, "teller"])


def code_in(pdf: bytes) -> str:
    """The sixteen digits on the letter."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2
    digits = "".join(sign for sign in words_of(pdf).split("Yourreturncode")[1] if sign.isdigit())
    found = return_code.read(digits[:16])
    assert found is not None
    return found


def test_every_question_shows_the_number_that_stands_on_paper() -> None:
    walker = at_desk()
    walker.open(NEW).press(**CAME)

    walker.open(step(walker, "birth"))
    assert walker.sees("9 Your birth")
    assert walker.sees("9.1 When were you born?")
    walker.press(step(walker, "periods"), add="1")
    assert walker.sees("12 A period of repression")
    assert walker.sees("12.1 What was it?")
    walker.open(step(walker, "story"))
    assert walker.sees("6.1 Tell what happened")


def test_the_pages_are_in_the_language_of_the_paper_and_nobody_elses() -> None:
    walker = at_desk()

    walker.open(NEW).press(**{**CAME, "language": "lt"})
    assert '<html lang="lt">' in walker.page
    walker.open(page_of(Transcription.objects.get()))
    assert '<html lang="en' in walker.page


def test_the_code_of_a_form_says_who_speaks() -> None:
    drafts.publish(TESTIMONY)
    code = str(document.code_of(Asks.TESTIMONY, Voice.ORGANISATION, "en"))

    at_desk().open(NEW).press(**CAME, form_code=f" {code.lower()} ")

    transcription = Transcription.objects.get()
    assert transcription.form_code == code
    assert transcription.draft.answers == {"teller": {"about": ["member"]}}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"form_code": "T-SELF-EN-00000000"}, "We have printed no such form"),
        ({"received_on": f"{localdate() + timedelta(days=1)}"}, "This day has not come yet"),
        ({"received_on": "1921-01-01"}, "Look at the year again"),
        ({"received_on": ""}, "Say on which day it reached us"),
        ({"received_on": "11/13/2025"}, "Write day, month and year"),
        ({"channel": "web"}, "not one of the available choices"),
        ({"beside": "BA-2026-NOBOD"}, "There is no such reference"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(said: dict[str, str], sentence: str) -> None:
    walker = at_desk().open(NEW).press(**{**CAME, **said})

    assert walker.sees(sentence)
    assert "Error:" in walker.page
    assert not Transcription.objects.exists()


def test_the_day_is_read_before_the_month() -> None:
    at_desk().open(NEW).press(**{**CAME, "received_on": "3.4.2026"})

    assert Transcription.objects.get().received_on == date(2026, 4, 3)


def test_a_form_in_another_language_is_noticed() -> None:
    drafts.publish(TESTIMONY)
    code = str(document.code_of(Asks.TESTIMONY, Voice.SELF, "uk"))

    assert at_desk().open(NEW).press(**CAME, form_code=code).sees("has another language")


def test_a_scan_is_added_and_read_beside_what_was_typed_in() -> None:
    transcription = typed_in(a_transcription())
    pdf = SimpleUploadedFile("letter.pdf", files.a_pdf(), content_type="application/pdf")

    walker = at_desk().open(page_of(transcription))
    walker.press(page_of(transcription, "scan"), file=pdf)
    assert walker.sees("The scan is kept.")
    assert walker.sees("letter.pdf")
    submission = handed_in(transcription)

    reader = Walker()
    reader.client = signed_in(another_moderator())
    reader.open(f"/admin/testimonies/submission/{submission.reference}/")
    assert reader.sees("The letter or form as it came")
    assert reader.sees("rasa@example.org received 3 November 2026")


def test_without_a_file_it_says_so_and_keeps_nothing() -> None:
    transcription = a_transcription()

    walker = at_desk().press(page_of(transcription, "scan"))

    assert walker.sees("Choose the file first.")
    assert not Evidence.objects.exists()


def test_a_paper_that_came_with_the_letter_is_added_by_the_staff() -> None:
    walker = at_desk()
    walker.open(NEW).press(**CAME)
    picture = SimpleUploadedFile("leaf.jpg", files.a_picture(), content_type="image/jpeg")

    walker.open(step(walker, "papers"))
    assert "data-uploads" not in walker.page
    walker.press(file=picture, kind="photograph", caption="Mother")

    (paper,) = Evidence.objects.all()
    assert not paper.as_it_came
    assert CustodyEvent.objects.get(event="evidence.received").by == a_moderator()


def test_each_look_leaves_a_line_and_whoever_types_is_written_down() -> None:
    transcription = a_transcription()
    walker = Walker()
    walker.client = signed_in(another_moderator())

    walker.open(page_of(transcription)).open(step_of_first_page())
    assert not transcription.typists.exists()
    walker.press(**ON_PAPER["teller"], pause="1")

    looks = CustodyEvent.objects.filter(event="transcription.viewed", by=another_moderator())
    assert looks.count() == 3
    assert list(transcription.typists.all()) == [another_moderator()]


def test_a_draft_of_a_holder_opens_by_no_door_of_the_desk() -> None:
    own = drafts.start(TESTIMONY, language="en").draft
    address = reverse("admin:testimonies_transcription_testimony-page", args=[own.handle, "story"])

    walker = at_desk()

    assert walker.open(address).status == 404
    assert walker.press(address, story="Words").status == 404
    assert not own.answers


def test_a_draft_of_the_desk_opens_for_nobody_with_a_code() -> None:
    transcription = a_transcription()
    handle = transcription.draft.handle

    walker = Walker()

    assert walker.open(f"/en/testimonies/new/{handle}/story/").here.endswith("/en/return/")


def test_who_does_not_transcribe_is_kept_out() -> None:
    transcription = a_transcription()
    walker = Walker()
    walker.client = signed_in(an_assessor())

    for address in (NEW, page_of(transcription), step_of_first_page()):
        assert walker.open(address).status == 403
    assert walker.press(page_of(transcription, "letter")).status == 403


def test_what_has_been_handed_in_takes_no_more_words() -> None:
    transcription = typed_in(a_transcription())
    address = reverse(
        "admin:testimonies_transcription_testimony-page",
        args=[transcription.draft.handle, "story"],
    )
    submission = handed_in(transcription)

    walker = at_desk().press(address, story="Other words")

    assert walker.sees("handed in")
    assert "Other words" not in str(Submission.objects.get(pk=submission.pk).answers)


def test_pressing_hand_in_twice_hands_in_once() -> None:
    transcription = typed_in(a_transcription())
    address = reverse(
        "admin:testimonies_transcription_testimony-declaration", args=[transcription.draft.handle]
    )
    walker = at_desk()

    walker.press(address, declared="word")
    walker.press(address, declared="word")

    assert Submission.objects.count() == 1
    assert CustodyEvent.objects.filter(event="submission.handed_in").count() == 1


def test_a_claim_that_came_with_it_is_typed_in_beside_it() -> None:
    submission = a_transcribed_testimony()
    walker = at_desk().open(page_of(Transcription.objects.get()))
    link = walker.page.split("A claim came with it")[0].rpartition('href="')[2].partition('"')[0]

    walker.open(link.replace("&amp;", "&"))
    assert f'value="{submission.reference}"' in walker.page
    walker.press(**{**CAME, "kind": "claim", "beside": submission.reference})

    claim = Transcription.objects.latest("pk")
    assert claim.draft.case == submission.case
    assert walker.sees("The claim, part by part")


def test_no_name_stands_in_the_list() -> None:
    a_transcribed_testimony()

    page = at_desk().open(reverse("admin:testimonies_transcription_changelist")).page

    assert "Kazlausk" not in page
    assert not CODE.search(page)
