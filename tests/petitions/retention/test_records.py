"""Testimonies and claims that were sent: our copy of the sending goes, the testimony stays."""

from __future__ import annotations

import pyrage
import pytest
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.bundles import places
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle, BundleItem, Delivery, Petition
from petitions.models.erasure import Why
from petitions.retention import actions as retention
from testimonies.models import Institution, StoredFile, Testimony
from tests.builders_bundles import acknowledged, records_of
from tests.builders_claims import a_claim_ready_for_bundle
from tests.builders_retention import erased, years_pass
from tests.builders_review import a_release_officer, an_accepted_testimony
from tests.builders_signing import an_open_petition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
TO_GOV_LT = {"uses": ["petition_bundle"], "scope": ["some"], "institutions": ["gov-lt"]}


@pytest.fixture
def petition(settings: Settings) -> Petition:
    """To an institution that gave its key."""
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    petition = an_open_petition(targets=("gov-lt-letter",))
    key = str(pyrage.x25519.Identity.generate().to_public())
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    return petition


def sent_long_ago(petition: Petition) -> Bundle:
    bundle = bundles.finish(records_of(petition).pk)
    bundles.release(bundle.pk, by=a_release_officer(), reason="Read by two")
    acknowledged(deliveries.send(Delivery.objects.get(bundle=bundle).pk))
    years_pass()
    return Bundle.objects.get(pk=bundle.pk)


def test_the_snapshot_and_the_file_go_and_the_testimony_stays(petition: Petition) -> None:
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    bundle = sent_long_ago(petition)
    assert BundleItem.objects.get().snapshot

    assert erased().bundles == 1

    assert BundleItem.objects.get().snapshot is None
    assert not places.sealed(bundle).exists()
    assert Testimony.objects.get().told == testimony.told


def test_a_file_on_legal_hold_keeps_the_bundle_of_its_case(petition: Petition) -> None:
    a_claim_ready_for_bundle()
    bundle = sent_long_ago(petition)
    StoredFile.objects.update(legal_hold=True)

    report = retention.look()

    assert [line.why for line in report.lines.all()] == [Why.HELD]
    assert places.sealed(bundle).exists()
