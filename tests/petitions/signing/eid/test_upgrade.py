"""Whoever comes from the page of their own signature replaces it by a stronger one."""

from __future__ import annotations

import pytest
from django.test import Client

from petitions.models import Signature
from petitions.models.signature import State
from tests.builders_signing import (
    a_confirmed_signature,
    an_open_petition,
    shown,
)
from tests.petitions.signing.eid.conftest import (
    come_back_from,
    form_of,
    identify,
    typed,
)
from tests.petitions.signing.eid.provider import MARIANN, NAME, Provider

pytestmark = pytest.mark.django_db


def identify_from_its_page(client: Client, signature: Signature) -> None:
    left = client.get(f"/en/signatures/{signature.reference}/identify/tara/")["Location"]
    client.get(come_back_from(left), follow=True)


def test_who_comes_from_their_own_page_replaces_that_signature(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    weaker = a_confirmed_signature(
        petition, name="Testnumber, Mary Ann O’Connez-Suslik".replace(",", "")
    )
    page = client.get(f"/en/signatures/{weaker.reference}/").content.decode()
    assert f"/en/signatures/{weaker.reference}/identify/tara/" in page

    identify_from_its_page(client, weaker)
    client.post(form_of(petition), typed(client, petition))

    [living] = Signature.objects.living()
    weaker.refresh_from_db()
    assert (weaker.state, weaker.replaced_by) == (State.SUPERSEDED, living)


def test_where_it_counts_everywhere_nothing_stronger_is_offered(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition(targets=("gov-lt-letter",))
    signature = a_confirmed_signature(petition)

    page = client.get(f"/en/signatures/{signature.reference}/").content.decode()

    assert "identify/tara" not in page


def test_the_login_is_offered_only_where_it_can_add_something(
    client: Client, provider: Provider
) -> None:
    helped = a_confirmed_signature(an_open_petition(targets=["gov-ee-letter", "seimas-petition"]))
    not_helped = a_confirmed_signature(an_open_petition(targets=["riigikogu-collective-address"]))

    pages = [
        " ".join(client.get(f"/en/signatures/{each.reference}/").text.split())
        for each in (helped, not_helped)
    ]

    where = "which you see before you sign: Seimas of the Republic of Lithuania."
    assert [where in page for page in pages] == [True, False]
    assert ["Make your signature stronger" in page for page in pages] == [True, False]


def test_another_name_on_the_page_is_replaced_only_when_somebody_says_so(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    fathers = a_confirmed_signature(petition, name="Tõnu Maasikas")
    identify_from_its_page(client, fathers)
    page = client.get(form_of(petition)).content.decode()
    assert "in the name “Tõnu Maasikas”" in page

    client.post(form_of(petition), typed(client, petition))

    fathers.refresh_from_db()
    assert fathers.state == State.CONFIRMED
    assert Signature.objects.living().count() == 2


def test_an_old_name_is_replaced_by_a_new_one_when_somebody_says_so(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    maiden = a_confirmed_signature(petition, name="Mary Ann Maasikas")
    identify_from_its_page(client, maiden)

    client.post(form_of(petition), typed(client, petition, is_mine="on"))

    maiden.refresh_from_db()
    assert maiden.state == State.SUPERSEDED
    assert Signature.objects.living().count() == 1


def test_an_address_given_for_one_institution_is_asked_anew_for_another(
    client: Client, provider: Provider
) -> None:
    provider.manners.person = MARIANN | {"sub": "LT33309240064"}
    petition = an_open_petition(targets=["sejm-petition", "seimas-petition"])
    told = {"address": "Rīgas iela 1, Cēsis"}
    weaker = a_confirmed_signature(petition, name=NAME, told=told)
    identify_from_its_page(client, weaker)

    page = client.get(form_of(petition)).content.decode()
    client.post(form_of(petition), typed(client, petition, country="LT"))

    stronger = Signature.objects.living().get()
    sejm = next(each.pk for each in shown(petition).targets if each.code == "sejm")
    assert "you gave it before for Sejm" in page
    assert "Rīgas iela" not in page
    assert stronger.valid_targets == [sejm]
    assert stronger.personal["address"] == "Rīgas iela 1, Cēsis"


def test_the_signature_of_another_petition_is_never_replaced(
    client: Client, provider: Provider
) -> None:
    elsewhere = a_confirmed_signature(name=NAME)
    petition = an_open_petition()
    identify_from_its_page(client, elsewhere)
    identify(client, petition)

    client.post(form_of(petition), typed(client, petition))

    elsewhere.refresh_from_db()
    assert elsewhere.state == State.CONFIRMED
