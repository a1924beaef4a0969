"""What somebody allows is changed from the case page, and holds at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.intake.consent import actions as consent
from testimonies.intake.consent import allowed
from testimonies.intake.consent.actions import ChangedMeanwhile, Shown
from testimonies.intake.consent.allowed import Allowed, Item
from testimonies.models import ConsentRecord, CustodyEvent, Letter, Submission, Testimony
from testimonies.models.case import Voice
from testimonies.models.testimony import Publication, Workflow
from testimonies.review import actions as review
from testimonies.review import queries
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, a_published_testimony, an_accepted_testimony

pytestmark = pytest.mark.django_db
SHOWN = Shown("en", "a" * 64)


def changed(submission: Submission, *, seen: int = 1, **said: Any) -> ConsentRecord:
    now = allowed.of(submission.consents.current().get())
    return consent.change(submission.pk, Allowed(**{**vars(now), **said}), SHOWN, seen=seen)


def test_a_change_is_another_version_and_the_one_before_stays_as_it_was() -> None:
    submission = a_submitted_testimony()
    first = submission.consents.get()

    second = changed(submission, text="institutions")

    first.refresh_from_db()
    assert (first.version, first.text, first.superseded_at is not None) == (1, "public", True)
    assert (second.version, second.text, second.supersedes) == (2, "institutions", first)
    assert (second.language, second.text_sha256) == ("en", "a" * 64)
    assert (second.capacity, second.method) == (Voice.SELF, "web")
    line = CustodyEvent.objects.get(event="consent.changed")
    assert line.detail["narrower"] == ["text"]
    assert line.detail["wider"] == []
    assert Letter.objects.filter(kind="case_changed").count() == 1


def test_what_is_narrowed_is_found_nowhere_in_the_same_moment(client: Client) -> None:
    testimony = a_published_testimony()
    page = f"/en/archive/testimonies/{testimony.reference}/"
    assert "cattle wagon" in client.get(page).content.decode()

    changed(testimony.submission, text="institutions")

    assert client.get(page).status_code == 404
    for address in ("/en/archive/", "/en/", "/sitemaps/testimonies-1.xml", "/feeds/all.atom"):
        shown = client.get(address)
        assert testimony.reference not in shown.content.decode()
        assert "cattle wagon" not in shown.content.decode()
    testimony.refresh_from_db()
    assert (testimony.publication, testimony.public_text) == (Publication.UNPUBLISHED, "")
    assert testimony.workflow == Workflow.ACCEPTED
    assert CustodyEvent.objects.filter(event="testimony.taken_down").count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"identity": "initials"},
        {"identity": "anonymous"},
        {"identity": "pseudonym", "pseudonym": "Birutė"},
        {"embargo": "until_i_say"},
    ],
)
def test_a_name_or_a_waiting_time_that_hides_more_takes_it_down(said: dict[str, Any]) -> None:
    testimony = a_published_testimony()

    changed(testimony.submission, **said)

    testimony.refresh_from_db()
    assert testimony.publication == Publication.UNPUBLISHED
    assert testimony.public_name == ""


def test_what_has_nothing_to_do_with_the_public_leaves_it_there(client: Client) -> None:
    testimony = a_published_testimony()
    before = client.get(f"/en/archive/testimonies/{testimony.reference}/").content

    second = changed(testimony.submission, uses=frozenset({"research"}))

    testimony.refresh_from_db()
    assert testimony.published_under == second
    assert client.get(f"/en/archive/testimonies/{testimony.reference}/").content == before


@pytest.mark.parametrize(
    "said", [{"documents": "public"}, {"photographs": "public"}, {"identity": "full_name"}]
)
def test_what_is_widened_is_published_by_nobody_and_waits_for_a_look(
    client: Client, said: dict[str, Any]
) -> None:
    testimony = a_published_testimony()
    before = client.get(f"/en/archive/testimonies/{testimony.reference}/").content

    changed(testimony.submission, **said)

    assert client.get(f"/en/archive/testimonies/{testimony.reference}/").content == before
    assert testimony.submission.consents.to_look_at().count() == 1
    review.look(testimony.submission_id, by=a_moderator())
    assert testimony.submission.consents.to_look_at().count() == 0
    with pytest.raises(Refusal):
        review.look(testimony.submission_id, by=a_moderator())
    assert CustodyEvent.objects.filter(event="consent.looked_at").count() == 1


def test_after_a_wider_name_a_harmless_change_still_leaves_it_there() -> None:
    testimony = a_published_testimony()
    changed(testimony.submission, identity="full_name")

    changed(testimony.submission, seen=2, uses=frozenset())

    testimony.refresh_from_db()
    assert testimony.publication == Publication.PUBLISHED
    assert testimony.public_name == "Ona Ž."


def test_widening_what_was_accepted_publishes_nothing() -> None:
    testimony = an_accepted_testimony(audience={"text": ["archive"]})

    changed(testimony.submission, text="public")

    testimony.refresh_from_db()
    assert testimony.publication == Publication.UNPUBLISHED


def test_the_same_answer_twice_is_one_version() -> None:
    submission = a_submitted_testimony()

    first = changed(submission, text="archive")
    again = changed(submission, text="archive")

    assert first == again
    assert submission.consents.count() == 2


def test_whoever_comes_second_is_told_and_changes_nothing() -> None:
    submission = a_submitted_testimony()
    changed(submission, text="archive")

    with pytest.raises(ChangedMeanwhile):
        changed(submission, seen=1, identity="full_name")

    assert submission.consents.count() == 2
    assert submission.consents.current().get().identity_shown_as == "first_name"
    assert CustodyEvent.objects.filter(event="consent.changed").count() == 1


def test_what_was_taken_back_is_changed_no_more() -> None:
    submission = a_submitted_testimony()
    changed(submission, text="archive")
    intake.withdraw(submission.pk)

    with pytest.raises(Refusal):
        changed(submission, seen=2, text="public")

    assert submission.consents.count() == 2
    assert submission.consents.get(version=1).withdrawn_at is None


def test_everything_is_taken_back_at_once_and_once() -> None:
    submission = a_published_testimony().submission

    intake.withdraw_all(submission.case_id)
    intake.withdraw_all(submission.case_id)

    assert Testimony.objects.get().workflow == Workflow.WITHDRAWN
    assert CustodyEvent.objects.filter(event="consent.withdrawn").count() == 1


def test_the_database_has_one_current_consent_and_no_version_twice() -> None:
    submission = a_submitted_testimony()
    second = changed(submission, text="archive")
    third = changed(submission, seen=2, text="public")

    with pytest.raises(IntegrityError, match="one_consent_per_version"), transaction.atomic():
        ConsentRecord.objects.filter(pk=third.pk).update(version=2)
    with pytest.raises(IntegrityError, match="later_consents"), transaction.atomic():
        ConsentRecord.objects.filter(pk=second.pk).update(supersedes=None)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_change_it_in_the_same_moment_one_is_told() -> None:
    submission = a_submitted_testimony()

    def change_to(**said: Any) -> str:
        try:
            changed(submission, **said)
        except ChangedMeanwhile:
            return "told"
        finally:
            connection.close()
        return "changed"

    with ThreadPoolExecutor() as both:
        answers = [
            both.submit(change_to, text="archive"),
            both.submit(change_to, identity="anonymous"),
        ]

    assert sorted(answer.result() for answer in answers) == ["changed", "told"]
    assert submission.consents.count() == 2


BEFORE = Allowed(
    text="institutions", documents="archive", photographs="archive", identity="initials",
    uses=frozenset({"research"}), institutions=frozenset({"seimas"}), embargo="none",
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "narrower", "wider"),
    [
        ({"text": "public"}, (), (Item.TEXT,)),
        ({"text": "archive"}, (Item.TEXT,), ()),
        ({"identity": "full_name"}, (), (Item.IDENTITY,)),
        ({"identity": "anonymous"}, (Item.IDENTITY,), ()),
        ({"identity": "pseudonym", "pseudonym": "B"}, (Item.IDENTITY,), (Item.IDENTITY,)),
        ({"uses": frozenset({"education"})}, (Item.USES,), (Item.USES,)),
        ({"institutions": frozenset()}, (Item.INSTITUTIONS,), ()),
        ({"embargo": "until_death"}, (Item.EMBARGO,), ()),
        ({}, (), ()),
    ],
)
def test_what_is_less_and_what_is_more(
    said: dict[str, Any], narrower: tuple[Item, ...], wider: tuple[Item, ...]
) -> None:
    found = allowed.difference(BEFORE, Allowed(**{**vars(BEFORE), **said}))

    assert (found.narrower, found.wider) == (narrower, wider)
    back = allowed.difference(Allowed(**{**vars(BEFORE), **said}), BEFORE)
    assert (back.narrower, back.wider) == (wider, narrower)


def test_the_desk_calls_nothing_changed_that_is_only_in_another_order() -> None:
    submission = a_submitted_testimony(
        uses={"uses": ["petition_bundle", "claim_support"], "scope": ["all"], "institutions": []}
    )

    changed(submission, text="institutions")

    shown = queries.consent_of(submission)
    assert shown
    assert [str(asked) for asked, _before, _after in shown.changed] == ["Who may read the words"]
