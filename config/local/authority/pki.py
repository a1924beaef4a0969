"""Keys and certificates of the TEST authority, made once per home."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from config.local import keys

CONFIGURATION = Path(__file__).with_name("certomancer.yml")
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

#: People whose certificates are as they should be, and signers with something wrong.
PEOPLE = ("person", "person-lv", "person-lt", "person-pl", "person-ua", "person-twin")
OTHERS = (
    "expired", "revoked", "plain", "software", "login", "ministry", "self-signed", "stranger",
)  # fmt: skip
#: Whose keys are handed over with their chain, as P12 files.
SIGNERS = ("seal", *PEOPLE, *OTHERS)
CERTIFICATION_AUTHORITIES = ("root", "issuing", "stranger-ca")
STAMPS = ("tsa", "tsa-expired", "tsa-stranger")
CERTIFICATES = (*CERTIFICATION_AUTHORITIES, "ocsp", *STAMPS, "list", "lotl", *SIGNERS)
_CHAINS = {"stranger": ("stranger-ca",), "self-signed": ()}


def is_complete(folder: Path) -> bool:
    names = (*(f"{name}.cert.pem" for name in CERTIFICATES), *(f"{name}.p12" for name in SIGNERS))
    return all((folder / name).exists() for name in names)


def make_keys(folder: Path) -> None:
    for name in CERTIFICATES:
        key = _new_key(name).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        keys.keep(folder / f"{name}.key.pem", key.decode)


def architecture(folder: Path) -> PKIArchitecture:
    configuration = CertomancerConfig.from_file(str(CONFIGURATION), key_search_dir=str(folder))
    return configuration.get_pki_arch(ArchLabel("test"))


def write_certificates(folder: Path) -> None:
    pki = architecture(folder)
    for name in CERTIFICATES:
        path = folder / f"{name}.cert.pem"
        if path.exists():
            continue
        certificate = x509.load_der_x509_certificate(pki.get_cert(CertLabel(name)).dump())
        text = certificate.public_bytes(serialization.Encoding.PEM)
        path.write_bytes(text)


def write_p12(folder: Path, name: str, password: str) -> None:
    """A key with its whole chain, as a certification service would hand it over."""
    own, *chain = _certificates(folder, name, *_CHAINS.get(name, ("issuing", "root")))
    packed = pkcs12.serialize_key_and_certificates(
        f"TEST {name}".encode(),
        private_key(folder, name),
        own,
        chain,
        serialization.BestAvailableEncryption(password.encode()),
    )
    path = folder / f"{name}.p12"
    if path.exists():
        return
    path.touch(mode=0o600)
    path.write_bytes(packed)


def private_key(folder: Path, name: str) -> PrivateKey:
    pem = (folder / f"{name}.key.pem").read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    return cast("PrivateKey", key)


def certificate(folder: Path, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / f"{name}.cert.pem").read_bytes())


def _certificates(folder: Path, *names: str) -> Iterator[x509.Certificate]:
    return (certificate(folder, name) for name in names)


def _new_key(name: str) -> PrivateKey:
    if name in CERTIFICATION_AUTHORITIES:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())
