"""What cannot be judged now is judged later: no trust store, nobody answers, a worker dies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from config.local.authority import Authority
from petitions.models import Petition, Signature, SignedContainer
from petitions.models.container import State
from petitions.models.signature import Assurance
from petitions.signing.qualified import actions as qualified
from petitions.signing.qualified import rules
from petitions.signing.qualified.actions import judging
from tests.builders_containers import a_received_container, checked, the_pdf
from tests.builders_signing import an_open_petition
from tests.petitions.signing.qualified.signing_programs import Programs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def signed_for(petition: Petition, programs: Programs, who: str = "person") -> bytes:
    return programs.container({"statement.pdf": the_pdf(petition)}, who)


def test_the_library_has_the_last_word_on_containers(
    programs: Programs, tmp_path: Path, authority: Authority, settings: Settings
) -> None:
    """Our own roots know the issuer, and the library's list does not."""
    petition = an_open_petition()
    content = signed_for(petition, programs)
    trust = tmp_path / "trust"
    trust.mkdir()
    for path in authority.trust_store.iterdir():
        if path.is_file():
            (trust / path.name).write_bytes(path.read_bytes())
    (trust / "EE.xml").unlink()
    settings.TRUST_STORE = trust

    assert checked(petition, content).reason == "library"


def test_without_a_trust_store_it_is_kept_and_counts_later(
    programs: Programs, settings: Settings, authority: Authority
) -> None:
    petition = an_open_petition()
    settings.TRUST_STORE = None

    container = checked(petition, signed_for(petition, programs))

    assert container.state == State.UNVERIFIED
    assert not Signature.objects.exists()
    assert qualified.sweep() == 0
    settings.TRUST_STORE = authority.trust_store
    assert qualified.sweep() == 1
    assert qualified.check(container.pk).state == State.VERIFIED
    assert Signature.objects.get().assurance == Assurance.QUALIFIED


def test_an_unreadable_trust_store_refuses_nobody(
    programs: Programs, settings: Settings, tmp_path: Path
) -> None:
    petition = an_open_petition()
    (tmp_path / "trust.pem").write_text("no certificate")
    settings.TRUST_STORE = tmp_path / "trust.pem"

    assert checked(petition, signed_for(petition, programs)).state == State.RECEIVED


def test_a_pem_file_is_trust_enough(programs: Programs, settings: Settings, root: Path) -> None:
    petition = an_open_petition()
    settings.TRUST_STORE = root

    assert checked(petition, signed_for(petition, programs)).state == State.VERIFIED


def test_an_issuer_who_does_not_answer_is_asked_again_later(
    programs: Programs, settings: Settings, authority: Authority
) -> None:
    petition = an_open_petition()
    content = programs.container({"a.pdf": the_pdf(petition)}, proofs=["stamp"])
    settings.OCSP_URL = "http://127.0.0.1:9/"

    container = checked(petition, content)

    assert container.state == State.RECEIVED
    assert container.next_attempt_at > now()
    settings.OCSP_URL = authority.ocsp_url
    SignedContainer.objects.update(next_attempt_at=now())
    assert qualified.check(container.pk).state == State.VERIFIED


def test_an_issuer_who_never_answers_is_given_up(programs: Programs, settings: Settings) -> None:
    petition = an_open_petition()
    content = programs.container({"a.pdf": the_pdf(petition)}, proofs=["stamp"])
    settings.OCSP_URL = "http://127.0.0.1:9/"
    container = a_received_container(petition, content)
    SignedContainer.objects.update(attempts=rules.MOST_ATTEMPTS)

    assert qualified.check(container.pk).reason == "no_status"


def test_a_killed_check_is_done_by_the_next_worker(programs: Programs) -> None:
    petition = an_open_petition()
    container = a_received_container(petition, signed_for(petition, programs))
    judging._begin(container.pk)  # and then the worker was killed

    assert qualified.check(container.pk).state == State.RECEIVED
    assert not SignedContainer.objects.due().exists()
    SignedContainer.objects.update(next_attempt_at=now() - timedelta(seconds=1))
    assert SignedContainer.objects.due().get() == container
    assert qualified.check(container.pk).state == State.VERIFIED
