"""Small bundles by e-mail: over an encrypted line only, and never twice without a person."""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils.timezone import now
from pytest_django import Settings

from petitions.bundles import places
from petitions.bundles.outgoing import actions as outgoing
from petitions.deliveries import actions as deliveries
from petitions.deliveries.channels import mail
from petitions.models import Bundle, Delivery
from petitions.models.bundle import Content
from petitions.models.delivery import State
from testimonies.errors import Refusal
from testimonies.models import Institution
from tests.builders_bundles import a_petition_with, a_released_bundle, sent_by, with_address
from tests.builders_review import a_release_officer
from tests.petitions.deliveries import workers
from tests.testimonies.letters.conftest import (
    HANGS_UP_AFTER,
    REFUSES_ADDRESS,
    REFUSES_FOR_NOW,
    SAYS_NO_GOOD_BYE,
    Post,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
Open = Callable[..., Post]


@pytest.fixture
def office(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """A mail server with a certificate that we trust, unless a test wants another one."""
    certificate, key = _certificate(tmp_path)
    running: list[Controller] = []

    def open_office(*, is_encrypted: bool = True, is_trusted: bool = True) -> Post:
        post = Post()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        controller = Controller(
            post,
            hostname="127.0.0.1",
            port=_free_port(),
            tls_context=context if is_encrypted else None,
            authenticator=lambda *_asked: AuthResult(success=False, handled=False),
        )
        controller.start()
        running.append(controller)
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = controller.port
        settings.EMAIL_HOST_USER, settings.EMAIL_USE_SSL = "", False
        settings.EMAIL_TIMEOUT = 5
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        return post

    yield open_office
    for each in running:
        each.stop()


def a_delivery(key: str = "") -> Delivery:
    petition = a_petition_with("Ona Petraitė")
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    with_address("registry@example.org")
    sent_by("email")
    return Delivery.objects.get(bundle=a_released_bundle(petition))


def test_the_file_arrives_as_it_is(office: Open) -> None:
    post = office()
    delivery = a_delivery()

    sent = deliveries.send(delivery.pk)

    (letter,) = post.mails
    (attached,) = [part for part in letter.walk() if part.get_filename()]
    content = attached.get_payload(decode=True)
    assert (sent.state, sent.problem) == (State.SENT, "")
    assert isinstance(content, bytes)
    assert hashlib.sha256(content).hexdigest() == sent.bundle.outgoing_sha256
    assert attached.get_filename() == places.outgoing(sent.bundle).name
    assert letter["To"] == "registry@example.org"
    assert letter["Message-ID"].startswith(f"<{sent.bundle.identity}@")


def test_without_an_encrypted_line_nothing_is_sent(office: Open) -> None:
    post = office(is_encrypted=False)

    stopped = deliveries.send(a_delivery().pk)

    assert stopped.state == State.FAILED
    assert stopped.problem == "The mail server offers no encrypted line, so nothing was sent."
    assert post.mails == []


def test_to_a_server_with_an_unknown_certificate_nothing_is_sent(office: Open) -> None:
    post = office(is_trusted=False)

    stopped = deliveries.send(a_delivery().pk)

    assert stopped.state == State.FAILED
    assert stopped.problem == "The certificate of the mail server is not in order."
    assert post.mails == []


def test_with_a_key_what_goes_is_encrypted(office: Open, settings: Settings) -> None:
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    theirs = pyrage.x25519.Identity.generate()
    post = office()

    sent = deliveries.send(a_delivery(str(theirs.to_public())).pk)

    (attached,) = [part for part in post.mails[0].walk() if part.get_filename()]
    content = attached.get_payload(decode=True)
    assert isinstance(content, bytes)
    plain = pyrage.decrypt(content, [theirs])
    assert hashlib.sha256(plain).hexdigest() == sent.bundle.sha256


def test_testimonies_never_go_open_even_if_everything_else_were_wrong(office: Open) -> None:
    """SECURITY: no path leads here; should one be built, this door is closed."""
    post = office()
    delivery = a_delivery()
    outgoing.make(delivery.bundle_id)
    delivery.bundle = Bundle.objects.select_related(
        "target__petition", "target__profile__institution"
    ).get()
    delivery.bundle.content = Content.RECORDS

    with pytest.raises(Refusal, match="not encrypted"):
        mail.send(delivery)

    assert post.mails == []


def test_what_is_too_large_for_the_institution_waits_for_a_person(
    office: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = office()
    delivery = a_delivery()
    monkeypatch.setattr(mail, "MB", 50_000)
    Institution.objects.filter(code="gov-lt").update(max_attachment_mb=1)

    stopped = deliveries.send(delivery.pk)

    assert stopped.state == State.FAILED
    assert stopped.problem == "The file is too large for an e-mail: 1 MB is the most."
    assert post.mails == []


def test_a_server_that_says_later_is_asked_later(office: Open) -> None:
    post = office()
    post.manner = REFUSES_FOR_NOW

    put_off = deliveries.send(a_delivery().pk)

    assert (put_off.state, put_off.problem) == (State.QUEUED, "The mail server says: later (451).")


def test_an_address_that_nobody_has_waits_for_a_person(office: Open) -> None:
    post = office()
    post.manner = REFUSES_ADDRESS

    stopped = deliveries.send(a_delivery().pk)

    assert (stopped.state, stopped.attempts) == (State.FAILED, 1)
    assert stopped.problem == "The mail server refuses the mail: 550."


def test_a_wrong_password_of_ours_waits_for_a_person(office: Open, settings: Settings) -> None:
    post = office()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "atmintis", "not this one"

    stopped = deliveries.send(a_delivery().pk)

    assert stopped.state == State.FAILED
    assert stopped.problem == "The server refuses our name, password or key."
    assert post.mails == []


def test_a_mail_that_may_have_gone_is_not_sent_again_by_itself(office: Open) -> None:
    post = office()
    post.manner = HANGS_UP_AFTER
    delivery = a_delivery()

    stopped = deliveries.send(delivery.pk)
    deliveries.send(delivery.pk)

    assert stopped.state == State.FAILED
    assert stopped.problem == mail.may_have_gone()
    assert len(post.mails) == 1


def test_a_server_that_has_the_mail_and_says_no_good_bye_has_the_mail(office: Open) -> None:
    post = office()
    post.manner = SAYS_NO_GOOD_BYE
    delivery = a_delivery()

    sent = deliveries.send(delivery.pk)
    Delivery.objects.update(next_attempt_at=now())
    deliveries.send(delivery.pk)

    assert (sent.state, sent.problem) == (State.SENT, "")
    assert len(post.mails) == 1


def test_what_a_person_knows_to_have_arrived_is_written_down(office: Open) -> None:
    post = office()
    post.manner = HANGS_UP_AFTER
    delivery = deliveries.send(a_delivery().pk)

    deliveries.hand_over_by_hand(delivery.pk, proof="by telephone", by=a_release_officer())

    delivery.refresh_from_db()
    assert (delivery.state, delivery.placed_at) == (State.SENT, "by telephone")
    assert len(post.mails) == 1


@pytest.mark.django_db(transaction=True)
def test_after_a_worker_was_killed_a_person_asks_before_it_is_sent_again(
    office: Open, settings: Settings
) -> None:
    post = office()
    delivery = a_delivery()

    workers.send_and_die(
        delivery.pk,
        BUNDLES_ROOT=settings.BUNDLES_ROOT,
        EMAIL_HOST=settings.EMAIL_HOST,
        EMAIL_PORT=settings.EMAIL_PORT,
        EMAIL_HOST_USER="",
        EMAIL_USE_SSL=False,
    )
    Delivery.objects.update(next_attempt_at=now())
    stopped = deliveries.send(delivery.pk)
    deliveries.try_again(delivery.pk, by=a_release_officer())
    sent = deliveries.send(delivery.pk)

    assert (stopped.state, stopped.problem) == (State.FAILED, mail.may_have_gone())
    assert sent.state == State.SENT
    first, second = post.mails
    assert first["Message-ID"] == second["Message-ID"]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of a test")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "mail.pem", folder / "mail.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret
