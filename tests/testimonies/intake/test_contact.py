"""How we reach somebody is changed from the page of their case."""

from __future__ import annotations

from typing import Any

import pytest

from testimonies.intake.contact import actions as contact
from testimonies.intake.contact.actions import ChangedMeanwhile
from testimonies.intake.told import Contact
from testimonies.models import CustodyEvent, Letter, Submission, Submitter
from tests.builders_intake import PAGES, a_submitted_testimony
from tests.testimonies.intake.walking import Walker, let_in

pytestmark = pytest.mark.django_db
BY_MAIL = PAGES["contact"]


def change(walker: Walker, submission: Submission, *, seen: str = "1", **said: str) -> Walker:
    typed: dict[str, Any] = {**{name: values[0] for name, values in BY_MAIL.items()}, **said}
    return walker.press(f"/en/case/{submission.case.handle}/contact/", seen=seen, **typed)


def letters_to(address: str) -> int:
    return sum(
        letter.contents["to"] == address for letter in Letter.objects.filter(kind="case_changed")
    )


def test_another_address_is_kept_and_the_old_mailbox_is_told_without_a_word_of_the_case() -> None:
    submission = a_submitted_testimony()
    walker = let_in(submission)
    walker.open(f"/en/case/{submission.case.handle}/contact/")
    assert 'value="ona@example.org"' in walker.page

    change(walker, submission, email="ona.new@example.org")

    assert walker.sees("We reach you like this from now on.")
    submitter = Submitter.objects.get()
    assert (submitter.contact["email"], submitter.version) == ("ona.new@example.org", 2)
    assert letters_to("ona@example.org") == 1
    assert letters_to("ona.new@example.org") == 0
    line = CustodyEvent.objects.get(event="contact.changed")
    assert line.detail == {"what": ["email"]}


@pytest.mark.parametrize(
    "said",
    [
        {"safe": "no"},
        {"preference": "none"},
        {"preference": "relative", "through": "My daughter Rasa"},
    ],
)
def test_where_writing_is_not_safe_or_not_wanted_the_old_mailbox_hears_nothing(
    said: dict[str, str],
) -> None:
    submission = a_submitted_testimony()

    change(let_in(submission), submission, email="ona.new@example.org", **said)

    assert Submitter.objects.get().contact["email"] == "ona.new@example.org"
    assert letters_to("ona@example.org") == 0


def test_a_mailbox_that_was_never_safe_hears_nothing_either() -> None:
    submission = a_submitted_testimony(contact={"safe": ["no"]})

    change(let_in(submission), submission, email="ona.new@example.org")

    assert Submitter.objects.get().safe_to_contact
    assert letters_to("ona@example.org") == 0


def test_a_missing_address_is_said_and_nothing_is_changed() -> None:
    submission = a_submitted_testimony()

    walker = change(let_in(submission), submission, preference="post", address="")

    assert walker.sees("Write the postal address, or choose another way.")
    assert Submitter.objects.get().preference == "email"
    assert not CustodyEvent.objects.filter(event="contact.changed").exists()


def test_the_same_twice_is_one_change() -> None:
    submission = a_submitted_testimony()
    walker = let_in(submission)

    for _press in range(2):
        change(walker, submission, phone="+370 600 99999")

    assert Submitter.objects.get().version == 2
    assert CustodyEvent.objects.filter(event="contact.changed").count() == 1


def test_the_second_of_two_sees_what_the_first_has_kept_and_loses_nothing() -> None:
    submission = a_submitted_testimony()
    walker = let_in(submission)
    change(let_in(submission), submission, phone="+370 600 99999")
    walker = let_in(submission)

    change(walker, submission, address="Kretinga, Vilniaus g. 1")

    assert walker.status == 409
    assert walker.sees("Telephone +370 600 99999")
    assert "Kretinga, Vilniaus g. 1" in walker.page
    assert Submitter.objects.get().version == 2
    change(walker, submission, seen="2", address="Kretinga, Vilniaus g. 1")
    assert Submitter.objects.get().contact["address"] == "Kretinga, Vilniaus g. 1"


def test_a_case_that_never_left_an_address_can_leave_one() -> None:
    submission = a_submitted_testimony()
    Submitter.objects.all().delete()
    said = Contact(preference="phone", is_safe=True, details={"phone": "+370 1"})

    with pytest.raises(ChangedMeanwhile):
        contact.change(submission.case_id, said, seen=3, language="en")
    contact.change(submission.case_id, said, seen=0, language="en")

    assert Submitter.objects.get().version == 1


def test_whoever_was_away_too_long_keeps_what_they_wrote() -> None:
    submission = a_submitted_testimony()

    walker = change(Walker(), submission, address="Kretinga, Vilniaus g. 1")

    assert walker.status == 403
    assert "Kretinga, Vilniaus g. 1" in walker.page
    assert Submitter.objects.get().version == 1
