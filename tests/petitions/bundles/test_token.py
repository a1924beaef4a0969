"""A seal on a PKCS#11 device: SoftHSM, asked as any device would be."""

from __future__ import annotations

import logging
import secrets
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from pytest_django import Settings

from config.local import soft_token
from config.local.authority import Authority, pki
from petitions.bundles import seal, second_opinion, signature_check
from petitions.bundles import token as devices
from petitions.bundles.asice import Member
from petitions.bundles.container import opened
from petitions.bundles.token import DeviceFailed, Token
from tests.petitions.bundles.test_seal import a_certificate

LABEL, KEY = "TEST Atmintis", "e-seal"


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> Token:
    """A device that holds the key of the TEST seal."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    pin = f"{secrets.randbelow(10**8):08}"
    run("--init-token", "--free", "--label", LABEL, "--so-pin", "12345678", "--pin", pin)
    put(pki.private_key(authority.seal_p12.parent, "seal"), KEY, "A1", pin, tmp_path)
    return Token(soft_token.find_or_install(), LABEL, KEY, pin)


@pytest.fixture
def chain(authority: Authority, tmp_path: Path) -> Path:
    folder = authority.seal_p12.parent
    names = ("seal", "root", "issuing")
    (tmp_path / "chain.pem").write_bytes(
        b"".join((folder / f"{name}.cert.pem").read_bytes() for name in names)
    )
    return tmp_path / "chain.pem"


@pytest.fixture
def members(tmp_path: Path) -> list[Member]:
    (tmp_path / "a.txt").write_text("hello\n")
    return [Member("a.txt", tmp_path / "a.txt")]


@pytest.fixture
def in_settings(device: Token, chain: Path, settings: Settings, authority: Authority) -> Token:
    settings.SEAL_P12 = None
    settings.SEAL_PKCS11_MODULE, settings.SEAL_PKCS11_TOKEN = device.module, device.token
    settings.SEAL_PKCS11_KEY, settings.SEAL_PKCS11_PIN = device.key, device.pin
    settings.SEAL_CHAIN, settings.TRUST_STORE = chain, authority.trust_store
    settings.TSA_URL, settings.OCSP_URL = authority.tsa_url, authority.ocsp_url
    return device


def run(*arguments: str) -> None:
    subprocess.run([soft_token.UTILITY, *arguments], check=True, capture_output=True)


def put(key: pki.PrivateKey, label: str, number: str, pin: str, folder: Path) -> None:
    pem = folder / f"{label}.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    named = ("--token", LABEL, "--label", label, "--id", number, "--pin", pin)
    run("--import", str(pem), *named)
    pem.unlink()


def test_the_digidoc_library_calls_a_seal_from_a_device_valid(
    in_settings: Token, members: list[Member], tmp_path: Path, authority: Authority
) -> None:
    target = tmp_path / "out.asice"

    seal.write(target, members, seal.configured_signer(), seal.configured_authorities())

    assert second_opinion.ask(target, authority.trust_store) == ""


def test_an_rsa_key_on_a_device_seals_as_well(
    device: Token, members: list[Member], tmp_path: Path
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    put(key, "rsa", "B2", device.pin, tmp_path)
    certificate = a_certificate(key)
    (tmp_path / "rsa.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    signer = seal.signer_from_token(replace(device, key="rsa"), tmp_path / "rsa.pem")
    seal.write(tmp_path / "out.asice", members, signer, None)

    with opened(tmp_path / "out.asice") as container:
        (checked,) = signature_check.check(container)
    assert checked.certificate == certificate


def test_the_issuers_are_put_in_order_whatever_the_file_has(device: Token, chain: Path) -> None:
    signer = seal.signer_from_token(device, chain)

    names = [issuer.subject.rfc4514_string().split(",")[0] for issuer in signer.issuers]
    assert names == ["CN=TEST Issuing CA", "CN=TEST Root CA"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"module": Path("/nowhere/lib.so")}, "SEAL_PKCS11_MODULE names no library"),
        ({"token": "another"}, "called as SEAL_PKCS11_TOKEN says"),
        ({"key": "another"}, "called as SEAL_PKCS11_KEY says"),
        ({"pin": "00000000x"}, "refused the PIN"),
    ],
)
def test_what_is_wrong_with_a_device_is_said_without_the_pin(
    changes: dict[str, object],
    sentence: str,
    device: Token,
    chain: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = replace(device, **changes)  # type: ignore[arg-type]

    with pytest.raises(DeviceFailed, match=sentence) as failure:
        seal.signer_from_token(asked, chain).sign(bytes(32))

    for said in (str(failure.value), repr(asked), caplog.text):
        assert asked.pin not in said
    assert failure.value.__cause__ is None


def test_a_wrong_pin_is_tried_once_and_again_by_hand_only(
    in_settings: Token, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SEAL_PKCS11_PIN = "wrong-pin"
    with pytest.raises(DeviceFailed, match="refused the PIN"):
        seal.configured_signer().sign(bytes(32))
    settings.SEAL_PKCS11_PIN = in_settings.pin
    with pytest.raises(DeviceFailed, match="refused the PIN"):
        seal.configured_signer().sign(bytes(32))

    call_command("bundles", "try-seal")

    assert "signs" in capsys.readouterr().out
    assert seal.configured_signer().sign(bytes(32))


def test_trying_the_seal_says_what_is_wrong(in_settings: Token, settings: Settings) -> None:
    settings.SEAL_PKCS11_KEY = "another"

    with pytest.raises(CommandError, match="SEAL_PKCS11_KEY"):
        call_command("bundles", "try-seal")


def test_a_key_that_does_not_fit_the_certificate_seals_nothing(
    device: Token, authority: Authority
) -> None:
    of_somebody = authority.seal_p12.parent / "person.cert.pem"

    with pytest.raises(DeviceFailed, match="does not belong to the certificate in SEAL_CHAIN"):
        seal.signer_from_token(device, of_somebody).sign(bytes(32))


def test_a_device_that_hangs_is_left(
    device: Token, chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "PATIENCE", 0.01)

    with pytest.raises(DeviceFailed, match="does not answer"):
        seal.signer_from_token(device, chain).sign(bytes(32))


def test_a_device_without_its_settings_does_not_start(
    in_settings: Token, settings: Settings
) -> None:
    settings.SEAL_CHAIN, settings.LOCAL = None, False

    with pytest.raises(SystemCheckError, match="SEAL_CHAIN is missing"):
        call_command("check", "--tag", "configuration")


def test_without_its_chain_a_device_says_which_setting_is_missing(
    in_settings: Token, settings: Settings
) -> None:
    settings.SEAL_CHAIN = None

    with pytest.raises(seal.SealUnusable, match="SEAL_CHAIN is not set"):
        seal.configured_signer()
