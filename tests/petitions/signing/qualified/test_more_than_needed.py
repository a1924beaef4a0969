"""XAdES signatures that carry more than ours: whole chains, and words about other certificates."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Proof
from tests.petitions.signing.qualified.signing_programs import Programs
from tests.petitions.signing.qualified.test_containers import SIGNATURE, rebuilt

Judge = Callable[..., Proof]
Why = Callable[..., str]


@pytest.fixture(scope="module")
def signed(programs: Programs, made: Made) -> bytes:
    return programs.container({"statement.pdf": made.pdf})


def test_a_program_may_carry_the_whole_chain(
    judge: Judge, programs: Programs, signed: bytes
) -> None:
    """Beside the signer's certificate, and before it; only the signed name of it counts."""
    tag = b"<ds:X509Certificate>%s</ds:X509Certificate>"
    others = [*programs.signer("person").issuers, programs.signer("person-lv").certificate]
    chain = b"".join(tag % b64encode(each.public_bytes(Encoding.DER)) for each in others)

    def change(parts: dict[str, bytes]) -> None:
        start = b"<ds:X509Data>"
        parts[SIGNATURE] = parts[SIGNATURE].replace(start, start + chain)

    assert judge(rebuilt(signed, change)).identity == "EE:46001010006"


def test_a_certificate_that_is_not_the_named_one_is_refused(
    reason: Why, programs: Programs, signed: bytes
) -> None:
    own, other = (programs.signer(who).certificate for who in ("person", "person-lv"))

    def change(parts: dict[str, bytes]) -> None:
        named, instead = (b64encode(c.public_bytes(Encoding.DER)) for c in (own, other))
        parts[SIGNATURE] = parts[SIGNATURE].replace(named, instead)

    assert reason(rebuilt(signed, change)) == "damaged"


def test_answers_about_other_certificates_may_lie_beside(
    judge: Judge, programs: Programs, signed: bytes
) -> None:
    tag = b"<xades:EncapsulatedOCSPValue>%s</xades:EncapsulatedOCSPValue>"
    other = tag % b64encode(programs.status(programs.signer("person-lv")))

    def change(parts: dict[str, bytes]) -> None:
        start = b"<xades:OCSPValues>"
        parts[SIGNATURE] = parts[SIGNATURE].replace(start, start + other)

    assert judge(rebuilt(signed, change)).is_lasting
