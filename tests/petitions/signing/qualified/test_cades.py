"""Signature files (.p7s, .p7m): our statement in them, or left out, since we know its bytes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import date

import pytest
from asn1crypto import cms, core, ocsp, x509

from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Circle, Proof
from tests.petitions.signing.qualified.cades_programs import CadesPrograms
from tests.petitions.signing.qualified.conftest import a_statement, as_known

Judge = Callable[..., Proof]
Why = Callable[..., str]


@pytest.fixture(scope="module")
def signed(cades: CadesPrograms, made: Made) -> bytes:
    return cades.file(made.pdf, "person-ua")


def changed(signed: cms.ContentInfo, name: str) -> cms.ContentInfo:
    """Without one of the signed attributes, which no longer fits the signature."""
    signer = signed["content"]["signer_infos"][0]
    attributes = [each for each in signer["signed_attrs"] if each["type"].native != name]
    signer["signed_attrs"] = cms.CMSAttributes(attributes)
    return signed


def test_a_signature_without_the_statement_tells_who_signed(judge: Judge, signed: bytes) -> None:
    proof = judge(signed)

    assert (proof.name, proof.identity) == ("ОКСАНА TEST-ШЕВЧЕНКО", "UA:2921912346")
    assert proof.kind == "cades"
    assert proof.is_trusted
    assert not proof.is_lasting


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("detached", [True, False])
def test_the_statement_may_lie_inside_or_not(
    judge: Judge, cades: CadesPrograms, made: Made, digest: str, detached: bool
) -> None:
    proof = judge(cades.file(made.pdf, detached=detached, digest=digest))

    assert (proof.code, proof.birth_date) == ("46001010006", date(1960, 1, 1))


@pytest.mark.parametrize(
    "armour",
    [
        b"-----BEGIN CMS-----\n%s\n-----END CMS-----\n",
        b"-----BEGIN PKCS7-----\n%s\n-----END PKCS7-----",
        b"%s\n",
    ],
)
def test_it_may_come_as_text(judge: Judge, signed: bytes, armour: bytes) -> None:
    text = b64encode(signed)
    lines = b"\n".join(text[start : start + 64] for start in range(0, len(text), 64))

    assert judge(armour % lines).identity == "UA:2921912346"


def test_the_issuers_word_may_come_along(judge: Judge, cades: CadesPrograms, made: Made) -> None:
    assert judge(cades.lasting(made.pdf, [cades.answer()])).is_lasting
    assert judge(cades.lasting_beside(made.pdf, [cades.answer()])).is_lasting


def test_without_a_trust_store_the_person_is_only_claimed(judge: Judge, signed: bytes) -> None:
    assert not judge(signed, among=Circle(None)).is_trusted


@pytest.mark.parametrize("detached", [True, False])
def test_another_text_is_refused(reason: Why, cades: CadesPrograms, detached: bool) -> None:
    assert reason(cades.file(b"I sign something else.", detached=detached)) == "other_text"


def test_the_text_of_the_petition_alone_is_no_statement(
    reason: Why, cades: CadesPrograms, made: Made
) -> None:
    assert reason(cades.file(made.container)) == "other_text"


def test_the_statement_of_another_petition_is_refused(reason: Why, cades: CadesPrograms) -> None:
    other = a_statement("another")

    assert reason(cades.file(other.pdf), as_known(other, 2, petition=8)) == "other_petition"


def test_two_signers_are_refused(reason: Why, cades: CadesPrograms, made: Made) -> None:
    one, other = cades.sign(made.pdf), cades.sign(made.pdf, "person-lv")
    inside, more = one["content"], other["content"]
    inside["signer_infos"] = [*inside["signer_infos"], *more["signer_infos"]]
    inside["certificates"] = [*inside["certificates"], *more["certificates"]]

    assert reason(one.dump()) == "two_signers"


def test_a_countersignature_is_refused(reason: Why, cades: CadesPrograms, made: Made) -> None:
    one, other = cades.sign(made.pdf), cades.sign(made.pdf, "person-lv")
    signer = one["content"]["signer_infos"][0]
    counter = {"type": "counter_signature", "values": [other["content"]["signer_infos"][0]]}
    signer["unsigned_attrs"] = [*signer["unsigned_attrs"], cms.CMSAttribute(counter)]

    assert reason(one.dump()) == "two_signers"


def test_no_signer_is_refused(reason: Why, cades: CadesPrograms, made: Made) -> None:
    signed = cades.sign(made.pdf)
    signed["content"]["signer_infos"] = []

    assert reason(signed.dump()) == "no_signature"


def test_a_signature_without_its_certificate_is_refused(
    reason: Why, cades: CadesPrograms, made: Made
) -> None:
    signed = cades.sign(made.pdf)
    issuers = [each for each in signed["content"]["certificates"] if each.chosen.ca]
    signed["content"]["certificates"] = issuers

    assert reason(signed.dump()) == "no_certificate"


def test_a_signature_that_names_no_certificate_is_refused(
    reason: Why, cades: CadesPrograms, made: Made
) -> None:
    plain = changed(cades.sign(made.pdf), "signing_certificate_v2")

    assert reason(plain.dump()) == "unbound"


def test_changed_circumstances_are_refused(reason: Why, cades: CadesPrograms, made: Made) -> None:
    later = cms.Time({"utc_time": core.UTCTime("350101000000Z")})
    signed = changed(cades.sign(made.pdf), "signing_time")
    signer = signed["content"]["signer_infos"][0]
    more = cms.CMSAttribute({"type": "signing_time", "values": [later]})
    signer["signed_attrs"] = [*signer["signed_attrs"], more]

    assert reason(signed.dump()) == "changed"


def test_a_signature_over_something_of_another_type_is_refused(
    reason: Why, cades: CadesPrograms, made: Made
) -> None:
    assert reason(changed(cades.sign(made.pdf), "content_type").dump()) == "damaged"


def test_a_signature_of_somebody_else_is_refused(
    reason: Why, cades: CadesPrograms, made: Made
) -> None:
    signed, other = cades.sign(made.pdf), cades.sign(made.pdf, "person-lv")
    theirs = other["content"]["signer_infos"][0]["signature"]
    signed["content"]["signer_infos"][0]["signature"] = theirs

    assert reason(signed.dump()) == "changed"


def test_a_signature_without_a_timestamp_is_refused(
    reason: Why, cades: CadesPrograms, made: Made
) -> None:
    assert reason(cades.file(made.pdf, stamped=False)) == "no_time"


def test_a_timestamp_of_another_signature_is_refused(
    reason: Why, cades: CadesPrograms, made: Made
) -> None:
    signed, other = cades.sign(made.pdf), cades.sign(made.pdf, "person-lv")
    theirs = other["content"]["signer_infos"][0]["unsigned_attrs"]
    signed["content"]["signer_infos"][0]["unsigned_attrs"] = theirs

    assert reason(signed.dump()) == "bad_time"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("expired", "expired"),
        ("revoked", "revoked"),
        ("self-signed", "self_signed"),
        ("stranger", "test_certificate"),
        ("plain", "not_qualified"),
        ("software", "no_device"),
        ("login", "not_for_signing"),
        ("seal", "seal"),
        ("ministry", "trusted_profile"),
    ],
)
def test_other_certificates_are_refused_with_the_exact_reason(
    reason: Why, cades: CadesPrograms, made: Made, who: str, why: str
) -> None:
    assert reason(cades.file(made.pdf, who)) == why


def test_a_revoked_certificate_is_refused_when_the_file_says_so(
    reason: Why, cades: CadesPrograms, made: Made
) -> None:
    signed = cades.sign(made.pdf, "revoked")
    answer = cms.RevocationInfoChoice(
        {
            "other": {
                "other_rev_info_format": "ocsp_response",
                "other_rev_info": ocsp.OCSPResponse.load(cades.answer("revoked")),
            }
        }
    )
    signed["content"]["crls"] = [answer]

    assert reason(signed.dump(), among=Circle(None)) == "revoked"


@pytest.mark.parametrize("left", [60, 1_000, -1])
def test_a_file_that_was_cut_off_is_refused(reason: Why, signed: bytes, left: int) -> None:
    assert reason(signed[:left]) == "truncated"


def test_what_follows_the_signature_is_refused(reason: Why, signed: bytes) -> None:
    assert reason(signed + b"and more") == "damaged"


def test_an_encrypted_message_is_refused(reason: Why, made: Made) -> None:
    locked = cms.ContentInfo(
        {
            "content_type": "enveloped_data",
            "content": {
                "version": "v0",
                "recipient_infos": [],
                "encrypted_content_info": {
                    "content_type": "data",
                    "content_encryption_algorithm": {
                        "algorithm": "aes256_cbc",
                        "parameters": bytes(16),
                    },
                    "encrypted_content": made.pdf,
                },
            },
        }
    )

    assert reason(locked.dump()) == "encrypted"


def test_a_timestamp_alone_is_no_signature(reason: Why, cades: CadesPrograms, made: Made) -> None:
    signer = cades.sign(made.pdf)["content"]["signer_infos"][0]
    token = signer["unsigned_attrs"][0]["values"][0].dump()

    assert reason(token) == "other_kind"


def test_deep_nesting_is_refused(reason: Why, signed: bytes) -> None:
    deep = b"\x30\x80" * 5_000 + b"\x00\x00" * 5_000
    octets = b"\x24\x80" * 5_000 + b"\x04\x01a" + b"\x00\x00" * 5_000
    head = b"\x30\x80" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80"

    for inside in (deep, octets):
        assert reason(head + inside + b"\x00\x00" * 2) == "damaged"


def test_a_thousand_certificates_are_refused(
    reason: Why, cades: CadesPrograms, made: Made
) -> None:
    signed = cades.sign(made.pdf)
    own = signed["content"]["certificates"]
    many = []
    for number in range(1_000):
        other = x509.Certificate.load(own[0].chosen.dump()).copy()
        other["tbs_certificate"]["serial_number"] = number + 1
        many.append(cms.CertificateChoices({"certificate": other}))
    signed["content"]["certificates"] = [*own, *many]

    assert reason(signed.dump()) == "too_much"


def test_a_thousand_answers_are_refused(reason: Why, cades: CadesPrograms, made: Made) -> None:
    assert reason(cades.lasting_beside(made.pdf, [cades.answer()] * 1_000)) == "too_much"
