"""The whole way through a real provider: identified, signed, counted, and nobody's account."""

from __future__ import annotations

import logging

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing.eid import holding
from tests.builders_signing import (
    a_confirmed_signature,
    an_open_petition,
    letters_sent,
    link_in,
)
from tests.petitions.signing.eid.conftest import (
    come_back_from,
    form_of,
    identify,
    leave,
    typed,
)
from tests.petitions.signing.eid.provider import MARIANN, NAME, Provider

pytestmark = pytest.mark.django_db


def living() -> list[Signature]:
    return list(Signature.objects.living())


def test_somebody_proves_an_identity_and_signs(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    staff = User.objects.count()

    page = identify(client, petition)
    assert page.redirect_chain[-1][0] == form_of(petition)
    assert NAME in page.content.decode()
    response = client.post(form_of(petition), typed(client, petition), follow=True)

    [signature] = living()
    assert (signature.state, signature.assurance) == (State.CONFIRMED, "eid")
    assert signature.personal["name"] == NAME
    assert signature.personal["birth_date"] == "2000-01-01"
    assert response.redirect_chain[-1][0] == f"/en/signatures/{signature.reference}/"
    assert User.objects.count() == staff
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()


def test_the_provider_is_asked_with_state_nonce_and_pkce(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()

    identify(client, petition)

    [asked], [traded] = provider.manners.asked, provider.manners.traded
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) >= 32
    assert len(asked["state"]) >= 16
    assert asked["ui_locales"] == "en"
    assert asked["prompt"] == "login"
    assert asked["redirect_uri"] == "http://testserver/accounts/oidc/tara/login/callback/"
    assert len(traded["code_verifier"]) >= 43


def test_the_language_of_the_petition_comes_back(client: Client, provider: Provider) -> None:
    petition = an_open_petition()

    left = client.get(f"/lt/petitions/{petition.slug}/sign/identify/tara/")["Location"]
    back = client.get(come_back_from(left))

    assert back["Location"] == f"/lt/petitions/{petition.slug}/sign/identified/"


def test_who_gives_an_address_gets_one_letter_with_the_page(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    identify(client, petition)

    client.post(form_of(petition), typed(client, petition, email="mari@example.org"))

    [letter] = letters_sent()
    assert letter.to == ["mari@example.org"]
    assert link_in(letter) == f"/en/signatures/{living()[0].reference}/"


def test_without_an_address_nothing_is_written(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    identify(client, petition)

    client.post(form_of(petition), typed(client, petition))

    assert letters_sent() == []
    assert len(living()) == 1


def test_the_code_is_kept_only_where_an_institution_asks_for_it(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition(targets=["gov-lt-letter", "saeima-collective-submission"])
    identify(client, petition)

    answers = typed(client, petition, send="chosen", institutions=["gov-lt"])
    client.post(form_of(petition), answers)

    assert "personal_code" not in living()[0].personal


def test_a_code_of_the_right_state_counts_there(client: Client, provider: Provider) -> None:
    provider.manners.person = MARIANN | {"sub": "LV32005006006"}
    petition = an_open_petition(targets=["saeima-collective-submission"])
    [target] = petition.targets.all()

    page = identify(client, petition)
    assert "There it counts on a condition" in page.content.decode()
    client.post(form_of(petition), typed(client, petition, country="LV"))

    [signature] = living()
    assert signature.valid_targets == [target.pk]
    assert signature.personal["personal_code"] == "32005006006"
    assert signature.personal["code_country"] == "LV"


def test_the_address_is_asked_where_it_is_needed_and_makes_it_count(
    client: Client, provider: Provider
) -> None:
    provider.manners.person = MARIANN | {"sub": "LT33309240064"}
    petition = an_open_petition(targets=["seimas-petition"])
    [target] = petition.targets.all()

    page = identify(client, petition)
    assert 'name="address"' in page.content.decode()
    client.post(form_of(petition), typed(client, petition, address="Gedimino pr. 53\nVilnius"))

    [signature] = living()
    assert signature.personal["address"] == "Gedimino pr. 53, Vilnius"
    assert signature.valid_targets == [target.pk]


def test_who_is_too_young_is_told_before_and_counted_as_support(
    client: Client, provider: Provider
) -> None:
    young = MARIANN["profile_attributes"] | {"date_of_birth": "2015-05-05"}
    provider.manners.person = MARIANN | {"sub": "LV32005006006", "profile_attributes": young}
    petition = an_open_petition(targets=["saeima-collective-submission"])

    page = identify(client, petition).content.decode()
    client.post(form_of(petition), typed(client, petition))

    assert "There it is a declaration of support" in page
    assert "at least 16 years old" in page
    assert living()[0].valid_targets == []


def test_the_name_comes_from_the_provider_whatever_the_form_says(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    identify(client, petition)

    answers = typed(client, petition, name="Somebody Else", identity="EE:1", replaces="1")
    client.post(form_of(petition), answers)

    assert living()[0].personal["name"] == NAME


def test_news_need_an_address(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    identify(client, petition)

    response = client.post(form_of(petition), typed(client, petition, wants_news="on"))

    assert response.status_code == 422
    assert "Where shall we write to?" in response.content.decode()
    assert living() == []


def test_who_has_signed_with_this_identity_is_told_so_and_led_to_it(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    identify(client, petition)
    client.post(form_of(petition), typed(client, petition))
    [first] = living()

    page = identify(Client(), petition)

    assert "You have already signed" in page.content.decode()
    assert f"/en/signatures/{first.reference}/" in page.content.decode()
    assert living() == [first]


def test_the_same_name_mailbox_and_birth_date_is_the_same_person_counted_once(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    weaker = a_confirmed_signature(
        petition, name=NAME, email="mari@example.org", told={"birth_date": "2000-01-01"}
    )
    identify(client, petition)

    client.post(form_of(petition), typed(client, petition, email="mari@example.org"))

    [signature] = living()
    weaker.refresh_from_db()
    assert weaker.state == State.SUPERSEDED
    assert weaker.replaced_by == signature


def test_a_namesake_who_shares_the_mailbox_signs_as_another_person(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    identify(client, petition)
    client.post(form_of(petition), typed(client, petition, email="home@example.org"))
    [father] = living()
    provider.manners.person = MARIANN | {"sub": "EE47101010033"}
    son = Client()

    identify(son, petition)
    response = son.post(form_of(petition), typed(son, petition, email="home@example.org"))

    assert len(living()) == 2
    assert father.reference not in response["Location"]


def test_nothing_personal_lies_in_the_session_or_in_addresses(
    client: Client, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    petition = an_open_petition()
    left = leave(client, petition)
    page = client.get(come_back_from(left), follow=True)
    client.post(form_of(petition), typed(client, petition, email="mari@example.org", country=""))

    kept = "".join(session.session_data for session in Session.objects.all())
    decoded = str(client.session.items())
    addresses = " ".join([left, *(url for url, _status in page.redirect_chain)])
    ours = [record for record in caplog.records if not record.name.startswith("authlib")]
    said = " ".join(record.getMessage() + str(record.exc_text) for record in ours)
    for secret in ("MARY", "60001019906", "TESTNUMBER", "2000-01-01", "mari@example"):
        for place in (kept, decoded, addresses, said):
            assert secret not in place
    assert holding.IDENTIFIED in client.session


def test_where_only_citizens_of_another_state_count_it_is_a_declaration(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition(targets=["verkhovna-rada-petition"])

    page = " ".join(identify(client, petition).text.split())
    client.post(form_of(petition), typed(client, petition))

    assert "There it is a declaration of support" in page
    assert "Only people with a personal code of this country are counted: Ukraine." in page
    assert living()[0].valid_targets == []


def test_a_second_press_leads_to_what_the_first_one_signed(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    identify(client, petition)
    answers = typed(client, petition)

    first = client.post(form_of(petition), answers)
    second = client.post(form_of(petition), answers)
    another = client.post(form_of(petition), answers | {"ticket": "0" * 32})

    assert len(living()) == 1
    assert second["Location"] == first["Location"]
    assert another.status_code == 403


def test_signed_means_forgotten_by_the_browser(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    identify(client, petition)
    client.post(form_of(petition), typed(client, petition))

    again = client.get(form_of(petition))

    assert client.session[holding.IDENTIFIED] == {}
    assert again["Location"].endswith("/sign/not-identified/late/")
