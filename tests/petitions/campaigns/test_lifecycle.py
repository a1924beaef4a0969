import pytest

from petitions.campaigns import actions as campaigns
from petitions.campaigns.demo_texts import demo_texts
from petitions.campaigns.plans import Plan
from petitions.models import Petition
from petitions.models.petition import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests import builders_signing as builders
from tests.builders_review import a_moderator, an_administrator

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(CustodyEvent.objects.order_by("id").values_list("event", flat=True))


def test_a_petition_goes_from_draft_to_archive_and_every_step_is_recorded() -> None:
    admin, reviewer = an_administrator(), a_moderator()
    petition = builders.a_drafted_petition()

    campaigns.submit_for_review(petition.pk, by=admin)
    campaigns.freeze(petition.pk, version=petition.version, by=reviewer)
    campaigns.open_petition(petition.pk, by=admin)
    campaigns.close(petition.pk, by=admin)
    closed = campaigns.archive(petition.pk, by=admin)

    assert closed.state == State.ARCHIVED
    assert None not in {closed.frozen_at, closed.opened_at, closed.closed_at, closed.archived_at}
    assert (closed.edited_by, closed.submitted_by, closed.reviewed_by) == (admin, admin, reviewer)
    assert events() == [
        "petition.drafted",
        "petition.submitted_for_review",
        "petition.frozen",
        "petition.opened",
        "petition.closed",
        "petition.archived",
    ]
    frozen = CustodyEvent.objects.get(event="petition.frozen")
    assert frozen.detail == {"text_digest": closed.text_digest}
    assert frozen.by == reviewer


def test_a_draft_keeps_every_language_and_the_order_of_its_targets() -> None:
    petition = builders.a_drafted_petition(targets=["seimas-petition", "gov-ee-letter"])

    assert set(petition.texts.values_list("language", flat=True)) == set(demo_texts())
    codes = petition.targets.values_list("profile__code", flat=True)
    assert list(codes) == ["seimas-petition", "gov-ee-letter"]


def test_steps_cannot_be_skipped_and_a_refusal_changes_nothing() -> None:
    petition = builders.a_drafted_petition()

    for step in (campaigns.open_petition, campaigns.close, campaigns.archive):
        with pytest.raises(Refusal):
            step(petition.pk, by=an_administrator())
    with pytest.raises(Refusal):
        campaigns.freeze(petition.pk, version=1, by=a_moderator())
    with pytest.raises(Refusal):
        campaigns.send_back(petition.pk, reason="Too long", by=a_moderator())
    with pytest.raises(Refusal):
        campaigns.set_closing_date(petition.pk, None, by=an_administrator())

    petition.refresh_from_db()
    assert petition.state == State.DRAFT
    assert petition.text_digest == ""
    assert events() == ["petition.drafted"]


@pytest.mark.parametrize(
    ("texts", "targets"),
    [
        ({"ru": demo_texts()["en"]}, ["gov-lt-letter"]),
        (demo_texts(), ["no-such-profile"]),
        (demo_texts(), ["seimas-petition", "seimas-letter"]),
    ],
    ids=["a language the site lacks", "an unknown target", "one institution twice"],
)
def test_what_cannot_be_drafted_is_refused(texts: dict[str, object], targets: list[str]) -> None:
    builders.a_drafted_petition("the-first")

    with pytest.raises(Refusal):
        campaigns.draft(Plan("another", texts, targets), by=an_administrator())  # type: ignore[arg-type]

    assert list(Petition.objects.values_list("slug", flat=True)) == ["the-first"]
    assert events() == ["petition.drafted"]


def test_an_address_is_given_once() -> None:
    builders.a_drafted_petition("once")

    with pytest.raises(Refusal):
        builders.a_drafted_petition("once")


def test_a_petition_without_a_target_is_not_reviewed() -> None:
    petition = builders.a_drafted_petition(targets=[])

    with pytest.raises(Refusal):
        campaigns.submit_for_review(petition.pk, by=an_administrator())
