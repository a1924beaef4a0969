"""Testimonies are encrypted when they are sealed, and do not leave for an older key."""

from __future__ import annotations

import pyrage
import pytest
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.bundles.outgoing.actions import fingerprint
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle
from petitions.models.delivery import State
from testimonies.errors import Refusal
from testimonies.models import Institution
from tests.builders_bundles import a_petition_with, records_of
from tests.builders_review import a_release_officer, an_accepted_testimony, signed_in
from tests.petitions.bundles.test_records import TO_GOV_LT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def another_key() -> str:
    key = str(pyrage.x25519.Identity.generate().to_public())
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    return key


@pytest.fixture
def sealed(settings: Settings) -> Bundle:
    petition = a_petition_with("Ona Petraitė")
    settings.ESCROW_KEY = another_key()
    an_accepted_testimony(uses=TO_GOV_LT)
    return bundles.finish(records_of(petition).pk)


def test_what_was_sealed_for_an_older_key_is_frozen_anew(sealed: Bundle) -> None:
    officer, key = a_release_officer(), another_key()

    page = signed_in(officer).get(f"/admin/petitions/bundle/{sealed.uuid}/").content.decode()
    with pytest.raises(Refusal, match="has another key by now"):
        bundles.release(sealed.pk, by=officer, reason="Checked")
    anew = bundles.finish(bundles.freeze_anew(sealed.pk, by=officer, reason="Key").pk)

    assert "has another key by now" in page
    assert anew.outgoing_key == fingerprint(key)
    assert bundles.release(anew.pk, by=officer, reason="Checked").state == State.QUEUED


def test_a_key_that_changes_between_release_and_hand_over_is_noticed(sealed: Bundle) -> None:
    delivery = bundles.release(sealed.pk, by=a_release_officer(), reason="Checked")
    another_key()

    stopped = deliveries.send(delivery.pk)

    assert (stopped.state, stopped.begun_at) == (State.FAILED, None)
    assert "has another key by now" in stopped.problem
