"""What is missing as proof: behind the return code, and at the desk."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from testimonies.claims.gaps import letter
from testimonies.history import actions as history
from testimonies.models import (
    Case,
    CustodyEvent,
    Submission,
)
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import PASSWORD, staff
from tests.journeys.pdf_text import words_of
from tests.testimonies.claims.gaps import ARCHIVE, LAW, archive, under, url_of
from tests.testimonies.intake.walking import Walker, hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference() -> None:
    history.load_reference()


def a_holder() -> tuple[Walker, Case]:
    walker = Walker()
    hand_in(walker)
    return walker, Submission.objects.get().case


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


def _client(role: Role) -> Client:
    client = Client()
    user = staff(role, email=f"{role.value}@example.org")
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client
