"""The public list: links, logos, members in words; never a person more in the count."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from petitions.campaigns.endorsements import actions as endorsements
from petitions.campaigns.endorsements.mandates import actions as mandates
from petitions.models import Endorsement
from petitions.signing import actions as signing
from testimonies.errors import Refusal
from testimonies.evidence import confined
from tests import builders_endorsements as builders
from tests import builders_signing
from tests.testimonies.evidence.files import SECRET_PLACE, a_picture, upload

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    builders_signing.forget_what_pages_keep()
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_an_organisation_is_shown_with_its_link_members_country_and_day(client: Client) -> None:
    petition = builders_signing.an_open_petition()
    builders.a_published_endorsement(petition, has_logo=True)
    builders.a_published_endorsement(petition, name="One man", members=1, website="")

    page = read(client, f"/en/petitions/{petition.slug}/organisations/")

    assert "<bdi>Sibīrijas bērni</bdi>" in page
    assert 'href="https://www.example.org/" rel="nofollow noopener">www.example.org</a>' in page
    assert "Latvia, for 400 members" in page
    assert "Latvia, for 1 member" in page
    assert page.count("Since ") == 2
    assert page.count("/logos/") == 1
    assert '<span class="figure">2</span> organisations support this petition' in page


def test_only_what_is_published_is_shown(client: Client) -> None:
    petition = builders_signing.an_open_petition()
    builders.a_submitted_endorsement(petition, name="Unconfirmed Society")
    builders.a_confirmed_endorsement(petition, name="Waiting Society")
    gone = builders.a_published_endorsement(petition, name="Withdrawn Society")
    endorsements.withdraw(gone.pk)

    for page in ("organisations/", ""):
        assert "Society" not in read(client, f"/en/petitions/{petition.slug}/{page}")


def test_nobody_who_speaks_for_it_is_named(client: Client) -> None:
    petition = builders_signing.an_open_petition()
    builders.a_published_endorsement(petition)

    for page in ("organisations/", ""):
        shown = read(client, f"/en/petitions/{petition.slug}/{page}")
        assert "Dzintra" not in shown
        assert "office@" not in shown


def test_organisations_are_never_added_to_the_count_of_persons(client: Client) -> None:
    petition = builders_signing.an_open_petition()
    builders_signing.a_confirmed_signature(petition)
    signing.count_signatures()

    builders.a_published_endorsement(petition, members=40_000)
    signing.count_signatures()

    page = read(client, f"/en/petitions/{petition.slug}/")
    assert '<span class="figure">1</span> person has signed' in page
    assert "They are not added to the number of people who have signed." in page
    counts = client.get(f"/api/v1/petitions/{petition.slug}").json()["counts"]
    assert counts["total"] == 1
    listed = read(client, f"/en/petitions/{petition.slug}/organisations/")
    assert "are not added to the number of people who have signed" in listed
    assert "40 000" in listed.replace("40,000", "40 000")


def test_the_petition_names_the_first_few_and_links_to_all(client: Client) -> None:
    petition = builders_signing.an_open_petition()
    for number in range(7):
        builders.a_published_endorsement(
            petition, name=f"Society {number}", email=f"{number}@example.org"
        )

    page = read(client, f"/en/petitions/{petition.slug}/")

    assert page.count("<bdi>Society") == 5
    assert "See all 7 organisations" in page
    assert f"/en/petitions/{petition.slug}/organisations/endorse/" in page


def test_a_closed_petition_keeps_its_organisations_and_invites_no_more(client: Client) -> None:
    petition = builders_signing.an_open_petition()
    builders.a_published_endorsement(petition)
    builders_signing.close(petition)

    page = read(client, f"/en/petitions/{petition.slug}/")
    listed = read(client, f"/en/petitions/{petition.slug}/organisations/")

    assert "Sibīrijas bērni" in page
    assert "Sibīrijas bērni" in listed
    assert "/endorse/" not in page + listed


@pytest.mark.usefixtures("_within_one_moment")
def test_a_crowd_costs_no_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders_signing.an_open_petition()
    builders.a_published_endorsement(petition)
    address = f"/en/petitions/{petition.slug}/organisations/"
    client.get(address)

    with django_assert_num_queries(0):
        response = client.get(address)
        client.get(f"{address}?from=a-newspaper")

    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_a_formula_is_a_name_and_a_tag_is_text(client: Client) -> None:
    petition = builders_signing.an_open_petition()
    builders.a_published_endorsement(petition, name="=HYPERLINK(<b>1</b>)")
    builders.a_published_endorsement(petition, name="جمعية الذاكرة", email="b@example.org")

    page = read(client, f"/en/petitions/{petition.slug}/organisations/")

    assert "<bdi>=HYPERLINK(&lt;b&gt;1&lt;/b&gt;)</bdi>" in page
    assert "<bdi>جمعية الذاكرة</bdi>" in page


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_small_and_without_its_secrets(client: Client, kind: str) -> None:
    held = mandates.hold_logo(upload(a_picture(kind, size=(3000, 2000)), f"logo.{kind}"))

    drawn = builders.kept(held.path)

    with Image.open(io.BytesIO(drawn)) as logo:
        assert logo.format == "PNG"
        assert logo.width <= 480
        assert logo.height <= 240
        assert logo.height > logo.width  # it was turned, and stands upright now
        assert not logo.getexif()
    assert SECRET_PLACE not in drawn
    assert len(drawn) < 120_000


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_a_logo_may_have_any_kind_of_colours(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (40, 40)).save(made, "JPEG" if mode == "CMYK" else "PNG")

    held = mandates.hold_logo(upload(made.getvalue(), "logo.png"))

    with Image.open(io.BytesIO(builders.kept(held.path))) as logo:
        assert logo.size == (40, 40)


def test_the_logo_comes_from_us_may_be_kept_and_is_nothing_else(client: Client) -> None:
    made = builders.a_published_endorsement(has_logo=True)
    waiting = builders.a_confirmed_endorsement(has_logo=True, name="Waiting")
    Endorsement.objects.filter(pk=waiting.pk).update(logo_sha256="0" * 64)

    logo = client.get(f"/logos/{made.logo_sha256}.png")

    assert logo["Content-Type"] == "image/png"
    assert logo["X-Content-Type-Options"] == "nosniff"
    assert "public" in logo["Cache-Control"]
    assert "max-age=3600" in logo["Cache-Control"]
    assert not logo.cookies
    assert client.get(f"/logos/{'0' * 64}.png").status_code == 404
    endorsements.withdraw(made.pk)
    assert client.get(f"/logos/{made.logo_sha256}.png").status_code == 404


def test_a_picture_that_kills_its_reader_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "LOOK", confined.Room(memory=1 << 20, seconds=20))

    with pytest.raises(Refusal):
        mandates.hold_logo(SimpleUploadedFile("logo.png", a_picture("PNG")))
