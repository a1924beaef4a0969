"""What was told for one institution goes to no other, however strong a signature becomes."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from petitions.bundles import actions as bundles
from petitions.bundles import records
from petitions.campaigns import queries
from petitions.models import Petition, Signature
from petitions.models.signature import Assurance
from tests import builders_signing as builders
from tests.builders_bundles import a_target

pytestmark = pytest.mark.django_db
HOME = "Rīgas iela 1, Cēsis"
ELSEWHERE = "Vilniaus g. 1, Kaunas"
CODE = {"personal_code": "38703181745", "code_country": "LT"}
LITHUANIAN = {"identity": "LT:38703181745", "country": "LT"}


def a_petition() -> Petition:
    """To the Sejm, which counts signatures by e-mail, and to the Seimas, which does not."""
    return builders.an_open_petition(targets=("sejm-petition", "seimas-petition"))


def pk_of(petition: Petition, code: str) -> int:
    return next(each.pk for each in builders.shown(petition).targets if each.code == code)


def signed_for_the_sejm(petition: Petition) -> Signature:
    return builders.a_confirmed_signature(petition, told={"address": HOME})


def valid_at(signature: Signature) -> set[str]:
    builders.forget_what_pages_keep()
    campaign = queries.campaign(signature.petition.slug, "en")
    assert campaign is not None
    return {each.code for each in campaign.targets if each.pk in signature.valid_targets}


def lines(petition: Petition, code: str) -> str:
    bundle = bundles.freeze(a_target(petition, code).pk, now())
    return str([line.values for line in records.signature_lines(bundle)])


def test_an_address_typed_for_one_institution_makes_no_signature_count_at_another() -> None:
    petition = a_petition()
    weaker = signed_for_the_sejm(petition)
    assert valid_at(weaker) == {"sejm"}

    stronger = builders.a_proven_signature(petition, told=CODE, replaces=weaker.pk, **LITHUANIAN)

    assert valid_at(stronger) == {"sejm"}
    assert stronger.personal["address"] == HOME
    assert HOME in lines(petition, "sejm")
    to_the_seimas = lines(petition, "seimas")
    assert HOME not in to_the_seimas
    assert CODE["personal_code"] not in to_the_seimas


def test_given_again_it_counts_there_too() -> None:
    petition = a_petition()
    weaker = signed_for_the_sejm(petition)

    stronger = builders.a_proven_signature(
        petition, told={**CODE, "address": ELSEWHERE}, replaces=weaker.pk, **LITHUANIAN
    )

    assert valid_at(stronger) == {"sejm", "seimas"}
    assert ELSEWHERE in lines(petition, "seimas")


def test_a_code_goes_only_to_institutions_chosen_in_the_act_that_told_it() -> None:
    petition = builders.an_open_petition(targets=("gov-lt-letter", "saeima-collective-submission"))
    weaker = builders.a_confirmed_signature(petition)

    stronger = builders.a_proven_signature(
        petition, targets=(pk_of(petition, "gov-lt"),), replaces=weaker.pk
    )

    assert set(stronger.targets) == set(weaker.targets)
    assert valid_at(stronger) == {"gov-lt"}
    assert "16117519997" not in lines(petition, "saeima")


def test_it_stays_so_through_one_more_upgrade() -> None:
    petition = a_petition()
    weaker = signed_for_the_sejm(petition)
    stronger = builders.a_proven_signature(petition, told=CODE, replaces=weaker.pk, **LITHUANIAN)

    strongest = builders.a_proven_signature(
        petition, told=CODE, assurance=Assurance.QUALIFIED, **LITHUANIAN
    )

    stronger.refresh_from_db()
    assert stronger.replaced_by == strongest
    assert valid_at(strongest) == {"sejm"}


def test_who_is_too_young_does_not_count_by_a_choice_made_before() -> None:
    petition = builders.an_open_petition(targets=("gov-lt-letter", "saeima-collective-submission"))
    weaker = builders.a_confirmed_signature(petition)

    child = builders.a_proven_signature(
        petition,
        told={"birth_date": "2015-05-05", "personal_code": "1", "code_country": "LV"},
        identity="LV:1",
        replaces=weaker.pk,
    )

    assert "saeima" not in valid_at(child)
