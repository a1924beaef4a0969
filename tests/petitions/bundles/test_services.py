"""Services that lie, dawdle or are away, and seals that ended: each has its own plain reason."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509.ocsp import OCSPCertStatus
from django.utils.timezone import now
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles import authority as services
from petitions.bundles import places, seal, second_opinion
from petitions.bundles.asice import Member
from petitions.bundles.seal import Signer
from petitions.models import Bundle
from petitions.models.bundle import State
from testimonies.errors import Refusal
from tests.builders_bundles import a_frozen_bundle
from tests.builders_review import a_release_officer
from tests.petitions.bundles import misbehaving
from tests.petitions.bundles.misbehaving import a_service, saying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]

Service = Callable[[Authority], AbstractContextManager[str]]
HOUR = timedelta(hours=1)


@contextmanager
def nobody(_authority: Authority) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    yield f"http://127.0.0.1:{port}/"


@contextmanager
def silence(_authority: Authority) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"http://127.0.0.1:{silent.getsockname()[1]}/"


@contextmanager
def named(name: str, authority: Authority) -> Iterator[str]:
    yield authority.stamps(name)


def an_answer_that_ended(authority: Authority) -> AbstractContextManager[str]:
    age, lasts = timedelta(minutes=5), timedelta(minutes=1)
    return a_service(saying(authority, OCSPCertStatus.GOOD, age=age, lasts=lasts))


def status(said: OCSPCertStatus, of: str = "seal") -> Service:
    return lambda authority: a_service(saying(authority, said, of=of))


def a_byte_now_and_then(_authority: Authority) -> AbstractContextManager[str]:
    return a_service(lambda _question: b"", seconds_a_byte=0.05)


STAMPS: dict[str, tuple[Service, str]] = {
    "down": (nobody, "127.0.0.1 does not answer."),
    "silent": (silence, "127.0.0.1 does not answer."),
    "late": (a_byte_now_and_then, "127.0.0.1 takes too long to answer."),
    "another digest": (
        lambda authority: a_service(misbehaving.stamping_something_else(authority)),
        "127.0.0.1 stamped something else than what it was given.",
    ),
    "wrong nonce": (
        lambda authority: a_service(misbehaving.stamping_for_somebody_else(authority)),
        "127.0.0.1 answered a question that we did not ask.",
    ),
    "expired": (
        lambda authority: named("tsa-expired", authority),
        "The certificate of 127.0.0.1 has ended.",
    ),
    "unknown": (
        lambda authority: named("tsa-stranger", authority),
        "127.0.0.1 stamps with a certificate that TRUST_STORE does not know.",
    ),
}
NOBODY_TELLS = "Nobody could tell whether the certificate is still good."
STATUSES: dict[str, tuple[Service, str, bool]] = {
    "down": (nobody, f"{NOBODY_TELLS} 127.0.0.1 does not answer.", True),
    "late": (
        a_byte_now_and_then,
        f"{NOBODY_TELLS} 127.0.0.1 takes too long to answer.",
        True,
    ),
    "revoked": (
        status(OCSPCertStatus.REVOKED),
        "The certificate of the seal was revoked on 2026-03-25. Order a new one.",
        False,
    ),
    "unknown": (
        status(OCSPCertStatus.UNKNOWN),
        "The seal's certificate is not good: its issuer does not know it.",
        True,
    ),
    "about another": (
        status(OCSPCertStatus.GOOD, of="person"),
        "The certificate status is about another certificate.",
        True,
    ),
    "expired": (
        an_answer_that_ended,
        "127.0.0.1 gave an old answer about the certificate of the seal.",
        True,
    ),
    "the answer to somebody else": (
        lambda authority: a_service(misbehaving.repeating(authority)),
        "127.0.0.1 answered a question that we did not ask.",
        True,
    ),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PATIENCE", 1)


def must_stay_here(bundle: Bundle) -> None:
    """Nothing was released, nothing can be, and no sealed file lies about."""
    with pytest.raises(Refusal):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Let it go")
    assert Bundle.objects.get(pk=bundle.pk).released_at is None
    assert not places.sealed(bundle).exists()


@pytest.mark.parametrize("kind", STAMPS)
@pytest.mark.usefixtures("impatient")
def test_a_timestamp_service_that_misbehaves_is_named_and_asked_again_later(
    kind: str, settings: Settings, with_authority: Authority
) -> None:
    service, sentence = STAMPS[kind]
    frozen = a_frozen_bundle()

    with service(with_authority) as url:
        settings.TSA_URL = url
        failed = bundles.finish(frozen.pk)

    assert (failed.state, failed.problem) == (
        State.FAILED,
        f"No timestamp could be had. {sentence}",
    )
    assert failed.next_attempt_at < now() + HOUR
    must_stay_here(failed)


@pytest.mark.parametrize("kind", STAMPS)
@pytest.mark.usefixtures("impatient")
def test_the_next_timestamp_service_is_asked_instead(
    kind: str, settings: Settings, with_authority: Authority, signer: Signer, tmp_path: Path
) -> None:
    service, _sentence = STAMPS[kind]
    target = tmp_path / "out.asice"
    (tmp_path / "a.txt").write_text("hello")

    with service(with_authority) as url:
        settings.TSA_URL = f"{url} {with_authority.tsa_url}"
        authorities = seal.configured_authorities()
        seal.write(target, [Member("a.txt", tmp_path / "a.txt")], signer, authorities)

    assert second_opinion.ask(target, with_authority.trust_store) == ""


@pytest.mark.parametrize("kind", STATUSES)
@pytest.mark.usefixtures("impatient")
def test_a_status_service_that_misbehaves_is_named(
    kind: str, settings: Settings, with_authority: Authority
) -> None:
    service, sentence, may_pass = STATUSES[kind]
    frozen = a_frozen_bundle()

    with service(with_authority) as url:
        settings.OCSP_URL = url
        failed = bundles.finish(frozen.pk)

    assert (failed.state, failed.problem) == (State.FAILED, sentence)
    assert (failed.next_attempt_at < now() + HOUR) is may_pass
    must_stay_here(failed)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("expired", "The certificate of the seal ended on 2022-01-01. Order a new one."),
        ("revoked", "The certificate of the seal was revoked on 2021-01-01. Order a new one."),
    ],
)
def test_a_seal_that_is_no_longer_good_asks_for_nobodys_timestamp(
    name: str, sentence: str, settings: Settings, with_authority: Authority
) -> None:
    settings.SEAL_P12 = with_authority.p12(name)
    asked: list[bytes] = []

    def note(question: bytes) -> bytes:
        asked.append(question)
        return b""

    with a_service(note) as url:
        settings.TSA_URL = url
        failed = bundles.finish(a_frozen_bundle().pk)

    assert (failed.state, failed.problem) == (State.FAILED, sentence)
    assert failed.next_attempt_at > now() + 23 * HOUR  # waiting does not help
    assert asked == []
    must_stay_here(failed)


def test_an_ended_seal_is_refused_without_a_timestamp_service_as_well(
    settings: Settings, with_authority: Authority
) -> None:
    settings.SEAL_P12, settings.TSA_URL = with_authority.p12("expired"), ""

    failed = bundles.finish(a_frozen_bundle().pk)

    assert failed.problem == "The certificate of the seal ended on 2022-01-01. Order a new one."


def test_a_new_seal_takes_over_where_the_old_one_ended(
    settings: Settings, with_authority: Authority
) -> None:
    settings.SEAL_P12 = with_authority.p12("revoked")
    failed = bundles.finish(a_frozen_bundle().pk)
    settings.SEAL_P12 = with_authority.seal_p12

    bundles.try_again(failed.pk, by=a_release_officer())
    sealed = bundles.finish(failed.pk)

    assert (sealed.state, sealed.identity) == (State.SEALED, failed.identity)


def test_a_trust_store_that_cannot_be_believed_stops_the_seal(
    settings: Settings, tmp_path: Path
) -> None:
    settings.TRUST_STORE = tmp_path

    failed = bundles.finish(a_frozen_bundle().pk)

    assert failed.problem.startswith("TRUST_STORE cannot be believed")
