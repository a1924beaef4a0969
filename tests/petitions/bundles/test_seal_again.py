"""Sealed before there was a timestamp service, and again once there is one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles import payload as writing
from petitions.bundles import places
from petitions.bundles.verify import verify
from petitions.models import Bundle
from petitions.models.bundle import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_frozen_bundle, a_sealed_bundle
from tests.builders_review import a_release_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare(with_authority: Authority, settings: Settings) -> Bundle:
    """Of level B. There is a timestamp service since."""
    settings.TSA_URL = ""
    bundle = a_sealed_bundle()
    settings.TSA_URL = with_authority.tsa_url
    return bundle


def payload(bundle: Bundle) -> dict[str, bytes]:
    """Without what the seals themselves change."""
    with zipfile.ZipFile(places.sealed(bundle)) as container:
        return {
            name: container.read(name)
            for name in container.namelist()
            if name in bundle.members and not name.startswith("cover.")
        }


def test_the_seal_is_another_and_the_files_are_the_same(bare: Bundle, root: Path) -> None:
    before, first = payload(bare), bare.sha256

    bundles.seal_again(bare.pk, by=a_release_officer())
    sealed = bundles.finish(bare.pk)

    assert (bare.seal_level, bare.is_valid) == ("B", False)
    assert (sealed.state, sealed.seal_level, sealed.is_valid) == (State.SEALED, "B-LT", True)
    assert sealed.problem == ""
    assert (sealed.identity, sealed.members) == (bare.identity, bare.members)
    assert payload(sealed) == before
    assert sealed.sha256 != first
    assert verify(places.sealed(sealed), root).problems == ()
    events = CustodyEvent.objects.filter(subject=str(bare.uuid)).order_by("pk")
    assert list(events.values_list("event", flat=True))[-2:] == [
        "bundle.unsealed",
        "bundle.sealed",
    ]


def test_a_release_that_writes_other_files_says_so_and_tries_it_no_more(
    bare: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "ORGANISATION", "As a later release calls it")
    officer = a_release_officer()
    bundles.seal_again(bare.pk, by=officer)

    failed = bundles.finish(bare.pk)

    assert (failed.state, failed.members) == (State.FAILED, bare.members)
    assert failed.stopped_at
    assert failed.problem.endswith("Freeze it anew: what still stands gets the next number.")
    assert not places.payload(failed).exists()
    anew = bundles.freeze_anew(bare.pk, by=officer, reason="Written by the release before")
    assert bundles.finish(anew.pk).state == State.SEALED


def test_until_it_is_sealed_again_it_does_not_leave(bare: Bundle) -> None:
    with pytest.raises(Refusal, match="does not call this seal valid"):
        bundles.release(bare.pk, by=a_release_officer(), reason="Let it go")
    bundles.seal_again(bare.pk, by=a_release_officer())
    with pytest.raises(Refusal, match="cannot become"):
        bundles.release(bare.pk, by=a_release_officer(), reason="Let it go")


def test_a_timestamp_that_cannot_be_had_shows_and_is_asked_for_again(
    bare: Bundle, settings: Settings, with_authority: Authority
) -> None:
    bundles.seal_again(bare.pk, by=a_release_officer())
    settings.TSA_URL = "http://127.0.0.1:9/away"
    failed = bundles.finish(bare.pk)
    settings.TSA_URL = with_authority.tsa_url

    sealed = bundles.finish(bare.pk)

    assert (failed.state, failed.problem[:29]) == (State.FAILED, "No timestamp could be had. 12")
    assert (sealed.state, sealed.seal_level) == (State.SEALED, "B-LT")


def test_without_a_timestamp_service_there_is_nothing_to_gain(
    bare: Bundle, settings: Settings
) -> None:
    settings.TSA_URL = ""

    with pytest.raises(Refusal, match="the seal that it can have"):
        bundles.seal_again(bare.pk, by=a_release_officer())


def test_a_lasting_seal_is_never_taken_off(bare: Bundle, settings: Settings) -> None:
    bundles.seal_again(bare.pk, by=a_release_officer())
    bundles.finish(bare.pk)
    for url in (settings.TSA_URL, ""):
        settings.TSA_URL = url
        with pytest.raises(Refusal, match="the seal that it can have"):
            bundles.seal_again(bare.pk, by=a_release_officer())


def test_what_was_frozen_without_a_timestamp_service_may_get_one_while_it_is_made(
    with_authority: Authority, settings: Settings
) -> None:
    settings.TSA_URL = ""
    written = bundles.write(a_frozen_bundle().pk)
    settings.TSA_URL = with_authority.tsa_url

    sealed = bundles.finish(written.pk)

    assert (sealed.identity, sealed.seal_level) == (written.identity, "B-LT")


def test_certificates_in_a_file_cannot_say_whether_digidoc_agrees(
    with_authority: Authority, settings: Settings, root: Path
) -> None:
    settings.TRUST_STORE = root
    unasked = a_sealed_bundle()
    with pytest.raises(Refusal, match="was not asked"):
        bundles.release(unasked.pk, by=a_release_officer(), reason="Let it go")
    settings.TRUST_STORE = with_authority.trust_store

    bundles.seal_again(unasked.pk, by=a_release_officer())
    sealed = bundles.finish(unasked.pk)

    assert (unasked.state, unasked.seal_level, unasked.problem) == (State.SEALED, "B-LT", "")
    assert (unasked.is_valid, sealed.is_valid) == (None, True)
    assert sealed.identity == unasked.identity


def test_a_seal_that_the_certificates_in_a_file_do_not_know_is_not_valid(
    with_authority: Authority, settings: Settings
) -> None:
    settings.TSA_URL = ""
    settings.TRUST_STORE = with_authority.trust_store / "lotl.pem"

    bundle = a_sealed_bundle()

    assert bundle.is_valid is False
    assert bundle.problem == "The seal does not lead to a certificate that you trust."
