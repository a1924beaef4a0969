"""Timestamp and status services on a port of their own that lie, dawdle or say no."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from config.local.authority import Authority, pki

Answer = Callable[[bytes], bytes]  # a question → the answer


@contextmanager
def a_service(answer: Answer, *, seconds_a_byte: float = 0) -> Iterator[str]:
    """A real HTTP server; `seconds_a_byte` makes it send one byte now and then, for ever."""
    enough = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = answer(self.rfile.read(int(self.headers["Content-Length"])))
            if seconds_a_byte:
                self.drip()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(said)

        def drip(self) -> None:
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
            while not enough.wait(seconds_a_byte):
                self.wfile.write(b".")
                self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        enough.set()
        server.shutdown()


def stamping_something_else(authority: Authority) -> Answer:
    """Honest about everything but the digest."""
    return _changed(authority, hashed_message=hashlib.sha256(b"something else").digest())


def stamping_for_somebody_else(authority: Authority) -> Answer:
    return _changed(authority, nonce=1)


def _changed(authority: Authority, **changes: object) -> Answer:
    def answer(raw: bytes) -> bytes:
        question = tsp.TimeStampReq.load(raw)
        for name, value in changes.items():
            holder = question["message_imprint"] if name == "hashed_message" else question
            holder[name] = value
        return forwarded(authority.tsa_url, question.dump(force=True), "timestamp-query")

    return answer


def forwarded(url: str, question: bytes, kind: str) -> bytes:
    headers = {"Content-Type": f"application/{kind}"}
    return requests.post(url, data=question, headers=headers, timeout=10).content


def saying(
    authority: Authority,
    status: ocsp.OCSPCertStatus,
    *,
    of: str = "seal",
    age: timedelta = timedelta(),
    lasts: timedelta = timedelta(hours=1),
) -> Answer:
    """What the responder of the TEST authority would sign if it were so."""
    folder = authority.seal_p12.parent
    made = datetime.now(UTC) - age
    is_revoked = status == ocsp.OCSPCertStatus.REVOKED

    def answer(_question: bytes) -> bytes:
        responder = pki.certificate(folder, "ocsp")
        built = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                pki.certificate(folder, of),
                pki.certificate(folder, "issuing"),
                hashes.SHA1(),  # noqa: S303 (names the certificate, as RFC 6960 does)
                status,
                made,
                made + lasts,
                datetime(2026, 3, 25, tzinfo=UTC) if is_revoked else None,
                x509.ReasonFlags.key_compromise if is_revoked else None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, responder)
            .certificates([responder])
            .sign(pki.private_key(folder, "ocsp"), hashes.SHA256())
        )
        return built.public_bytes(serialization.Encoding.DER)

    return answer


def repeating(authority: Authority) -> Answer:
    """Whatever it is asked, it says again what it once said."""
    question = ocsp.OCSPRequestBuilder().add_certificate(
        pki.certificate(authority.seal_p12.parent, "seal"),
        pki.certificate(authority.seal_p12.parent, "issuing"),
        hashes.SHA1(),  # noqa: S303 (as above)
    )
    earlier = question.add_extension(x509.OCSPNonce(b"\x04\x08earlier!"), critical=False).build()
    der = earlier.public_bytes(serialization.Encoding.DER)
    said = forwarded(authority.ocsp_url, der, "ocsp-request")
    return lambda _question: said
