"""The TEST authority: what it has sealed stays verifiable, offline and after its next start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from config.local import authority
from config.local.authority import Authority, running_authority

# Process-wide state lives in the DigiDoc library, and its trust in HOME: a process for each use.
DIGIDOC = """
import sys
import pydigidoc
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
trust, container, tsa, ocsp, p12, password = sys.argv[1:]
conf = pydigidoc.DigiDocConf(trust)
lotl = x509.load_pem_x509_certificate(open(trust + "/lotl.pem", "rb").read())
conf.set_tslcert(lotl.public_bytes(Encoding.DER))
conf.set_tslurl("http://127.0.0.1/test-lotl.xml")
if p12:
    addresses = pydigidoc.StringMap()
    addresses["TEST Issuing CA"] = ocsp
    conf.set_ocspurls(addresses)
    conf.set_tsurl(tsa)
pydigidoc.Conf.init(conf.transfer())
pydigidoc.digidoc.initialize("test/1")
if p12:
    new = pydigidoc.Container.create(container)
    new.add_data_file(trust + "/README", "text/plain")
    signer = pydigidoc.PKCS12Signer(p12, password)
    signer.set_profile("time-stamp")
    new.sign(signer)
    new.save()
opened = pydigidoc.Container.open(container)
for signature in opened.signatures():
    signature.validate()
    print(signature.signed_by())
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("a home with spaces")


@pytest.fixture(scope="module")
def sealed(home: Path) -> Path:
    with running_authority(home) as running:
        return _seal(running, home / "sealed.asice")


def test_a_seal_is_valid_for_the_digidoc_library_without_a_network(
    home: Path, sealed: Path
) -> None:
    signer = _validate(authority.make(home) / "trust", sealed)

    assert signer == "TEST Atmintis e-Seal\n"


def test_after_another_start_both_seals_are_valid(home: Path, sealed: Path) -> None:
    with running_authority(home) as again:
        second = _seal(again, home / "second.asice")

    assert _validate(again.trust_store, sealed)
    assert _validate(again.trust_store, second)


def test_another_home_does_not_trust_it(sealed: Path, tmp_path: Path) -> None:
    stranger = authority.make(tmp_path) / "trust"

    with pytest.raises(subprocess.CalledProcessError):
        _validate(stranger, sealed)


def test_the_certificates_that_are_served_are_those_on_disk(home: Path) -> None:
    folder = authority.make(home)
    with running_authority(home) as running:
        request = pkcs12.load_pkcs12(running.seal_p12.read_bytes(), running.password.encode())
        answer = requests.post(running.ocsp_url, data=b"not a request", timeout=5)

    assert request.cert is not None
    on_disk = x509.load_pem_x509_certificate((folder / "seal.cert.pem").read_bytes())
    assert request.cert.certificate == on_disk
    assert len(request.additional_certs) == len(("issuing", "root"))
    assert not answer.ok


def test_every_name_says_that_it_is_a_test(home: Path) -> None:
    for path in authority.make(home).glob("*.cert.pem"):
        subject = x509.load_pem_x509_certificate(path.read_bytes()).subject

        assert "TEST" in subject.rfc4514_string(), path.name


def _seal(running: Authority, container: Path) -> Path:
    addresses = (running.tsa_url, running.ocsp_url)
    _digidoc(running.trust_store, container, *addresses, str(running.seal_p12), running.password)
    return container


def _validate(trust: Path, container: Path) -> str:
    return _digidoc(trust, container, "", "", "", "")


def _digidoc(trust: Path, *arguments: object) -> str:
    words = [str(argument) for argument in (trust, *arguments)]
    ran = subprocess.run(
        [sys.executable, "-c", DIGIDOC, *words],
        env=os.environ | {"HOME": str(trust)},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout
