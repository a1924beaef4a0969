"""A second opinion on signature files: OpenSSL reads ours, and we read those that it makes."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import cms

from config.local.authority import Authority
from petitions.bundles import timestamp
from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Proof
from tests.petitions.signing.qualified.cades_programs import CadesPrograms

Judge = Callable[..., Proof]
Why = Callable[..., str]
Signing = Callable[..., bytes]


@pytest.fixture
def signing(made: Made, authority: Authority, tmp_path: Path) -> Signing:
    """What the command makes of the statement: level B."""
    (tmp_path / "statement.pdf").write_bytes(made.pdf)
    folder = authority.trust_store.parent
    key = ["-inkey", str(folder / "person.key.pem"), "-signer", str(folder / "person.cert.pem")]
    command = ["openssl", "cms", "-sign", "-cades", "-binary", "-md", "sha256", *key]
    files = ["-in", "statement.pdf", "-outform", "DER", "-out", "signed.p7s"]

    def signed(*ways: str) -> bytes:
        subprocess.run([*command, *files, *ways], cwd=tmp_path, capture_output=True, check=True)
        return (tmp_path / "signed.p7s").read_bytes()

    return signed


def test_openssl_calls_a_signature_file_of_ours_valid(
    cades: CadesPrograms, made: Made, authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "statement.pdf").write_bytes(made.pdf)
    (tmp_path / "signed.p7s").write_bytes(cades.file(made.pdf))
    command = ["openssl", "cms", "-verify", "-binary", "-cades", "-purpose", "any"]
    files = ["-inform", "DER", "-in", "signed.p7s", "-content", "statement.pdf", "-out", "out"]
    trust = ["-CAfile", str(authority.trust_store / "root.pem")]

    done = subprocess.run(
        [*command, *files, *trust], cwd=tmp_path, capture_output=True, check=False
    )

    assert b"Verification successful" in done.stderr


@pytest.mark.parametrize("ways", [[], ["-nodetach"], ["-nodetach", "-stream"]])
def test_what_openssl_makes_lacks_a_timestamp_and_nothing_else(
    judge: Judge, reason: Why, signing: Signing, authority: Authority, ways: list[str]
) -> None:
    """Streamed, it says no lengths (BER), and its content lies there in pieces."""
    made = signing(*ways)
    signed = cms.ContentInfo.load(made)
    signer = signed["content"]["signer_infos"][0]
    digest = hashlib.sha256(signer["signature"].native).digest()
    token = cms.ContentInfo.load(timestamp.fetch(digest, [authority.tsa_url]))
    stamp = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})

    signer["unsigned_attrs"] = [stamp]

    assert made[1] == 0x80 if "-stream" in ways else made[1] > 0x80
    assert reason(made) == "no_time"
    assert judge(signed.dump()).identity == "EE:46001010006"
