"""A worker that dies over testimonies and claims leaves no halves, and nothing to be read."""

from __future__ import annotations

import hashlib
import signal
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.timezone import now
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles import encrypt, places
from petitions.bundles.verify import verify
from petitions.models import Bundle
from petitions.models.bundle import State
from testimonies.models import CustodyEvent, Institution
from tests.builders_bundles import records_of
from tests.builders_review import an_accepted_testimony
from tests.builders_signing import an_open_petition
from tests.petitions.bundles import cdoc2_reader, dying
from tests.petitions.bundles.everything import a_certificate
from tests.petitions.bundles.test_records import TO_GOV_LT

pytestmark = pytest.mark.django_db(transaction=True)
AGE, CURVE = pyrage.x25519.Identity.generate(), ec.generate_private_key(ec.SECP384R1())
KEYS = {encrypt.SUFFIX: str(AGE.to_public()), encrypt.CDOC: a_certificate(CURVE)}
BEFORE = "die_at(encrypt, 'write')"
#: Of what encrypts with age, the second piece; of what does so for DigiDoc4, the end.
IN_THE_MIDDLE = """
class Dying:
    def __init__(self, hidden):
        self.hidden, self.pieces = hidden, 0
    def write(self, piece):
        self.pieces += 1
        if self.pieces == 3:
            self.hidden.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.hidden.write(piece)
    def flush(self):
        self.hidden.flush()
real = encrypt.pyrage.encrypt_io
encrypt.pyrage.encrypt_io = lambda plain, hidden, to: real(plain, Dying(hidden), to)
die_at(encrypt, '_must_be_ok', 5)
"""
AT_THE_END = "die_at(sealing, '_sealed')"


@pytest.fixture(autouse=True)
def escrow(settings: Settings, tmp_path: Path) -> None:
    settings.ESCROW_KEY = KEYS[encrypt.SUFFIX]
    settings.ESCROW_CERTIFICATE = tmp_path / "escrow.pem"
    settings.ESCROW_CERTIFICATE.write_text(KEYS[encrypt.CDOC])


def give_key(suffix: str) -> None:
    Institution.objects.filter(code="gov-lt").update(encryption_key=KEYS[suffix])


def a_frozen_bundle_for(suffix: str) -> Bundle:
    petition = an_open_petition()
    give_key(suffix)
    an_accepted_testimony(uses=TO_GOV_LT)
    return records_of(petition)


def killed(bundle: Bundle, step: str, settings: Settings, authority: Authority) -> int:
    keys = {name: getattr(settings, name) for name in ("ESCROW_KEY", "ESCROW_CERTIFICATE")}
    program = f"{step}\nmaking.finish({bundle.pk})"
    return dying.run(program, settings, authority, **keys)


def the_next_attempt(bundle: Bundle) -> Bundle:
    """As the sweep makes it."""
    Bundle.objects.filter(pk=bundle.pk).update(next_attempt_at=now())
    (waiting,) = Bundle.objects.unfinished()
    return bundles.finish(waiting.pk)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def opened(bundle: Bundle) -> bytes:
    hidden = places.sealed(bundle).read_bytes()
    if bundle.path.endswith(encrypt.CDOC):
        return cdoc2_reader.opened(hidden, CURVE)[places.sealed(bundle).stem]
    return bytes(pyrage.decrypt(hidden, [AGE]))


@pytest.mark.parametrize(
    ("suffix", "step", "left"),
    [
        (encrypt.SUFFIX, BEFORE, ""),
        (encrypt.SUFFIX, IN_THE_MIDDLE, ".asice.age.part"),
        (encrypt.CDOC, IN_THE_MIDDLE, ".asice.cdoc2.part"),
        (encrypt.SUFFIX, AT_THE_END, ".asice.age"),
    ],
    ids=["before", "in the middle", "in the middle, for DigiDoc4", "at the end"],
)
def test_the_next_attempt_makes_one_bundle_and_nothing_else_is_left(
    suffix: str,
    step: str,
    left: str,
    settings: Settings,
    with_authority: Authority,
    tmp_path: Path,
) -> None:
    frozen = a_frozen_bundle_for(suffix)
    end = killed(frozen, step, settings, with_authority)
    written = Bundle.objects.get()
    found = [path for path in settings.BUNDLES_ROOT.iterdir() if path.is_file()]
    plain = places.work(frozen) / "sealed" / "sealed.asice"

    assert end == -signal.SIGKILL
    assert (written.state, plain.is_file()) == (State.WRITTEN, step != AT_THE_END)
    assert [path.name.partition("_1")[2] for path in found] == ([left] if left else [])
    assert all(path.stat().st_size for path in found)
    sealed = the_next_attempt(frozen)

    assert (sealed.state, sealed.problem, sealed.identity) == (State.SEALED, "", written.identity)
    assert Bundle.objects.get().members == written.members
    assert files(settings.BUNDLES_ROOT) == {f"{frozen.uuid}.lock", sealed.path}
    assert not places.work(frozen).exists()
    assert places.sealed(sealed).stat().st_mode & 0o777 == 0o600
    assert hashlib.sha256(places.sealed(sealed).read_bytes()).hexdigest() == sealed.sha256
    assert CustodyEvent.objects.filter(event="bundle.sealed").count() == 1
    opened_there = tmp_path / "opened.asice"
    opened_there.write_bytes(opened(sealed))
    assert verify(opened_there).problems == ()
    assert verify(opened_there).identity == written.identity


@pytest.mark.parametrize("step", [IN_THE_MIDDLE, AT_THE_END], ids=["in the middle", "at the end"])
def test_what_was_begun_for_an_older_key_goes(
    step: str, settings: Settings, with_authority: Authority
) -> None:
    """The institution sends another key of another kind while nobody is at the bundle."""
    frozen = a_frozen_bundle_for(encrypt.SUFFIX)
    killed(frozen, step, settings, with_authority)
    give_key(encrypt.CDOC)

    sealed = the_next_attempt(frozen)

    assert sealed.path.endswith(encrypt.CDOC)
    assert files(settings.BUNDLES_ROOT) == {f"{frozen.uuid}.lock", sealed.path}


def test_it_goes_by_the_sweep_when_the_next_worker_dies_as_well(
    settings: Settings, with_authority: Authority
) -> None:
    frozen = a_frozen_bundle_for(encrypt.SUFFIX)
    killed(frozen, AT_THE_END, settings, with_authority)
    give_key(encrypt.CDOC)
    end = killed(frozen, "die_at(places, 'remove_unnamed')", settings, with_authority)
    sealed = Bundle.objects.get()
    assert (end, sealed.state) == (-signal.SIGKILL, State.SEALED)
    assert len(files(settings.BUNDLES_ROOT)) > 2

    bundles.clear_leftovers()

    assert files(settings.BUNDLES_ROOT) == {f"{frozen.uuid}.lock", sealed.path}
    assert not places.work(frozen).exists()
