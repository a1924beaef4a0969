"""At the desk two bundles of one number are told apart, and one page leads to the next."""

from __future__ import annotations

import pyrage
import pytest
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.models import Delivery
from testimonies.models import Institution
from tests.builders_bundles import (
    a_petition_with,
    a_sealed_bundle,
    a_sent_delivery,
    a_target,
    records_of,
)
from tests.builders_news import an_arrival
from tests.builders_review import a_release_officer, an_accepted_testimony, signed_in
from tests.petitions.admin.test_bundles import BUNDLES, DELIVERIES
from tests.petitions.bundles.test_records import TO_GOV_LT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def page(address: str) -> str:
    return signed_in(a_release_officer()).get(address).content.decode()


def with_a_key(settings: Settings) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    settings.ESCROW_KEY = key
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)


def test_signatures_and_records_of_one_number_are_told_apart(settings: Settings) -> None:
    petition = a_petition_with("Ona Petraitė")
    with_a_key(settings)
    an_accepted_testimony(uses=TO_GOV_LT)
    signed, told = a_sealed_bundle(petition), bundles.finish(records_of(petition).pk)
    for each in (signed, told):
        bundles.release(each.pk, by=a_release_officer(), reason="Checked")

    titles = [page(f"{BUNDLES}{each.uuid}/") for each in (signed, told)]
    listed = page(DELIVERIES)

    assert signed.number == told.number == 1
    assert "testimonies and claims, bundle 1" not in titles[0]
    assert "testimonies and claims, bundle 1" in titles[1]
    assert "testimonies and claims" in page(f"{DELIVERIES}{told.delivery.uuid}/")
    assert listed.count('class="field-what"') == 2


def test_from_a_bundle_to_its_delivery_and_back_and_to_its_institution() -> None:
    delivery = a_sent_delivery()
    bundle, target = delivery.bundle, delivery.bundle.target

    of_bundle = page(f"{BUNDLES}{bundle.uuid}/")
    of_delivery = page(f"{DELIVERIES}{delivery.uuid}/")

    assert f'href="{DELIVERIES}{delivery.uuid}/"' in of_bundle
    assert f'href="{BUNDLES}{bundle.uuid}/"' in of_delivery
    for shown in (of_bundle, of_delivery):
        assert f'href="/admin/petitions/petitiontarget/{target.pk}/"' in shown


def test_from_what_an_institution_said_to_the_delivery_of_its_bundle() -> None:
    news = an_arrival(a_petition_with("Ona Petraitė"))
    delivery = Delivery.objects.get()
    said = delivery.responses.get()

    of_response = page(f"/admin/petitions/institutionresponse/{said.uuid}/")
    of_news = page(f"/admin/petitions/news/{news.uuid}/")

    assert f'href="{DELIVERIES}{delivery.uuid}/"' in of_response
    assert f'href="{BUNDLES}{delivery.bundle.uuid}/"' in of_news
    assert a_target(delivery.bundle.target.petition).profile.institution.name in of_response
