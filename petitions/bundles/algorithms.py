"""By which algorithms we check signatures, and the names of those by which we do not.

A signature that we cannot check is not a damaged one: whoever made it has to hear what to change.
"""

from __future__ import annotations

from collections.abc import Iterator

from asn1crypto import algos, cms
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from django.utils.translation import gettext as _

from petitions.bundles.flaw import Flaw

DSTU = "dstu"
WEAK = "weak_algorithm"
EDWARDS = "edwards"
OTHER = "algorithm"

#: Keys of RSA, also those for PSS alone, and of elliptic curves (RFC 8017, 5480).
KEYS = frozenset({"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.10045.2.1"})
#: Signatures with them (RFC 8017, 5758), and the digests SHA-256, SHA-384 and SHA-512 (RFC 5754).
OURS = frozenset(
    {
        *(f"1.2.840.113549.1.1.{number}" for number in (1, 10, 11, 12, 13)),
        *(f"1.2.840.10045.4.3.{number}" for number in (2, 3, 4)),
        *(f"2.16.840.1.101.3.4.2.{number}" for number in (1, 2, 3)),
    }
)
#: MD5 and SHA-1, alone and with RSA, DSA or ECDSA.
BROKEN = frozenset(
    {
        "1.2.840.113549.2.5",
        "1.2.840.113549.1.1.4",
        "1.3.14.3.2.26",
        "1.3.14.3.2.29",
        "1.2.840.113549.1.1.5",
        "1.2.840.10040.4.3",
        "1.2.840.10045.4.1",
    }
)
#: Ed25519 and Ed448 (RFC 8410), and the digests that Ed448 goes with.
CURVES_OF_EDWARDS = frozenset(
    {
        "1.3.101.112",
        "1.3.101.113",
        "2.16.840.1.101.3.4.2.12",
        "2.16.840.1.101.3.4.2.18",
    }
)
#: Ukraine's own: DSTU 4145, GOST 34.311, Kupyna.
UKRAINES = "1.2.804.2.1.1.1."


def must_be_ours(signer: cms.SignerInfo, certificate: x509.Certificate) -> None:
    """Raises Flaw with the name of what we do not check, before anybody tries."""
    must_have_a_key(certificate)
    for identifier in _used(signer):
        must_be_known(identifier)


def must_have_a_key(certificate: x509.Certificate) -> None:
    """One of a kind that can be loaded: DSTU 4145 cannot, nor can some curves."""
    identifier = certificate.public_key_algorithm_oid.dotted_string
    if identifier not in KEYS:
        raise flaw(_kind(identifier))
    try:
        certificate.public_key()
    except (UnsupportedAlgorithm, ValueError) as error:
        raise flaw(OTHER) from error


def must_be_known(identifier: str) -> None:
    if identifier not in OURS:
        raise flaw(_kind(identifier))


def flaw(kind: str) -> Flaw:
    return Flaw(_("The signature was made in a way that we do not accept."), kind)


def flaw_of_address(address: str) -> Flaw:
    """For XML signatures, which name algorithms by addresses."""
    name = address.lower()
    if name.endswith(("sha1", "md5")):
        return flaw(WEAK)
    if "eddsa" in name:
        return flaw(EDWARDS)
    return flaw(DSTU if "dstu" in name or "gost34311" in name else OTHER)


def _kind(identifier: str) -> str:
    if identifier.startswith(UKRAINES):
        return DSTU
    if identifier in BROKEN:
        return WEAK
    return EDWARDS if identifier in CURVES_OF_EDWARDS else OTHER


def _used(signer: cms.SignerInfo) -> Iterator[str]:
    yield signer["digest_algorithm"]["algorithm"].dotted
    yield signer["signature_algorithm"]["algorithm"].dotted
    parameters = signer["signature_algorithm"]["parameters"]
    if isinstance(parameters, algos.RSASSAPSSParams):
        yield parameters["hash_algorithm"]["algorithm"].dotted
