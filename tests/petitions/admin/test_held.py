"""What is held before it goes, what waits for a word, and the way out where nothing arrived."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest
from django.utils.timezone import now
from pytest_django import Settings

from petitions.admin import waiting
from petitions.bundles import actions as bundles
from petitions.bundles import preview
from petitions.deliveries import actions as deliveries
from petitions.deliveries.channels.receipt import Receipt
from petitions.deliveries.failing import actions as failing
from petitions.models import Bundle, Delivery, Pause
from petitions.models.bundle import State as BundleState
from petitions.models.delivery import State
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import CustodyEvent, Institution, Testimony
from tests.builders_bundles import (
    a_petition_with,
    a_released_bundle,
    a_sealed_bundle,
    a_target,
    records_of,
    sent_by,
)
from tests.builders_news import an_arrival
from tests.builders_review import (
    a_moderator,
    a_release_officer,
    an_accepted_testimony,
    an_administrator,
    signed_in,
)
from tests.builders_signing import a_confirmed_signature
from tests.petitions.admin.test_targets import TARGETS, an_officer, page
from tests.petitions.bundles.test_records import TO_GOV_LT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
DELIVERIES = "/admin/petitions/delivery/"


def test_everything_to_an_institution_is_paused_before_anything_goes_there() -> None:
    petition = a_petition_with("Ona Petraitė")
    target, client = a_target(petition), an_officer()
    assert not Delivery.objects.exists()

    client.post(f"{TARGETS}{target.pk}/pause-all/", {"pause-all-reason": "They move house"})
    shown = page(client, target)
    delivery = Delivery.objects.get(bundle=a_released_bundle(petition))
    held = deliveries.send(delivery.pk)

    assert Pause.objects.get().institution == target.profile.institution
    assert "They move house" in shown
    assert "resume-all" in shown
    assert "pause-all" not in shown
    assert (held.state, held.attempts) == (State.QUEUED, 0)
    client.post(f"{TARGETS}{target.pk}/resume-all/", {"resume-all-reason": "They are back"})
    assert deliveries.send(delivery.pk).state == State.SENT


@pytest.mark.parametrize("channel", ["drop", "gateway"])
def test_the_preview_names_the_folder_where_it_will_lie(channel: str, settings: Settings) -> None:
    bundle = a_sealed_bundle()
    sent_by(channel)

    way = preview.of(Bundle.objects.get(pk=bundle.pk)).way

    root = {"drop": settings.DROP_ROOT, "gateway": settings.GATEWAY_ROOT}[channel]
    assert way.address == str(Path(root) / "gov-lt")


def test_signatures_that_were_put_aside_need_a_moderator() -> None:
    a_confirmed_signature(suspicions=("trap",))

    lines = waiting.for_user(a_moderator())

    assert [line.words for line in lines] == ["1 signature was put aside and waits for a decision"]
    assert signed_in(a_moderator()).get(lines[0].address).status_code == 200
    assert waiting.for_user(a_release_officer()) == []


def test_news_that_waits_for_a_word_needs_a_person() -> None:
    an_arrival(a_petition_with("Ona Petraitė"))

    lines = waiting.for_user(a_release_officer())
    others = waiting.for_user(an_administrator())

    said = "1 piece of news to signers waits for your word"
    assert [each.words for each in lines if "news" in each.address] == [said]
    assert said not in [each.words for each in others]


@pytest.fixture
def stuck(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """A channel was asked in vain; then the only witness took the testimony back."""
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    petition = a_petition_with()
    key = str(pyrage.x25519.Identity.generate().to_public())
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    sent_by("drop")
    an_accepted_testimony(uses=TO_GOV_LT)
    bundle = bundles.finish(records_of(petition).pk)
    delivery = bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")

    def full(_delivery: Delivery) -> Receipt:
        raise Refusal("The disk of the server is full.")

    with monkeypatch.context() as patch:
        patch.setitem(deliveries.CHANNELS, "drop", full)
        deliveries.send(delivery.pk)
    intake.withdraw(Testimony.objects.get().submission_id)
    Delivery.objects.update(next_attempt_at=now())
    return deliveries.send(delivery.pk)


def test_a_testimony_taken_back_after_the_hand_over_began_has_a_way_out(stuck: Delivery) -> None:
    officer = a_release_officer()
    assert (stuck.state, stuck.begun_at is None) == (State.FAILED, False)
    with pytest.raises(Refusal, match="may have left the house"):
        bundles.discard(stuck.bundle_id, by=officer, reason="Taken back")

    an_officer().post(
        f"{DELIVERIES}{stuck.uuid}/nothing-arrived/",
        {"nothing-arrived-proof": "R. Kazlauskas looked into the folder"},
    )
    discarded = bundles.discard(stuck.bundle_id, by=officer, reason="Taken back")

    assert discarded.state == BundleState.DISCARDED
    assert Delivery.objects.get().state == State.CALLED_OFF
    line = CustodyEvent.objects.get(event="delivery.nothing_arrived")
    assert line.detail["proof"] == "R. Kazlauskas looked into the folder"
    assert line.by == officer


def test_what_has_arrived_or_waits_cannot_be_written_down_as_missing() -> None:
    delivery = Delivery.objects.get(bundle=a_released_bundle())
    for _step in range(2):
        with pytest.raises(Refusal, match="given up on its way"):
            failing.nothing_arrived(delivery.pk, proof="They say so", by=a_release_officer())
        deliveries.send(delivery.pk)

    assert not CustodyEvent.objects.filter(event="delivery.nothing_arrived").exists()
