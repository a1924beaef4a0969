"""Writing and sealing: what comes out, and that any interruption is made good."""

from __future__ import annotations

import csv
import hashlib
import shutil
import signal
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles import packing, places
from petitions.bundles.verify import verify
from petitions.models import Bundle
from petitions.models.bundle import State
from petitions.signing import actions as signing
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_frozen_bundle, a_petition_with, a_sealed_bundle, a_target
from tests.petitions.bundles import dying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def rows(bundle: Bundle, name: str) -> list[list[str]]:
    with zipfile.ZipFile(places.sealed(bundle)) as container:
        text = container.read(name).decode()
    return list(csv.reader(text.splitlines()))


def payload_of(bundle: Bundle) -> dict[str, str]:
    with zipfile.ZipFile(places.sealed(bundle)) as container:
        return {
            name: hashlib.sha256(container.read(name)).hexdigest()
            for name in container.namelist()
            if name in bundle.members and not name.startswith("cover.")
        }


def test_a_bundle_is_sealed_and_valid_for_everybody_who_checks(root: Path) -> None:
    bundle = a_sealed_bundle()

    path = places.sealed(bundle)
    assert (bundle.state, bundle.seal_level, bundle.is_valid) == (State.SEALED, "B-LT", True)
    assert path.name == f"atmintis_{bundle.target.petition.slug}_gov-lt_1.asice"
    assert bundle.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.stat().st_mode & 0o777 == 0o600
    assert verify(path, root).problems == ()
    assert verify(path).identity == bundle.identity
    events = CustodyEvent.objects.filter(subject=str(bundle.uuid)).values_list("event", flat=True)
    assert list(events.order_by("pk")) == ["bundle.frozen", "bundle.written", "bundle.sealed"]


def test_the_lists_hold_what_the_target_asks_for_and_nothing_more() -> None:
    petition = a_petition_with("Ona Petraitė", "=Mārtiņš")

    bundle = a_sealed_bundle(petition)

    heading, *signed = rows(bundle, "signatures.csv")
    assert heading == ["number", "name", "country", "signed_on", "assurance", "counts_as"]
    assert [row[:3] for row in signed] == [["1", "Ona Petraitė", "LV"], ["2", "'=Mārtiņš", "LV"]]
    assert {row[5] for row in signed} == {"valid"}
    with zipfile.ZipFile(places.sealed(bundle)) as container:
        everything = b"".join(container.read(name) for name in container.namelist())
    assert b"@example.org" not in everything.replace(b"help@example.org", b"")


def test_a_signature_that_the_law_does_not_count_is_a_declaration() -> None:
    petition = a_petition_with("Ona Petraitė")

    frozen = bundles.freeze(a_target(petition, "seimas").pk, now())
    bundle = bundles.finish(frozen.pk)

    assert rows(bundle, "signatures.csv")[1][-1] == "declaration"
    told = verify(places.sealed(bundle)).told
    assert told is not None
    assert told["counts"]["declarations"] == 1


def test_the_next_bundle_names_the_one_before_and_the_withdrawals() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    first = a_sealed_bundle(petition)
    signing.withdraw(petition.signatures.order_by("pk")[1].pk)

    second = a_sealed_bundle(petition)

    told = verify(places.sealed(second)).told
    assert told is not None
    assert told["previous"] == {"number": 1, "identity": first.identity}
    assert rows(second, "withdrawals.csv")[1:] == [
        ["1", "2", rows(second, "withdrawals.csv")[1][2]]
    ]
    assert rows(second, "signatures.csv")[1:] == []


def test_nothing_in_the_clear_stays_behind(settings: Settings) -> None:
    a_sealed_bundle()

    kept = [path.name for path in settings.BUNDLES_ROOT.rglob("*") if path.is_file()]
    assert sorted(Path(name).suffix for name in kept) == [".asice", ".lock"]


def test_finishing_twice_changes_nothing() -> None:
    bundle = a_sealed_bundle()
    content = places.sealed(bundle).read_bytes()

    again = bundles.finish(bundle.pk)

    assert again.attempts == 1
    assert places.sealed(again).read_bytes() == content


def test_writing_again_gives_the_same_files() -> None:
    frozen = a_frozen_bundle()
    written = bundles.write(frozen.pk)
    shutil.rmtree(places.payload(written))

    bundles.write(frozen.pk)
    sealed = bundles.finish(frozen.pk)

    assert sealed.state == State.SEALED
    assert sealed.members == written.members
    assert payload_of(sealed) == {
        name: digest for name, digest in written.members.items() if not name.startswith("cover.")
    }


def test_a_damaged_file_is_noticed_and_written_again() -> None:
    written = bundles.write(a_frozen_bundle().pk)
    damaged = places.payload(written) / "signatures.csv"
    damaged.write_text("damaged")

    failed = bundles.finish(written.pk)
    sealed = bundles.finish(written.pk)

    assert (failed.state, failed.problem[:23]) == (State.FAILED, "The written files were ")
    assert sealed.state == State.SEALED
    assert sealed.members == written.members


def test_what_is_changed_while_it_is_sealed_does_not_leave_the_house(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What this process has just measured is not read again before it is packed."""
    frozen, real = a_frozen_bundle(), packing.pack

    def touching(payload: Path, *rest: Any) -> None:
        path = payload / "signatures.csv"
        path.write_bytes(path.read_bytes().replace(b"LV", b"EE"))
        real(payload, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(packing, "pack", touching)
        failed = bundles.finish(frozen.pk)
    sealed = bundles.finish(frozen.pk)

    assert (failed.state, failed.problem[:23]) == (State.FAILED, "The written files were ")
    assert sealed.state == State.SEALED
    assert verify(places.sealed(sealed)).problems == ()


def test_a_timestamp_service_that_is_away_shows_as_a_failure_and_is_made_good(
    settings: Settings, with_authority: Authority
) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/away"
    frozen = a_frozen_bundle()

    failed = bundles.finish(frozen.pk)
    waiting = list(Bundle.objects.unfinished())
    settings.TSA_URL = with_authority.tsa_url
    sealed = bundles.finish(frozen.pk)

    assert failed.state == State.FAILED
    assert failed.problem == "No timestamp could be had. 127.0.0.1 does not answer."
    assert failed.next_attempt_at > now()
    assert waiting == []  # not before the pause is over
    assert (sealed.state, sealed.problem, sealed.attempts) == (State.SEALED, "", 2)
    assert not list(settings.BUNDLES_ROOT.glob("*.part"))


def test_a_promised_timestamp_is_never_left_out(settings: Settings) -> None:
    written = bundles.write(a_frozen_bundle().pk)
    settings.TSA_URL = ""

    failed = bundles.finish(written.pk)

    assert (failed.state, failed.problem) == (
        State.FAILED,
        "This bundle promises a timestamp: set TSA_URL again.",
    )


def test_without_a_seal_the_setting_is_named(settings: Settings) -> None:
    settings.SEAL_P12 = None

    failed = bundles.finish(a_frozen_bundle().pk)

    assert failed.problem == "There is no seal: SEAL_P12 is not set."


def test_a_bundle_waits_until_the_one_before_it_is_written() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    first = a_frozen_bundle(petition)
    signing.withdraw(petition.signatures.order_by("pk")[0].pk)
    second = a_frozen_bundle(petition)

    early = bundles.finish(second.pk)
    bundles.finish(first.pk)
    late = bundles.finish(second.pk)

    assert early.problem == "The bundle before this one has to be written first."
    assert late.state == State.SEALED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "step", ["making, '_written'", "sealing, '_must_be_as_written'", "sealing, '_sealed'"]
)
def test_a_worker_killed_at_any_step_is_made_good(
    step: str, settings: Settings, with_authority: Authority
) -> None:
    frozen = a_frozen_bundle()

    program = f"die_at({step})\nmaking.finish({frozen.pk})"
    killed = dying.run(program, settings, with_authority)
    Bundle.objects.filter(pk=frozen.pk).update(next_attempt_at=now())
    waiting = list(Bundle.objects.unfinished())
    sealed = bundles.finish(waiting[0].pk)

    assert killed == -signal.SIGKILL
    assert sealed.state == State.SEALED
    assert verify(places.sealed(sealed)).problems == ()
    assert [path.name for path in settings.BUNDLES_ROOT.glob("*")].count(sealed.path) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_makes_the_bundle_and_the_other_leaves() -> None:
    frozen = a_frozen_bundle()

    def work(_worker: int) -> str:
        try:
            return bundles.finish(frozen.pk).state
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))

    sealed = Bundle.objects.get(pk=frozen.pk)
    assert (sealed.state, sealed.attempts) == (State.SEALED, 1)
    assert CustodyEvent.objects.filter(event="bundle.sealed").count() == 1
