"""Lists of the revoked (CRL) inside signed files: what they prove, and when they prove nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from config.local.authority import Authority
from petitions.bundles.revocation import Revoked
from petitions.bundles.revocation_values import Values
from petitions.signing.qualified import trust
from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Circle, Proof
from tests.petitions.signing.qualified.cades_programs import (
    ASICE,
    CadesPrograms,
    a_list,
    packed,
    parts_of,
)
from tests.petitions.signing.qualified.signing_programs import Programs

Judge = Callable[..., Proof]
Why = Callable[..., str]
Signing = Callable[[bytes], bytes]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def alone(authority: Authority) -> Circle:
    """Whoever judges here can ask nobody."""
    return Circle(trust.load(authority.trust_store), "")


def with_list(container: bytes, made: bytes) -> bytes:
    """A container whose XAdES signature brings a list along."""
    name = "META-INF/signatures0.xml"
    parts = parts_of(container)
    value = f"<xades:EncapsulatedCRLValue>{b64encode(made).decode()}</xades:EncapsulatedCRLValue>"
    values = f"<xades:CRLValues>{value}</xades:CRLValues>"
    end = b"</xades:UnsignedSignatureProperties>"
    whole = f"<xades:RevocationValues>{values}</xades:RevocationValues>".encode() + end
    return packed(ASICE, {**parts, name: parts[name].replace(end, whole)})


@pytest.fixture(params=["cades", "cades, beside", "pades", "xades"])
def signing(
    request: pytest.FixtureRequest, cades: CadesPrograms, programs: Programs, made: Made
) -> Signing:
    """Signs, and adds a list that is made before or after."""

    def signed(found: bytes) -> bytes:
        if request.param == "cades":
            return cades.lasting(made.pdf, lists=[found])
        if request.param == "cades, beside":
            return cades.lasting_beside(made.pdf, lists=[found])
        if request.param == "pades":
            return programs.lasting_pdf(made.pdf, lists=[found])
        return with_list(programs.container({"a.pdf": made.pdf}, proofs=["stamp"]), found)

    return signed


def test_a_list_from_after_the_signature_proves_it_for_good(
    judge: Judge, signing: Signing, authority: Authority, alone: Circle
) -> None:
    proof = judge(signing(a_list(authority)), among=alone)

    assert proof.is_trusted
    assert proof.is_lasting
    assert not proof.suits_library


def test_a_list_that_was_in_force_is_enough_where_nobody_can_be_asked(
    judge: Judge, signing: Signing, authority: Authority, alone: Circle
) -> None:
    proof = judge(signing(a_list(authority, at=datetime.now(UTC) - HOUR)), among=alone)

    assert proof.is_trusted
    assert not proof.is_lasting


def test_whoever_can_be_asked_is_asked_all_the_same(
    judge: Judge, cades: CadesPrograms, authority: Authority, made: Made
) -> None:
    before = a_list(authority, at=datetime.now(UTC) - HOUR)
    unreachable = Circle(trust.load(authority.trust_store), "http://127.0.0.1:1/ocsp")

    with pytest.raises(Exception, match="does not answer"):
        judge(cades.lasting(made.pdf, lists=[before]), among=unreachable)


def test_a_list_that_names_the_certificate_refuses_it(
    reason: Why, signing: Signing, authority: Authority, cades: CadesPrograms
) -> None:
    revoked = {cades.serial("person"): datetime.now(UTC) - DAY}

    assert reason(signing(a_list(authority, revoked))) == "revoked"


def test_a_card_that_was_lost_afterwards_has_signed(
    cades: CadesPrograms, programs: Programs, authority: Authority
) -> None:
    signed_at = datetime.now(UTC) - DAY
    signer = programs.signer("person")
    values = Values(lists=(a_list(authority, {cades.serial("person"): signed_at + HOUR}),))

    words = values.words_on(signer.certificate, signer.issuers, signed_at=signed_at)

    assert (words.since, words.before) == (None, None)
    with pytest.raises(Revoked):
        values.words_on(signer.certificate, signer.issuers, signed_at=signed_at + DAY)


def test_an_answer_from_before_the_signature_does_not_count(
    cades: CadesPrograms, programs: Programs
) -> None:
    signer, now = programs.signer("person"), datetime.now(UTC)
    values = Values(answers=(cades.answer(),))

    before = values.words_on(signer.certificate, signer.issuers, signed_at=now + HOUR)
    after = values.words_on(signer.certificate, signer.issuers, signed_at=now - HOUR)

    assert (before.since, before.before) == (None, None)
    assert after.since is not None


@pytest.mark.parametrize(
    "spoilt",
    [
        {"by": "root"},
        {"by": "stranger-ca"},
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"more": [x509.DeltaCRLIndicator(6)]},
        {"more": [x509.IssuingDistributionPoint(None, None, False, True, None, False, False)]},
        {
            "more": [
                x509.IssuingDistributionPoint(
                    [x509.UniformResourceIdentifier("http://127.0.0.1/others.crl")],
                    None,
                    False,
                    False,
                    None,
                    False,
                    False,
                )
            ]
        },
    ],
    ids=["of the root", "of a stranger", "long ago", "of changes", "of authorities", "of others"],
)
def test_lists_that_do_not_speak_of_it_say_nothing(
    reason: Why,
    signing: Signing,
    authority: Authority,
    alone: Circle,
    spoilt: dict[str, object],
) -> None:
    found = a_list(authority, **spoilt)  # type: ignore[arg-type]

    assert reason(signing(found), among=alone) == "no_status"


def test_a_changed_list_says_nothing(
    reason: Why, cades: CadesPrograms, authority: Authority, alone: Circle, made: Made
) -> None:
    found = a_list(authority)
    changed = found[:-1] + bytes([found[-1] ^ 1])

    assert reason(cades.lasting(made.pdf, lists=[changed]), among=alone) == "no_status"
