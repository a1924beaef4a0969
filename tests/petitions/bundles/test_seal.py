"""Second opinions on our seals, and what is said when a service fails."""

import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from lxml import etree
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from config.local.authority import Authority
from petitions.bundles import authority as services
from petitions.bundles import seal, second_opinion, signature_check
from petitions.bundles.asice import SIGNATURES, Member
from petitions.bundles.authority import AuthorityFailed
from petitions.bundles.container import opened
from petitions.bundles.seal import Authorities, SealUnusable, Signer


def a_certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "RSA seal")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )


@pytest.fixture
def members(tmp_path: Path) -> list[Member]:
    (tmp_path / "a.txt").write_text("hello\n")
    (tmp_path / "b.csv").write_text("x,y\r\n")
    return [Member("a.txt", tmp_path / "a.txt"), Member("b.csv", tmp_path / "b.csv")]


@contextmanager
def a_service(status: int, answer: bytes) -> Iterator[str]:
    """A real HTTP server that always says the same."""

    class Same(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Same) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://secret:word@127.0.0.1:{server.server_port}/tsa"
        server.shutdown()


def test_the_digidoc_library_calls_a_seal_valid(
    members: list[Member],
    tmp_path: Path,
    signer: Signer,
    authorities: Authorities,
    authority: Authority,
) -> None:
    seal.write(tmp_path / "out.asice", members, signer, authorities)

    assert second_opinion.ask(tmp_path / "out.asice", authority.trust_store) == ""


def test_signxml_calls_a_seal_valid(
    members: list[Member],
    tmp_path: Path,
    signer: Signer,
    authorities: Authorities,
    authority: Authority,
) -> None:
    seal.write(tmp_path / "out.asice", members, signer, authorities)

    chain = tmp_path / "chain.pem"
    keys = authority.trust_store.parent
    chain.write_bytes(
        (keys / "issuing.cert.pem").read_bytes() + (keys / "root.cert.pem").read_bytes()
    )
    with zipfile.ZipFile(tmp_path / "out.asice") as container:
        verified = XAdESVerifier().verify(
            etree.fromstring(container.read(SIGNATURES)),
            ca_pem_file=str(chain),
            uri_resolver=lambda uri: container.read(unquote(uri)),
            expect_config=XAdESSignatureConfiguration(expect_references=3, location=".//"),
            id_attribute="Id",
            validate_schema=True,
        )
    assert len(verified) == 3


def test_an_rsa_seal_works_as_well(members: list[Member], tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = a_certificate(key)
    packed = pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, None, BestAvailableEncryption(b"word")
    )
    (tmp_path / "rsa.p12").write_bytes(packed)

    seal.write(
        tmp_path / "out.asice", members, seal.signer_from_p12(tmp_path / "rsa.p12", "word"), None
    )

    with opened(tmp_path / "out.asice") as container:
        (checked,) = signature_check.check(container)
    assert checked.certificate == certificate


def test_without_authorities_the_digidoc_library_says_what_is_missing(
    members: list[Member], tmp_path: Path, signer: Signer, authority: Authority
) -> None:
    seal.write(tmp_path / "out.asice", members, signer, None)

    assert second_opinion.ask(tmp_path / "out.asice", authority.trust_store) != ""


def test_a_timestamp_service_that_is_away_is_named_without_its_password(
    members: list[Member], tmp_path: Path, signer: Signer, authorities: Authorities
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    away = replace(authorities, tsa_urls=(f"http://secret:word@127.0.0.1:{port}/tsa",))

    with pytest.raises(AuthorityFailed, match=r"127\.0\.0\.1 does not answer") as failure:
        seal.write(tmp_path / "out.asice", members, signer, away)

    assert "word" not in str(failure.value)
    assert failure.value.__cause__ is None


def test_a_timestamp_service_that_never_answers_is_left(
    members: list[Member],
    tmp_path: Path,
    signer: Signer,
    authorities: Authorities,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "PATIENCE", 0.3)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/tsa"
        with pytest.raises(AuthorityFailed, match="does not answer"):
            seal.write(
                tmp_path / "out.asice", members, signer, replace(authorities, tsa_urls=(url,))
            )


@pytest.mark.parametrize(
    "refusal",
    [
        (503, b"", "answered with the error 503"),
        (200, b"nonsense", "gave no usable timestamp"),
        (200, b"0\x030\x01\x02\x01\x02", "gave no usable timestamp"),
        (200, bytes.fromhex("30053003020102"), "refused to give a timestamp"),
        (200, bytes(2 << 20), "takes too long"),
    ],
)
def test_a_timestamp_service_that_fails_is_named(
    members: list[Member],
    tmp_path: Path,
    signer: Signer,
    authorities: Authorities,
    refusal: tuple[int, bytes, str],
) -> None:
    status, answer, sentence = refusal
    with a_service(status, answer) as url, pytest.raises(AuthorityFailed, match=sentence) as said:
        seal.write(tmp_path / "out.asice", members, signer, replace(authorities, tsa_urls=(url,)))

    assert "word" not in str(said.value)


def test_the_next_timestamp_service_is_tried(
    members: list[Member], tmp_path: Path, signer: Signer, authorities: Authorities
) -> None:
    with a_service(503, b"") as broken:
        both = replace(authorities, tsa_urls=(broken, *authorities.tsa_urls))
        seal.write(tmp_path / "out.asice", members, signer, both)

    with opened(tmp_path / "out.asice") as container:
        assert signature_check.check(container)[0].level == "B-LT"


def test_a_status_service_that_fails_stops_the_seal(
    members: list[Member], tmp_path: Path, signer: Signer, authorities: Authorities
) -> None:
    with a_service(200, b"nonsense") as url, pytest.raises(AuthorityFailed, match="status"):
        seal.write(tmp_path / "out.asice", members, signer, replace(authorities, ocsp_url=url))


def test_without_a_status_service_the_setting_is_named(
    members: list[Member], tmp_path: Path, signer: Signer, authorities: Authorities
) -> None:
    with pytest.raises(SealUnusable, match="OCSP_URL"):
        seal.write(tmp_path / "out.asice", members, signer, replace(authorities, ocsp_url=""))


def test_a_wrong_password_is_said_without_the_password(authority: Authority) -> None:
    with pytest.raises(SealUnusable, match="does not open") as failure:
        seal.signer_from_p12(authority.seal_p12, "guess")

    assert "guess" not in str(failure.value)


def test_a_missing_seal_is_said(tmp_path: Path) -> None:
    with pytest.raises(SealUnusable, match="cannot be read"):
        seal.signer_from_p12(tmp_path / "none.p12", "word")
