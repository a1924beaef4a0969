import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from petitions.campaigns import queries
from petitions.campaigns.demo_texts import demo_texts
from petitions.models.signature import Display
from petitions.signing import actions as signing
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


@pytest.mark.usefixtures("_within_one_moment")
def test_a_warm_page_asks_nothing_and_sets_no_cookie(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders.an_open_petition()
    address = f"/en/petitions/{petition.slug}/"
    client.get(address)

    with django_assert_num_queries(0):
        response = client.get(address)
        client.get(f"{address}?from=a-newspaper")

    assert response.status_code == 200
    assert not response.cookies
    assert not response.has_header("Vary")
    assert "public" in response["Cache-Control"]
    assert "no-store" not in response["Cache-Control"]


def test_a_cold_page_asks_as_much_for_many_signatures_as_for_none(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders.an_open_petition()
    for number in range(8):
        builders.a_confirmed_signature(petition, name=f"Signer {number}", email=f"{number}@a.ee")
    signing.count_signatures()
    builders.forget_what_pages_keep()

    with django_assert_num_queries(12):
        client.get(f"/en/petitions/{petition.slug}/")


@pytest.mark.parametrize("language", sorted(demo_texts()))
def test_it_is_read_in_the_language_of_the_address(client: Client, language: str) -> None:
    petition = builders.an_open_petition()

    page = read(client, f"/{language}/petitions/{petition.slug}/")

    words = demo_texts()[language]
    assert f'<h1 lang="{language}">{words.title}</h1>' in page
    assert words.body.split("\n\n")[0] in page
    assert petition.text_digest in page


def test_it_says_to_whom_it_goes_and_what_an_e_mail_counts_for(client: Client) -> None:
    petition = builders.an_open_petition()

    page = read(client, f"/en/petitions/{petition.slug}/")

    letter, formal = builders.shown(petition).targets
    assert (letter.by_email, formal.by_email) == ("counted", "in_support")
    assert letter.name in page
    assert formal.name in page
    assert "There a signature by e-mail counts" in page
    assert "There a signature by e-mail is a declaration of support" in page
    assert letter.note.split(".")[0] in page


def test_it_says_of_conditions_what_the_form_says(client: Client) -> None:
    builders.asks_for("birth_date")
    petition = builders.an_open_petition()

    page = read(client, f"/en/petitions/{petition.slug}/")
    form = read(client, f"/en/petitions/{petition.slug}/sign/")

    condition = "It counts only if you also give: Date of birth."
    assert "There a signature by e-mail counts on a condition" in page
    assert "There it counts on a condition" in form
    assert condition in page
    assert condition in form


def test_it_leads_to_the_form_and_to_a_way_without_e_mail(client: Client) -> None:
    petition = builders.an_open_petition()

    page = read(client, f"/lv/petitions/{petition.slug}/")

    assert f'href="/lv/petitions/{petition.slug}/sign/"' in page
    assert f'href="/lv/petitions/{petition.slug}/paper/"' in page
    assert 'id="paper"' in read(client, "/lv/help/")


def test_a_closed_petition_can_be_read_but_not_signed(client: Client) -> None:
    petition = builders.a_closed_petition()

    page = read(client, f"/en/petitions/{petition.slug}/")

    assert "Petition, closed on" in page
    assert "/sign/" not in page


def test_what_is_not_public_is_not_there(client: Client) -> None:
    petition = builders.a_drafted_petition()

    assert client.get(f"/en/petitions/{petition.slug}/").status_code == 404
    assert client.get("/en/petitions/never-written/").status_code == 404


def test_counts_come_by_kind_country_and_institution(client: Client) -> None:
    petition = builders.an_open_petition()
    letter, formal = builders.shown(petition).targets
    for number in range(5):
        builders.a_confirmed_signature(petition, name=f"Ona {number}", email=f"{number}@a.lt")
    builders.a_confirmed_signature(
        petition, name="Pavlo", email="p@b.ua", country="UA", targets=(formal.pk,)
    )

    signing.count_signatures()
    builders.forget_what_pages_keep()

    counted = builders.shown(petition)
    assert counted.counts.total == 6
    assert counted.counts.by_assurance == {"email": 6}
    assert counted.counts.by_country == {"LV": 5, "UA": 1}
    letter, formal = counted.targets
    assert (letter.valid, letter.declarations) == (5, 0)
    assert (formal.valid, formal.declarations) == (0, 6)
    page = read(client, f"/en/petitions/{petition.slug}/")
    assert '<span class="figure">6</span> people have signed' in page
    assert '<th scope="row">Latvia</th> <td class="number">5</td>' in page


def test_a_country_where_few_signed_is_not_named(client: Client) -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition, country="BY")

    signing.count_signatures()
    builders.forget_what_pages_keep()

    page = read(client, f"/en/petitions/{petition.slug}/")
    assert "Belarus" not in page
    assert "Countries with fewer than five people" in page


def test_those_are_named_who_asked_for_it_and_as_they_asked(client: Client) -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition, name="Ona Visible", display=Display.NAME)
    builders.a_confirmed_signature(petition, name="Petras Half", display=Display.INITIALS)
    builders.a_confirmed_signature(petition, name="Juozas Hidden")
    builders.a_signature(petition, name="Antanas Unconfirmed", display=Display.NAME)
    signing.count_signatures()
    builders.forget_what_pages_keep()

    page = read(client, f"/en/petitions/{petition.slug}/")

    assert "<li>Ona Visible</li>" in page
    assert "<li>P. H.</li>" in page
    for hidden in ("Petras", "Juozas", "J. H.", "Antanas"):
        assert hidden not in page


@pytest.mark.usefixtures("_within_one_moment")
def test_the_first_page_shows_the_newest_open_petition(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    builders.an_open_petition("older")
    builders.an_open_petition("newer")
    builders.a_drafted_petition("not-yet")

    first = queries.newest_open()

    assert first is not None
    assert (first.slug, first.count_total) == ("newer", 0)
    assert first.sign_url in read(client, "/en/")
    with django_assert_num_queries(0):
        client.get("/en/")


def test_the_list_shows_open_and_closed_petitions(client: Client) -> None:
    builders.an_open_petition("open-one")
    builders.a_closed_petition()
    builders.a_drafted_petition("a-draft")

    page = read(client, "/et/petitions/")

    assert "open-one" in page
    assert page.count('class="open-petition"') == 2
    assert "a-draft" not in page
