"""What came in while the petition was open counts, whenever a worker looks at it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from pytest_django import Settings

from petitions.campaigns import actions as campaigns
from petitions.models import Petition, Signature, SignedContainer
from petitions.models.container import State
from petitions.signing import actions as signing
from petitions.signing.closing import Closed
from petitions.signing.once import InAnotherWindow
from petitions.signing.qualified import actions as qualified
from petitions.signing.qualified import examiner, rules
from petitions.signing.qualified.found import Known
from petitions.signing.qualified.reasons import NotNow
from petitions.signing.qualified.verification import Proof
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.models import Letter
from testimonies.models.switch import Part
from tests.builders_containers import a_received_container, an_upload
from tests.builders_review import an_administrator
from tests.builders_signing import a_proven, an_open_petition, close, forget_what_pages_keep, shown
from tests.builders_switches import turn_off, turn_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_a_good_file")]


@pytest.fixture
def with_a_good_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the child that examines files would find it."""

    def found(_content: bytes, petition: int, _statements: object) -> Proof:
        known = qualified.hand_out(petition, "en")
        return Proof(
            is_trusted=True,
            is_lasting=True,
            suits_library=True,
            kind="asice",
            statement=known.pk,
            identity="EE:46001010006",
            name="MARI TEST-TAMM",
            country="EE",
            code="46001010006",
            birth_date=None,
            signed_at=now(),
        )

    monkeypatch.setattr(examiner, "examine", found)


def tried_again(container: SignedContainer) -> SignedContainer:
    SignedContainer.objects.update(next_attempt_at=now() - timedelta(seconds=1))
    return qualified.check(container.pk)


def test_what_came_in_before_the_petition_was_closed_by_hand_counts() -> None:
    petition = an_open_petition()
    container = a_received_container(petition)
    close(petition)

    assert qualified.check(container.pk).state == State.VERIFIED
    assert Signature.objects.confirmed().count() == 1


def test_what_came_in_on_the_last_day_counts_on_the_next() -> None:
    petition = an_open_petition()
    container = a_received_container(petition)
    SignedContainer.objects.update(received_at=now() - timedelta(days=1))
    Petition.objects.update(closes_on=localdate() - timedelta(days=1))
    campaigns.close_overdue()

    assert qualified.check(container.pk).state == State.VERIFIED


def test_nothing_is_archived_while_a_file_is_still_checked() -> None:
    petition = an_open_petition()
    container = a_received_container(petition)
    close(petition)

    with pytest.raises(Refusal, match="still checked"):
        campaigns.archive(petition.pk, by=an_administrator())

    qualified.check(container.pk)
    assert campaigns.archive(petition.pk, by=an_administrator()).archived_at
    assert Signature.objects.confirmed().count() == 1


def test_what_is_dated_after_the_close_is_refused_by_its_name() -> None:
    petition = an_open_petition()
    container = a_received_container(petition)
    closed_at = close(petition).closed_at
    assert closed_at
    SignedContainer.objects.update(received_at=closed_at + timedelta(microseconds=1))

    assert qualified.check(container.pk).reason == "closed"
    assert not Signature.objects.exists()


def test_what_is_dated_after_the_last_day_is_refused_by_its_name() -> None:
    petition = an_open_petition()
    container = a_received_container(petition)
    Petition.objects.update(closes_on=localdate() - timedelta(days=1))

    assert qualified.check(container.pk).reason == "closed"
    assert not Signature.objects.exists()


def test_nothing_is_received_when_the_last_day_is_over() -> None:
    petition = an_open_petition()
    campaign = shown(petition)
    Petition.objects.update(closes_on=localdate() - timedelta(days=1))

    with pytest.raises(Closed):
        qualified.receive(campaign, an_upload(petition, b"late"), language="en")

    assert not SignedContainer.objects.exists()


def test_of_what_is_sent_again_the_last_moment_matters() -> None:
    petition = an_open_petition()
    container = a_received_container(petition)
    SignedContainer.objects.update(
        state=State.REFUSED,
        reason="no_status",
        checked_at=now(),
        received_at=now() - timedelta(days=3),
    )

    again = qualified.receive(shown(petition), an_upload(petition, b"no container"), language="en")

    assert again.pk == container.pk
    assert again.received_at > now() - timedelta(minutes=1)


def test_while_signing_is_turned_off_a_file_waits_however_long() -> None:
    petition = an_open_petition()
    container = a_received_container(petition)
    turn_off(Part.SIGNING)
    SignedContainer.objects.update(attempts=rules.MOST_ATTEMPTS)

    assert qualified.check(container.pk).state == State.RECEIVED
    assert not Signature.objects.exists()
    assert not Letter.objects.exists()
    turn_on(Part.SIGNING)
    forget_what_pages_keep()
    assert qualified.check(container.pk).state == State.VERIFIED


def test_turned_off_while_a_file_is_examined_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    container = a_received_container()
    SignedContainer.objects.update(attempts=rules.MOST_ATTEMPTS)
    examine = examiner.examine

    def meanwhile(content: bytes, petition: int, statements: list[Known]) -> Proof:
        turn_off(Part.SIGNING)
        return examine(content, petition, statements)

    with monkeypatch.context() as now_turned_off:
        now_turned_off.setattr(examiner, "examine", meanwhile)
        waiting = qualified.check(container.pk)

    assert (waiting.state, waiting.attempts) == (State.RECEIVED, rules.MOST_OF_OURS)
    turn_on(Part.SIGNING)
    forget_what_pages_keep()
    assert tried_again(container).state == State.VERIFIED


def test_whoever_signs_in_another_window_right_now_is_not_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    container = a_received_container()
    SignedContainer.objects.update(attempts=rules.MOST_ATTEMPTS)

    def busy(*_arguments: object, **_more: object) -> Signature:
        raise InAnotherWindow("in another window")

    with monkeypatch.context() as other:
        other.setattr(signing, "sign_proven", busy)
        waiting = qualified.check(container.pk)

    assert (waiting.state, waiting.attempts) == (State.RECEIVED, rules.MOST_OF_OURS)
    assert tried_again(container).state == State.VERIFIED


def test_what_nobody_foresaw_is_no_word_on_the_issuer(monkeypatch: pytest.MonkeyPatch) -> None:
    container = a_received_container()
    SignedContainer.objects.update(attempts=rules.MOST_ATTEMPTS)

    def broken(*_arguments: object, **_more: object) -> None:
        raise LookupError

    monkeypatch.setattr(letters, "queue", broken)

    with pytest.raises(LookupError):
        qualified.check(container.pk)

    container.refresh_from_db()
    assert container.state == State.RECEIVED
    assert not Signature.objects.exists()


def test_a_trust_store_that_is_gone_refuses_nobody(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.undo()
    settings.TRUST_STORE = settings.BASE_DIR / "nowhere"
    container = a_received_container()
    SignedContainer.objects.update(attempts=rules.MOST_ATTEMPTS)

    waiting = qualified.check(container.pk)

    assert (waiting.state, waiting.attempts) == (State.RECEIVED, rules.MOST_OF_OURS)
    with pytest.raises(NotNow):
        examiner.examine(b"", container.petition_id, [])


def test_somebody_proven_by_login_has_no_such_moment() -> None:
    petition = an_open_petition()
    campaign, proven = shown(petition), a_proven(petition)
    campaigns.close(petition.pk, by=an_administrator())

    with pytest.raises(Closed):
        signing.sign_proven(campaign, proven)
