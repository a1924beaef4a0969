"""What institutions do with a petition stands on its page, in its feed, and at each signature."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from petitions.models import InstitutionResponse
from petitions.models.response import OUTCOMES, ResponseKind
from tests import builders_signing as builders
from tests.builders_bundles import a_released_bundle, an_acknowledged_delivery
from tests.builders_news import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def read(client: Client, address: str) -> str:
    builders.forget_what_pages_keep()
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("kind", sorted(OUTCOMES))
def test_what_an_institution_says_is_on_the_page_and_in_the_feed(
    client: Client, kind: str
) -> None:
    delivery = an_acknowledged_delivery()
    response = said(delivery, kind)
    InstitutionResponse.objects.filter(pk=response.pk).update(
        language="lt", web_address="https://www.example.org/atsakymas"
    )
    slug = delivery.bundle.target.petition.slug

    page = read(client, f"/en/petitions/{slug}/")
    feed = read(client, f"/feeds/petitions/{slug}.atom?lang=en")

    assert 'id="what-happened"' in page
    assert '<p lang="lt">The committee takes it up.</p>' in page
    assert 'href="https://www.example.org/atsakymas"' in page
    for told in (page, feed):
        assert "30 November 2026" in told
        assert "The committee takes it up." in told
        for private in ("Kazlauskas", "Dear Ona", "10-2/1"):
            assert private not in told


def test_what_staff_have_not_let_out_stands_nowhere(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    said(delivery)
    InstitutionResponse.objects.filter(kind=ResponseKind.ANSWER).update(
        published_at=None, public_text=""
    )
    slug = delivery.bundle.target.petition.slug
    signature = delivery.bundle.target.petition.signatures.order_by("pk")[0]

    for address in (f"/en/petitions/{slug}/", f"/en/signatures/{signature.reference}/"):
        page = read(client, address)
        assert "has answered" not in page
        assert "30 November 2026" not in page


def test_the_count_of_an_institution_is_told_with_those_it_does_not_count(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    InstitutionResponse.objects.create(
        delivery=delivery,
        kind=ResponseKind.VERIFICATION,
        told={},
        verified_count=1,
        invalid_count=1,
    )

    page = read(client, f"/en/petitions/{delivery.bundle.target.petition.slug}/")

    assert "has counted bundle 1" in page
    assert "It has found 1 signature valid. It does not count 1 signature." in page


def test_a_released_bundle_is_told_before_it_has_gone(client: Client) -> None:
    bundle = a_released_bundle()

    page = read(client, f"/en/petitions/{bundle.target.petition.slug}/")

    assert "bundle 1 released" in page
    assert "handed over" not in page


def test_a_signer_reads_which_bundle_theirs_is_in_and_what_was_answered(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    said(delivery)
    signature = delivery.bundle.target.petition.signatures.order_by("pk")[0]

    page = read(client, f"/en/signatures/{signature.reference}/")

    assert f"/en/verify/bundle/?digest={delivery.bundle.identity}" in page
    assert "The committee takes it up." in page
    assert "Answer, 30 November 2026:" in page


def test_an_answer_to_another_institution_s_bundle_is_not_at_a_signature(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    said(delivery)
    other = builders.a_confirmed_signature(builders.an_open_petition())

    assert "committee" not in read(client, f"/en/signatures/{other.reference}/")


def test_the_day_of_a_hearing_is_the_institution_s(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    response = said(delivery, ResponseKind.HEARING)
    InstitutionResponse.objects.filter(pk=response.pk).update(on=date(2027, 1, 5))

    page = read(client, f"/en/petitions/{delivery.bundle.target.petition.slug}/")

    assert "holds a hearing: 5 January 2027" in page
