"""Letters to archives: their language, what they ask, and what must never stand in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from testimonies.claims.gaps import letter, wording
from testimonies.history import actions as history
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.models import CustodyEvent, Submitter
from tests.builders_intake import PAGES, a_submitted_testimony
from tests.builders_restraints import held, suspended
from tests.builders_review import a_moderator, signed_in
from tests.journeys.pdf_text import words_of
from tests.testimonies.claims.gaps import archive, under

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference() -> None:
    history.load_reference()


def test_a_letter_is_in_the_language_of_the_archive_and_names_stay_as_they_are() -> None:
    case = a_submitted_testimony().case

    with translation.override("en"):
        composed = letter.compose(under(case), archive())

    text = composed.text()
    assert composed.language == "lt"
    assert "Ona Žemaitytė-Kazlauskienė" in text
    assert "Анна Ионовна Жемайтите" in text
    assert "1941 m. birželio 14 d." in text
    assert "Kretinga – Altai, Kamen" in text
    assert "Asmenų, nukentėjusių nuo 1939–1990 metų okupacijų" in text
    assert "Gedimino pr. 40/1" in text
    assert not {"Name", "I ask", "Signature", "about 1958"} & {*text.split("\n")}
    assert "about" not in text
    assert "+370 600 11222" in text


@pytest.mark.parametrize(
    ("law", "to", "word"),
    [
        ("ee-repressed-persons", "ee-national", "arhiiviteatis"),
        ("lv-politically-repressed", "lv-state", "arhīva izziņu"),
        ("pl-benefit-2020", "pl-ipn", "zaświadczenia archiwalnego"),
        ("ua-rehabilitation", "ua-interior", "архівну довідку"),
    ],
)
def test_each_archive_is_written_to_in_its_own_language(law: str, to: str, word: str) -> None:
    composed = letter.compose(under(a_submitted_testimony().case, law), archive(to))

    assert word in composed.text()
    assert "documents" not in composed.text()


def test_a_letter_asks_an_archive_only_for_what_it_keeps() -> None:
    submission = a_submitted_testimony(teller={"about": ["parent"]})

    outlook = under(submission.case)

    civil = letter.compose(outlook, archive("lt-history"))
    files_ = letter.compose(outlook, archive())
    assert len(civil.asks) == 1
    assert len(files_.asks) == 3
    assert not {*civil.asks} & {*files_.asks}


def test_an_archive_is_told_when_and_where_somebody_died() -> None:
    case = a_submitted_testimony().case
    case.submissions.get().mentions.filter(role="witness").update(death_edtf="1943")
    mention = case.submissions.get().mentions.get(role="witness")
    mention.told = {**mention.told, "death_place": "Trofimovsk"}
    mention.save(update_fields=["told"])

    rows = dict(letter.compose(under(case), archive()).rows)

    assert "1943 m.\nTrofimovsk" in rows.values() or "1943\nTrofimovsk" in rows.values()


def test_whoever_speaks_for_an_organisation_signs_for_it() -> None:
    case = a_submitted_testimony().case
    told = case.submissions.get().testimony
    told.told = {**told.told, "about": "member", "organisation": "Memento", "office": "esimees"}
    told.save(update_fields=["told"])

    composed = letter.compose(under(case), archive())

    assert composed.sender[:3] == ("Ona Kazlauskienė", "esimees", "Memento")
    assert wording.RELATED["self"] not in dict(composed.rows).values()


def test_whoever_was_given_the_case_does_not_write_as_the_person() -> None:
    case = a_submitted_testimony().case
    heir = Heir("Liepa Vaivorytė", "heir_at_law", "granddaughter", preference="none")
    handing_over.hand_over(case.pk, handing_over.prepare(case.pk, heir))

    with translation.override("en"):
        outlook = under(case)
        composed = letter.compose(outlook, archive())

    assert outlook.life.known.is_for_another
    assert outlook.life.known.is_for_family
    assert "granddaughter" in dict(composed.rows).values()
    assert "Liepa Vaivorytė" in composed.text()
    with translation.override("lt"):
        assert str(wording.RELATED["self"]) not in composed.text()


def test_no_way_to_reach_somebody_stands_in_a_letter_when_that_is_not_safe() -> None:
    unsafe = {**PAGES["contact"], "safe": ["no"], "address": ["Ozo g. 1, Vilnius"]}
    case = a_submitted_testimony(contact=unsafe).case
    assert Submitter.objects.get().contact["address"] == "Ozo g. 1, Vilnius"

    text = letter.compose(under(case), archive()).text()

    assert "Ozo" not in text
    assert "ona@example.org" not in text
    assert "600 11222" not in text
    assert letter.BLANK in text


def test_letters_that_no_font_draws_are_named_in_the_pdf_and_whole_in_the_text() -> None:
    case = a_submitted_testimony(birth={"birth_place": ["თბილისი 京 🏠"]}).case

    composed = letter.compose(under(case), archive())

    assert "[U+10D7]" in words_of(composed.pdf(at=now()))
    assert "თბილისი 京 🏠" in composed.text()


def test_what_people_typed_is_never_read_as_markup() -> None:
    odd = '#image("x") $a$ *b* @c \\ <d> [e'
    case = a_submitted_testimony(birth={"birth_place": [odd]}).case

    pdf = letter.compose(under(case), archive()).pdf(at=now())

    assert "".join(odd.split()) in words_of(pdf)


@pytest.mark.parametrize("stop", [suspended, held])
def test_at_the_desk_no_letter_is_made_of_what_is_held_back(stop: Any) -> None:
    submission = a_submitted_testimony()
    outlook, desk = under(submission.case), signed_in(a_moderator())
    place = [submission.reference, outlook.basis.slug, archive().code, outlook.life.uuid]
    address = reverse("admin:testimonies_submission_archive_letter", args=place)
    assert desk.post(address)["Content-Type"] == "application/pdf"

    stop(submission.case)

    assert desk.post(address).status_code == 302
    assert CustodyEvent.objects.filter(event="archive_letter.made").count() == 1
