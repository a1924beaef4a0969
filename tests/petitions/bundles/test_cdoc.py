"""CDOC2 for bodies that open files in DigiDoc4, read by a reader of our own."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.bundles import encrypt, places
from petitions.bundles.encrypt import NoKey
from petitions.bundles.outgoing import actions as outgoing
from petitions.bundles.verify import inspect, verify
from petitions.models.bundle import State
from testimonies.institutions import keys
from testimonies.models import Institution
from tests.builders_bundles import a_sealed_bundle, records_of
from tests.builders_intake import STORY
from tests.builders_review import an_accepted_testimony
from tests.builders_signing import an_open_petition
from tests.petitions.bundles import cdoc2_reader
from tests.petitions.bundles.cdoc2_reader import PrivateKey

CURVE = ec.generate_private_key(ec.SECP384R1())
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ESCROW = ec.generate_private_key(ec.SECP384R1())
END = datetime(2036, 1, 1, tzinfo=UTC)


def certificate(key: PrivateKey, *, until: datetime = END) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "TEST registry")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode().strip()


@pytest.fixture(autouse=True)
def escrow(settings: Settings, tmp_path: Path) -> None:
    settings.ESCROW_CERTIFICATE = tmp_path / "escrow.pem"
    settings.ESCROW_CERTIFICATE.write_text(certificate(ESCROW))


@pytest.mark.parametrize("key", [CURVE, RSA], ids=["P-384", "RSA"])
def test_institution_and_escrow_can_open_it_and_nobody_else(
    key: PrivateKey, tmp_path: Path
) -> None:
    content = os.urandom(3_000_000)
    (tmp_path / "plain").write_bytes(content)

    encrypt.write(tmp_path / "plain", tmp_path / "hidden", certificate(key), name="b.asice")

    hidden = (tmp_path / "hidden").read_bytes()
    for owner in (key, ESCROW):
        assert cdoc2_reader.opened(hidden, owner) == {"b.asice": content}
    with pytest.raises(LookupError):
        cdoc2_reader.opened(hidden, ec.generate_private_key(ec.SECP384R1()))


def test_without_the_certificate_of_the_escrow_nothing_is_written(
    tmp_path: Path, settings: Settings
) -> None:
    settings.ESCROW_CERTIFICATE = None
    (tmp_path / "plain").write_text("the story")

    with pytest.raises(NoKey, match="ESCROW_CERTIFICATE"):
        encrypt.write(tmp_path / "plain", tmp_path / "hidden", certificate(CURVE), name="b")

    assert not (tmp_path / "hidden").exists()


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (certificate(ec.generate_private_key(ec.SECP256R1())), "P-384 or an RSA key only"),
        (certificate(CURVE, until=datetime(2022, 1, 1, tzinfo=UTC)), "has ended"),
        (f"{keys.PEM}\nnonsense", "cannot be read"),
        ("ssh-rsa AAAA", "no certificate in PEM"),
    ],
)
def test_what_nothing_can_be_encrypted_to_is_no_key(key: str, sentence: str) -> None:
    with pytest.raises(keys.NotAKey, match=sentence):
        keys.check(key)


def test_an_encrypted_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("the story")
    encrypt.write(tmp_path / "plain", tmp_path / "b.cdoc2", certificate(CURVE), name="b")

    assert "DigiDoc4" in " ".join(inspect(tmp_path / "b.cdoc2").problems)


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_signatures_leave_encrypted_for_a_body_that_asks_for_it() -> None:
    bundle = a_sealed_bundle()
    Institution.objects.filter(code="gov-lt").update(encryption_key=certificate(CURVE))
    sealed = places.sealed(bundle)

    made = outgoing.make(bundle.pk)

    path = places.outgoing(made)
    assert path.name == f"{sealed.name}.cdoc2"
    assert cdoc2_reader.opened(path.read_bytes(), CURVE) == {sealed.name: sealed.read_bytes()}
    assert made.outgoing_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert made.outgoing_size == path.stat().st_size
    assert bundles.seal(bundle.pk).sha256 == bundle.sha256


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_records_lie_and_leave_encrypted_to_an_estonian_body(tmp_path: Path) -> None:
    petition = an_open_petition()
    Institution.objects.filter(code="gov-lt").update(encryption_key=certificate(CURVE))
    an_accepted_testimony(
        uses={"uses": ["petition_bundle"], "scope": ["some"], "institutions": ["gov-lt"]}
    )

    bundle = bundles.finish(records_of(petition).pk)

    hidden = places.outgoing(outgoing.make(bundle.pk))
    assert (bundle.state, bundle.problem, bundle.is_valid) == (State.SEALED, "", True)
    assert hidden == places.sealed(bundle)
    assert hidden.name.endswith("_gov-lt_records_1.asice.cdoc2")
    assert STORY.encode() not in hidden.read_bytes()
    (opened,) = cdoc2_reader.opened(hidden.read_bytes(), CURVE).items()
    assert cdoc2_reader.opened(hidden.read_bytes(), ESCROW) == dict([opened])
    assert opened[0] == hidden.stem
    plain = tmp_path / opened[0]
    plain.write_bytes(opened[1])
    assert verify(plain).problems == ()
    with zipfile.ZipFile(plain) as container:
        told = container.read("VERIFY.lt.txt").decode()
        bag = zipfile.ZipFile(io.BytesIO(container.read("payload-bag.zip")))
    assert any(
        "They came at four" in bag.read(name).decode("utf-8", "replace")
        for name in bag.namelist()
        if name.endswith("record.json")
    )
    assert ".cdoc2" in told
    with pytest.raises(LookupError):
        cdoc2_reader.opened(hidden.read_bytes(), ec.generate_private_key(ec.SECP384R1()))
