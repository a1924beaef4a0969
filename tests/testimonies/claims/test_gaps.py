"""From a case to what is missing and to a letter: behind the return code, and at the desk."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from testimonies.claims.gaps import letter, queries
from testimonies.claims.gaps.queries import Outlook
from testimonies.claims.gaps.rules import Found
from testimonies.evidence import actions as evidence
from testimonies.history import actions as history
from testimonies.intake import actions as intake
from testimonies.models import (
    Case,
    CustodyEvent,
    OutsideArchive,
    Requirement,
    Submission,
    Submitter,
)
from testimonies.models.history import LegalBasis, Verification
from testimonies.models.proof import Need
from tests.builders_claims import a_submitted_claim
from tests.builders_intake import PAGES, a_submitted_testimony
from tests.builders_review import PASSWORD, staff
from tests.journeys.pdf_text import words_of
from tests.testimonies.evidence import files
from tests.testimonies.intake.walking import Walker, hand_in

pytestmark = pytest.mark.django_db

LAW, ARCHIVE = "lt-legal-status", "lt-special"


@pytest.fixture(autouse=True)
def reference() -> None:
    history.load_reference()


def under(case: Case, law: str = LAW) -> Outlook:
    [outlook] = queries.outlooks_under(case, law)
    return outlook


def found(case: Case, need: Need, law: str = LAW) -> list[Found]:
    return [gap.finding.found for gap in under(case, law).gaps if gap.requirement.need == need]


def archive(code: str = ARCHIVE) -> OutsideArchive:
    return OutsideArchive.objects.get(code=code)


def url_of(case: Case, outlook: Outlook, to: str = ARCHIVE) -> str:
    parts = [case.handle, outlook.basis.slug, to, outlook.life.uuid]
    with translation.override("en"):
        return reverse("testimonies:case-archive-letter", args=parts)


def a_holder() -> tuple[Walker, Case]:
    walker = Walker()
    hand_in(walker)
    return walker, Submission.objects.get().case


def test_a_testimony_without_a_claim_is_enough() -> None:
    case = a_submitted_testimony().case

    assert len(queries.outlooks(case)) == LegalBasis.objects.count() == 8
    assert found(case, Need.START) == [Found.MISSING]
    assert found(case, Need.END) == [Found.TOLD]
    assert found(case, Need.STANDING) == []
    assert under(case).life.name == "Ona Žemaitytė-Kazlauskienė"


def test_a_claim_without_a_testimony_has_no_period_and_says_so() -> None:
    case = a_submitted_claim().case

    assert found(case, Need.START) == [Found.MISSING]
    [gap] = [each for each in under(case).gaps if each.requirement.need == Need.START]
    assert gap.next_step == "Tell us when and where it was: write us a message."


def test_the_country_that_is_addressed_first_comes_first() -> None:
    submission = a_submitted_testimony()
    a_submitted_claim(submission, forum={"country": ["PL"]})

    countries = [outlook.basis.country for outlook in queries.outlooks(submission.case)]

    assert countries == ["PL", "PL", "PL", "EE", "LT", "LT", "LV", "UA"]


def test_a_paper_that_comes_later_is_seen_and_one_taken_back_is_not() -> None:
    case = a_submitted_testimony().case
    paper = evidence.receive(
        case.pk, files.upload(files.a_pdf(), "leaf.pdf"), kind="archive_certificate", caption=""
    )

    assert found(case, Need.START) == [Found.PERHAPS]
    evidence.remove(paper.evidence_id)
    assert found(case, Need.START) == [Found.MISSING]


def test_what_was_taken_back_is_compared_with_nothing() -> None:
    submission = a_submitted_testimony()

    intake.withdraw(submission.pk)

    assert queries.outlooks(submission.case) == []


def test_an_heir_is_asked_for_the_right_to_apply_and_for_kinship() -> None:
    submission = a_submitted_testimony(teller={"about": ["grandparent"], "relation": ["niece"]})
    a_submitted_claim(
        submission,
        standing={"standing": ["heir_at_law"], "authority": ["inheritance_certificate"]},
    )

    assert found(submission.case, Need.STANDING) == [Found.ELSEWHERE]
    assert found(submission.case, Need.KINSHIP) == [Found.MISSING]


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


def test_the_submitter_reads_prints_and_sends_and_only_codes_are_written_down() -> None:
    walker, case = a_holder()

    walker.open(f"/en/case/{case.handle}/")
    assert walker.sees("What is still missing as proof")
    walker.open(f"/en/case/{case.handle}/proof/")
    assert walker.sees("Recorded does not mean awarded.")
    assert walker.sees("Law on the legal status of persons who suffered")
    walker.open(f"/en/case/{case.handle}/proof/{LAW}/")
    assert walker.sees("Lithuanian Special Archives")
    assert walker.sees("Not checked yet")
    walker.open(url_of(case, under(case)))
    assert walker.sees("Nobody has checked this address yet.")
    assert not CustodyEvent.objects.filter(event="archive_letter.made").exists()
    made = walker.client.post(walker.here, {"form": "pdf"})

    assert made["Content-Type"] == "application/pdf"
    assert "no-store" in made["Cache-Control"]
    assert made["Content-Disposition"] == 'attachment; filename="lt-special.pdf"'
    words = words_of(made.content)
    assert "АннаИоновнаЖемайтите" in words
    assert "Žemaitytė-Kazlauskienė" in words
    line = CustodyEvent.objects.get(event="archive_letter.made")
    assert line.subject == Submission.objects.get().reference
    assert line.detail == {"archive": ARCHIVE, "law": LAW, "language": "lt", "form": "pdf"}


def test_the_letter_comes_as_text_to_be_changed() -> None:
    walker, case = a_holder()

    made = walker.client.post(url_of(case, under(case)), {"form": "text"})

    assert made["Content-Type"] == "text/plain; charset=utf-8"
    assert "Kretinga" in made.content.decode()
    assert CustodyEvent.objects.get(event="archive_letter.made").detail["form"] == "text"


def test_nobody_reads_the_proof_of_somebody_elses_case() -> None:
    walker, case = a_holder()
    mine, other = under(case), a_submitted_testimony()
    theirs = under(other.case)

    statuses = [
        walker.open(address).status
        for address in (
            f"/en/case/{other.case.handle}/proof/",
            f"/en/case/{other.case.handle}/proof/{LAW}/",
            url_of(other.case, theirs),
            url_of(case, theirs),  # my case, their person
            url_of(case, mine, to="lt-history"),  # nothing to ask there
            f"/en/case/{case.handle}/proof/no-such-law/",
        )
    ]

    assert statuses == [404] * 6
    assert not CustodyEvent.objects.filter(event="archive_letter.made").exists()


def test_an_archive_without_an_address_says_so_and_the_letter_leaves_it_open() -> None:
    walker, case = a_holder()
    outlook = under(case, "ua-rehabilitation")

    walker.open(url_of(case, outlook, to="ua-interior"))

    assert walker.sees("We have no address of this archive.")
    assert letter.compose(outlook, archive("ua-interior")).recipient == (
        "Галузевий державний архів Міністерства внутрішніх справ України",
    )


def test_the_page_asks_the_database_as_often_for_one_scheme_as_for_all(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    case = a_submitted_testimony().case

    with django_assert_max_num_queries(10):
        queries.outlooks(case)


def test_staff_print_it_and_readers_only_look() -> None:
    submission = a_submitted_testimony()
    outlook = under(submission.case)
    page = reverse("admin:testimonies_submission_proof", args=[submission.reference])
    to_print = reverse(
        "admin:testimonies_submission_archive_letter",
        args=[submission.reference, LAW, ARCHIVE, outlook.life.uuid],
    )
    moderator, reader = _client(Role.MODERATOR), _client(Role.READER)

    assert "Letter as PDF" in moderator.get(page).content.decode()
    assert "Letter as PDF" not in reader.get(page).content.decode()
    refused, made = reader.post(to_print), moderator.post(to_print, {"form": "pdf"})

    assert refused.status_code == 403
    assert made["Content-Type"] == "application/pdf"
    line = CustodyEvent.objects.get(event="archive_letter.made")
    assert line.by is not None
    assert line.by.email == "moderator@example.org"
    assert CustodyEvent.objects.filter(event="submission.viewed").count() == 2


def test_too_many_letters_are_refused_and_nothing_is_made() -> None:
    walker, case = a_holder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("testimonies.limits.exceeds", lambda *_: True)
        walker.press(url_of(case, under(case)), form="pdf")

    assert walker.sees("Too many letters were made here within an hour.")
    assert not CustodyEvent.objects.filter(event="archive_letter.made").exists()


def test_every_scheme_asks_something_and_says_how_well_it_is_known() -> None:
    for basis in LegalBasis.objects.all():
        assert basis.requirements.exists(), basis
    for requirement in Requirement.objects.all():
        is_seed = requirement.source.startswith("Seed knowledge")
        assert is_seed == (requirement.verification == Verification.UNVERIFIED), requirement
        assert requirement.note.keys() in ({}.keys(), LANGUAGES), requirement


def test_every_archive_is_named_in_every_language_and_written_to_in_its_own() -> None:
    for each in OutsideArchive.objects.all():
        assert each.names.keys() == LANGUAGES, each
        assert {*each.languages} <= LANGUAGES, each
        assert each.note.keys() in ({}.keys(), LANGUAGES), each
        assert not (each.postal_address or each.email) or each.address_source, each
        assert each.contact_verified_at is None
        assert LegalBasis.objects.filter(country=each.country).exists(), each


def test_what_staff_write_about_an_address_outlives_the_next_loading() -> None:
    OutsideArchive.objects.filter(code=ARCHIVE).update(
        postal_address="Kita g. 2", address_source="Their own page"
    )

    history.load_reference()

    assert archive().postal_address == "Kita g. 2"


LANGUAGES = {"en": 0, "et": 0, "lt": 0, "lv": 0, "pl": 0, "uk": 0}.keys()


def _client(role: Role) -> Client:
    client = Client()
    user = staff(role, email=f"{role.value}@example.org")
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client
