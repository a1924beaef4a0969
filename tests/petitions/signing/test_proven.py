"""Whoever proves an identity counts at once, and in every way together only once."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from datetime import date

import pytest
import rfc8785

from petitions.campaigns import queries
from petitions.models import Petition, Signature, SignatureCount
from petitions.models.signature import Assurance, State
from petitions.signing import actions as signing
from petitions.signing import personal_codes, rules
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from tests import builders_signing as builders
from tests.builders_review import an_administrator
from tests.petitions.signing.test_two_connections import at_once

pytestmark = pytest.mark.django_db

SEIMAS = ("gov-lt-letter", "seimas-petition")
CODE = {"personal_code": "38703181745", "code_country": "LT"}


def counts(petition: Petition) -> dict[str, int]:
    signing.count_signatures()
    rows = SignatureCount.objects.filter(petition=petition, total__gt=0)
    return dict(rows.values_list("assurance", "total"))


def codes_where_valid(signature: Signature) -> set[str]:
    builders.forget_what_pages_keep()
    campaign = queries.campaign(signature.petition.slug, "en")
    assert campaign is not None
    return {each.code for each in campaign.targets if each.pk in signature.valid_targets}


def test_a_proven_identity_counts_at_once_and_without_a_letter() -> None:
    petition = builders.an_open_petition()

    signature = builders.a_proven_signature(petition)

    assert signature.state == State.CONFIRMED
    assert signature.confirmed_at is not None
    assert counts(petition) == {"eid": 1}
    assert not Letter.objects.exists()


def test_an_upgrade_never_counts_twice() -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition, told=builders.BORN)
    before = counts(petition)

    stronger = builders.a_proven_signature(petition, email="Janis@example.org")

    weaker.refresh_from_db()
    assert (before, counts(petition)) == ({"email": 1}, {"eid": 1})
    assert (weaker.state, weaker.replaced_by) == (State.SUPERSEDED, stronger)
    assert stronger.mail_key == weaker.mail_key


def test_by_its_own_page_a_signature_is_upgraded_whatever_the_name_on_the_card() -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition, name="J. Bērziņš", display="name")

    stronger = builders.a_proven_signature(petition, replaces=weaker.pk)

    assert counts(petition) == {"eid": 1}
    assert stronger.personal["email"] == "janis@example.org"
    assert builders.told(stronger)["name"] == "Jānis Bērziņš"


def test_whoever_has_signed_more_strongly_does_not_sign_again_by_mail() -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition, told=builders.BORN)
    strong = builders.a_proven_signature(petition, email="janis@example.org")

    again = signing.sign(builders.shown(petition), builders.a_signing(petition), language="en")

    assert again == strong.uuid
    assert Signature.objects.living().count() == 1


def test_an_equal_or_weaker_one_changes_nothing() -> None:
    petition = builders.an_open_petition()
    first = builders.a_proven_signature(petition, assurance=Assurance.QUALIFIED)

    second = builders.a_proven_signature(petition, country="DE")

    assert second == first
    assert Signature.objects.get().country == "LV"


def test_what_the_weaker_one_agreed_to_and_told_is_kept() -> None:
    petition = builders.an_open_petition(targets=("gov-lt-letter", "sejm-petition"))
    letter, sejm = (target.pk for target in builders.shown(petition).targets)
    weaker = builders.a_confirmed_signature(
        petition, targets=(sejm,), told={"address": "Rīgas iela 1, Cēsis"}
    )

    stronger = builders.a_proven_signature(petition, targets=(letter,), replaces=weaker.pk)

    assert set(stronger.targets) == {letter, sejm}
    assert builders.told(stronger)["address"] == "Rīgas iela 1, Cēsis"
    assert codes_where_valid(stronger) == {"gov-lt", "sejm"}


def test_a_code_counts_only_with_the_state_that_gave_it() -> None:
    petition = builders.an_open_petition(targets=SEIMAS)
    here = {**CODE, "address": "Vilniaus g. 1, Kaunas"}
    elsewhere = {"personal_code": "16117519997", "code_country": "LV", "address": "Cēsis"}

    ours = builders.a_proven_signature(petition, identity="LT:38703181745", told=here)
    theirs = builders.a_proven_signature(petition, told=elsewhere)

    assert codes_where_valid(ours) == {"gov-lt", "seimas"}
    assert codes_where_valid(theirs) == {"gov-lt"}


@pytest.mark.parametrize(
    ("identity", "where"),
    [("LV:16117519997", set()), ("FI:131052-308T", set()), ("UA:3245103672", {"verkhovna-rada"})],
)
def test_a_login_of_one_state_is_no_citizenship_of_another(identity: str, where: set[str]) -> None:
    petition = builders.an_open_petition(targets=["verkhovna-rada-petition"])

    signature = builders.a_proven_signature(petition, identity=identity, country="UA", told={})

    assert codes_where_valid(signature) == where


@pytest.mark.parametrize(
    ("country", "nationality", "where"),
    [("KZ", "KZ", set()), ("KZ", "LV", {"ep-peti"}), ("LV", "KZ", {"ep-peti"})],
)
def test_on_paper_the_parliament_counts_citizens_and_residents_of_the_union(
    country: str, nationality: str, where: set[str]
) -> None:
    petition = builders.an_open_petition(targets=["ep-peti-petition"])
    told = {"birth_date": "1950-03-03", "address": "Abay 5", "nationality": nationality}

    signature = builders.a_proven_signature(
        petition,
        assurance=Assurance.PAPER_VERIFIED,
        identity="born|1950-03-03|aigul",
        country=country,
        told=told,
    )

    assert codes_where_valid(signature) == where


def test_the_age_is_read_from_the_code() -> None:
    child = {"personal_code": "51107121760", "code_country": "EE"}

    assert rules.age_on(child, on=date(2026, 11, 25)) == 15
    assert rules.age_on({"birth_date": "1949-03-26"}, on=date(2026, 3, 25)) == 76
    assert rules.age_on({"name": "Ona"}, on=date(2026, 11, 25)) is None


def test_codes_of_five_countries_are_known_and_others_are_not() -> None:
    known = {
        "EE": ("36805280109", date(1968, 5, 28)),
        "LT": ("38703181745", date(1987, 3, 18)),
        "LV": ("328673-00679", None),
        "PL": ("44051401359", date(1944, 5, 14)),
        "UA": ("1759013776", date(1948, 2, 28)),
    }

    for country, (code, born) in known.items():
        tidy = personal_codes.tidy(country, code)
        assert tidy is not None
        assert personal_codes.birth_date(country, tidy) == born
    assert personal_codes.tidy("EE", "36805280100") is None
    assert personal_codes.tidy("LV", "40003521600") is None  # a company's
    assert personal_codes.tidy("FR", "1") is None


def test_the_commitment_tells_nothing_without_the_salt() -> None:
    signature = builders.a_proven_signature()

    salt = b64decode(signature.personal["salt"])
    told = rfc8785.dumps(builders.told(signature))

    assert len(salt) == 32
    assert bytes(signature.commitment) == hashlib.sha256(salt + told).digest()
    assert bytes(signature.commitment) != hashlib.sha256(told).digest()


def test_what_looks_suspicious_is_put_aside_and_nobody_is_told() -> None:
    petition = builders.an_open_petition()
    suspect = builders.a_signature(petition, suspicions=("network",))

    signing.confirm(suspect.uuid)

    suspect.refresh_from_db()
    assert suspect.state == State.QUARANTINED
    assert suspect.confirmed_at is not None
    assert counts(petition) == {}
    assert Letter.objects.filter(kind="signature_confirmed").count() == 1


def test_a_closed_petition_takes_nobody() -> None:
    petition = builders.an_open_petition()
    proven, campaign = builders.a_proven(petition), builders.shown(petition)
    builders.close(petition)

    with pytest.raises(Refusal):
        signing.sign_proven(campaign, proven)

    assert not Signature.objects.exists()


def test_staff_who_key_a_signature_are_recorded() -> None:
    petition, staff = builders.an_open_petition(), an_administrator()
    proven = builders.a_proven(petition, assurance=Assurance.PAPER)

    signature = signing.sign_proven(builders.shown(petition), proven, by=staff)

    event = CustodyEvent.objects.get(event="signature.recorded")
    assert (event.by, event.subject) == (staff, signature.reference)


@pytest.mark.django_db(transaction=True)
def test_one_identity_from_many_connections_at_once_is_one_signature() -> None:
    petition = builders.an_open_petition()
    campaign, proven = builders.shown(petition), builders.a_proven(petition)

    signed = at_once([lambda: signing.sign_proven(campaign, proven).pk] * 4)

    assert len(set(signed)) == 1
    assert counts(petition) == {"eid": 1}


@pytest.mark.django_db(transaction=True)
def test_an_upgrade_and_a_withdrawal_at_once_leave_one_answer() -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition)
    campaign = builders.shown(petition)
    proven = builders.a_proven(petition, replaces=weaker.pk)

    def take_back() -> str:
        try:
            return signing.withdraw(weaker.pk).state
        except Refusal:
            return "refused"

    answers = at_once([take_back, lambda: signing.sign_proven(campaign, proven).state])

    assert answers in (["refused", State.CONFIRMED], [State.WITHDRAWN, State.CONFIRMED])
    assert counts(petition) == {"eid": 1}
