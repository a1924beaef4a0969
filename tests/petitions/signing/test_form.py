"""From the petition to "signed, confirm by e-mail", as a browser without JavaScript does it."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from petitions.models import Petition, Signature
from petitions.models.signature import Display, State
from petitions.signing.forms import SignForm
from testimonies.models import Letter
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def address(petition: Petition, language: str = "en") -> str:
    return f"/{language}/petitions/{petition.slug}/sign/"


def test_three_screens_lead_from_the_petition_to_the_letter(client: Client) -> None:
    petition = builders.an_open_petition()

    first = client.get(f"/en/petitions/{petition.slug}/")
    form = client.get(address(petition))
    done = client.post(address(petition), builders.what_is_typed(petition), follow=True)

    assert address(petition) in first.content.decode()
    assert form.status_code == 200
    assert done.redirect_chain == [(f"{address(petition)}done/", 302)]
    assert "look into your mail" in done.content.decode()
    assert Signature.objects.get().state == State.PENDING


@pytest.mark.usefixtures("_within_one_moment")
def test_signing_is_one_statement_and_asks_no_broker(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders.an_open_petition()
    client.get(address(petition))

    with django_assert_num_queries(1):
        response = client.post(address(petition), builders.what_is_typed(petition))

    assert response.status_code == 302
    assert Signature.objects.count() == Letter.objects.count() == 1


@pytest.mark.usefixtures("_within_one_moment")
def test_signing_again_takes_two(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders.an_open_petition()
    client.post(address(petition), builders.what_is_typed(petition))

    with django_assert_num_queries(2):
        response = client.post(address(petition), builders.what_is_typed(petition))

    assert response.status_code == 302


def test_what_is_written_is_kept(client: Client) -> None:
    petition = builders.an_open_petition()
    typed = builders.what_is_typed(
        petition,
        name="  Юлія   Ковальчук ",
        email="Julia@Example.ORG ",
        country="UA",
        display="initials",
        wants_news="on",
    )

    client.post(address(petition, "uk"), typed)

    signature = Signature.objects.get()
    assert builders.told(signature) == {"name": "Юлія Ковальчук", "email": "Julia@example.org"}
    assert (signature.country, signature.language) == ("UA", "uk")
    assert (signature.display, signature.wants_news) == (Display.INITIALS, True)
    assert signature.targets == [target.pk for target in petition.targets.all()]


def test_consent_is_given_to_each_institution_apart(client: Client) -> None:
    petition = builders.an_open_petition()
    chosen = builders.what_is_typed(petition, send="chosen", institutions=["seimas"])

    client.post(address(petition), chosen)

    formal = petition.targets.get(profile__code="seimas-petition")
    assert Signature.objects.get().targets == [formal.pk]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"send": "chosen"}, "Please choose at least one institution."),
        ({"send": ""}, "Please choose at least one institution."),
        ({"send": "all", "institutions": ["seimas"]}, "You ticked some institutions"),
        (
            {"send": "chosen", "institutions": ["kremlin"]},
            "choose among the institutions of this petition",
        ),
    ],
)
def test_consent_that_is_not_clear_is_asked_again(
    client: Client, answers: dict[str, Any], sentence: str
) -> None:
    petition = builders.an_open_petition()

    response = client.post(address(petition), builders.what_is_typed(petition) | answers)

    assert sentence in unescape(response.content.decode())
    assert not Signature.objects.exists()


def test_six_questions_of_which_three_need_an_answer(client: Client) -> None:
    petition = builders.an_open_petition()

    page: Any = html.fromstring(client.get(address(petition)).content.decode())

    visible = {
        field.get("name")
        for field in page.xpath("//main//*[self::input or self::select or self::textarea]")
        if field.get("type") != "hidden" and not field.xpath("ancestor::*[@aria-hidden]")
    }
    assert visible == {"name", "email", "country", "display", "wants_news", "institutions"}
    assert {field.get("name") for field in page.xpath("//*[@required]")} == {
        "name",
        "email",
        "country",
    }
    assert not page.xpath("//main//input[@checked and @name='institutions']")
    assert page.xpath("//main//input[@type='hidden']/@name") == ["stamp"]


@pytest.mark.usefixtures("_within_one_moment")
def test_the_form_sets_no_cookie_and_may_be_cached(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders.an_open_petition()
    client.get(address(petition))

    with django_assert_num_queries(0):
        form = client.get(address(petition))
        done = client.get(f"{address(petition)}done/")

    for response in (form, done):
        assert "public" in response["Cache-Control"]
        assert not response.has_header("Vary")
        assert not response.cookies
    assert "csrf" not in form.content.decode()


def test_neither_the_answer_nor_the_errors_set_a_cookie_or_may_be_cached(client: Client) -> None:
    petition = builders.an_open_petition()

    wrong = client.post(address(petition), {})
    right = client.post(address(petition), builders.what_is_typed(petition))

    for response in (wrong, right):
        assert not response.cookies
        assert response["Cache-Control"] == "no-store, private"


def test_a_way_without_e_mail_is_shown(client: Client) -> None:
    petition = builders.an_open_petition()

    page = client.get(address(petition)).content.decode()

    assert 'href="/en/help/#paper"' in page


def test_a_closed_petition_says_so_and_takes_nothing(client: Client) -> None:
    petition = builders.a_closed_petition()

    shown = client.get(address(petition))
    sent = client.post(address(petition), builders.what_is_typed(petition))

    for response in (shown, sent):
        assert response.status_code == 409
        assert "This petition is closed" in response.content.decode()
    assert not Signature.objects.exists()


def test_a_petition_closed_a_moment_ago_takes_nothing(client: Client) -> None:
    petition = builders.an_open_petition()
    client.get(address(petition))  # this process still believes that it is open
    builders.close(petition)

    sent = client.post(address(petition), builders.what_is_typed(petition))

    assert sent.status_code == 409
    assert not Signature.objects.exists()
    assert not Letter.objects.exists()


def test_unknown_and_unfinished_petitions_have_no_form(client: Client) -> None:
    draft = builders.a_drafted_petition()

    for slug in (draft.slug, "never-written"):
        assert client.get(f"/en/petitions/{slug}/sign/").status_code == 404
        assert client.post(f"/en/petitions/{slug}/sign/", {}).status_code == 404
        assert client.get(f"/en/petitions/{slug}/sign/done/").status_code == 404


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_countries_are_named_in_the_language_of_the_page(client: Client, language: str) -> None:
    petition = builders.an_open_petition()
    names = {"en": "Latvia", "et": "Läti", "lt": "Latvija", "lv": "Latvija"}
    names |= {"pl": "Łotwa", "uk": "Латвія"}

    page = client.get(address(petition, language)).content.decode()

    options = re.findall(r'<option value="([A-Z]*)">([^<]*)', page)
    assert [code for code, _name in options[1:6]] == ["EE", "LV", "LT", "PL", "UA"]
    assert dict(options)["LV"] == names[language]
    assert len(options) > 240


def test_what_one_form_offers_is_offered_by_no_other() -> None:
    petition = builders.shown(builders.an_open_petition())
    one, other = SignForm(petition), SignForm(petition)

    one.offer_institutions()

    assert len(one["institutions"].subwidgets) == len(petition.targets)
    for institutions in (other.fields["institutions"], SignForm.base_fields["institutions"]):
        assert not vars(institutions)["_choices"]
        assert not vars(institutions.widget)["_choices"]
