"""Writing and sealing, between short transactions; killed at any point, it is simply repeated."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.bundles import (
    both_opinions,
    durable,
    encrypt,
    manifest,
    packing,
    parts,
    payload,
    places,
    ranges,
    record_files,
    records,
)
from petitions.bundles import seal as sealing
from petitions.bundles.actions import forgetting
from petitions.bundles.actions.failing import DONE, fail
from petitions.bundles.authority import NeedsAPerson
from petitions.bundles.durable import whole
from petitions.bundles.lists import Torn
from petitions.bundles.outgoing.actions import fingerprint
from petitions.bundles.payload import Listed
from petitions.bundles.ranges import Call
from petitions.models import Bundle
from petitions.models.bundle import Content, State
from testimonies.custody import log as custody
from testimonies.errors import Refusal

log = logging.getLogger(__name__)
MOST_KILLED = 5  # attempts in a row; then it waits for a person
ATTEMPTS = 3  # at joining what was written apart
FIRST_PAUSE = 60  # seconds until a killed or failed attempt is repeated; doubled each time
LONGEST_PAUSE = 3600
UNTIL_SOMEBODY_ACTS = timedelta(days=1)  # when waiting alone does not help
Seals = tuple[sealing.Signer, sealing.Authorities | None]


def finish(bundle_id: int, *, wait: bool = False, call: Call | None = None) -> Bundle:
    """Write and seal what was frozen. Idempotent; of two workers one leads and the other helps.

    `call` asks others to help, and nothing waits for them. What goes wrong outside the house is
    written on the row, which is tried again later.
    """
    bundle = _with_its_petition(bundle_id)
    if bundle.has_files_to_remove:
        return forgetting.remove_files(bundle_id)
    with places.alone(bundle, wait=False) as is_mine:
        if is_mine:
            _make(bundle_id, call)
    if not is_mine:
        help_with(bundle_id)
    if wait and not is_mine:
        with places.alone(bundle, wait=True):
            _make(bundle_id, call)
    return _with_its_petition(bundle_id)


def help_with(bundle_id: int) -> None:
    """Write ranges of a list that another process is making; nothing when there are none."""
    bundle = _with_its_petition(bundle_id)
    if bundle.state == State.FROZEN and bundle.content == Content.SIGNATURES:
        try:
            ranges.help_with(bundle)
        except OSError:
            log.warning("the disk refused a range of %s; whoever leads will say so", bundle)


def write(bundle_id: int, call: Call | None = None) -> Bundle:
    """Make the files of a frozen bundle. Repeated, it must make the very same ones."""
    bundle = _with_its_petition(bundle_id)
    folder = places.payload(bundle)
    is_written = bool(bundle.members) and folder.is_dir()
    if is_written or bundle.state not in {State.FROZEN, State.WRITTEN}:
        return bundle
    for _attempt in range(ATTEMPTS):
        try:
            files = _write_payload(bundle, folder, call)
        except Torn:
            continue  # what was damaged is forgotten, and written again
        return _written(bundle_id, files)
    raise Refusal(_("What is written does not stay as it is: the disk may be broken."))


def _write_payload(bundle: Bundle, folder: Path, call: Call | None) -> dict[str, manifest.File]:
    frame = records.frame(bundle, seal_level=_promised_level(bundle))
    with places.fresh(bundle, "draft") as draft, places.fresh(bundle, "bag") as bag:
        with translation.override(frame.addressee.languages[0]):
            listings: Sequence[Listed]
            if bundle.content == Content.RECORDS:
                listings, bagged = record_files.contents(bundle, bag)
            else:
                listings, bagged = records.contents(bundle, call), {}
            complete = payload.write(draft, frame, listings, bagged)
        files = payload.digests(draft, complete.files)
        places.settle(draft, folder)
    ranges.clear(bundle)
    return files


def _promised_level(bundle: Bundle) -> str:
    """What bundle.json promises: the least that the seal holds, whenever it is made."""
    told = bundle.frozen.get("seal_level") or bundle.seal_level
    return str(told or sealing.configured_level())


def seal(bundle_id: int) -> Bundle:
    """Seal the written files, have the seal checked, and put the file where deliveries find it."""
    bundle = _with_its_petition(bundle_id)
    if bundle.state != State.WRITTEN:
        return bundle
    _must_be_as_written(bundle)
    seals, made = _seals(bundle), []
    for number, names in enumerate(parts.members(places.payload(bundle)), 1):
        made.append(_seal_part(bundle, number, names, seals))
    sealed = _sealed(bundle_id, made, bundle.target.profile.institution.encryption_key)
    places.clear(bundle)
    return sealed


@dataclass(frozen=True)
class _Part:
    """A sealed file, what it is good for, and why it is not valid (None: nobody was asked)."""

    path: Path
    file: manifest.File
    level: str
    reason: str | None

    def told(self) -> dict[str, str | int]:
        return {"path": self.path.name, "sha256": self.file.sha256, "size": self.file.size}


def _seal_part(bundle: Bundle, number: int, names: list[str], seals: Seals) -> _Part:
    with places.fresh(bundle, "scratch") as scratch, places.fresh(bundle, "sealed") as folder:
        plain = folder / "sealed.asice"
        known = {name: bundle.members[name] for name in names}
        try:
            packing.pack(places.payload(bundle), scratch, plain, seals, known)
        except packing.Changed as changed:
            raise _damaged(bundle) from changed
        with ThreadPoolExecutor(1) as beside:
            kept = beside.submit(_kept, plain)
            verdict, reason = both_opinions.of(plain)
        target = Path(settings.BUNDLES_ROOT) / places.file_name(bundle, number)
        with whole(target) as part:
            if bundle.content == Content.RECORDS:
                key = bundle.target.profile.institution.encryption_key
                encrypt.write(plain, part, key, name=target.stem)
            else:
                plain.rename(part)
    file = manifest.measure(target) if bundle.content == Content.RECORDS else kept.result()
    return _Part(target, file, verdict.level, reason)


def _kept(path: Path) -> manifest.File:
    """To sync and to measure take as long as those do who check it, who need not wait for it."""
    durable.keep(path)
    return manifest.measure(path)


def _make(bundle_id: int, call: Call | None) -> None:
    if not _begin(bundle_id):
        return
    try:
        write(bundle_id, call)
        seal(bundle_id)
    except NeedsAPerson as problem:
        fail(bundle_id, str(problem), pause=UNTIL_SOMEBODY_ACTS)
    except Refusal as problem:
        fail(bundle_id, str(problem))
    except OSError as problem:
        fail(bundle_id, _("The disk said: %s.") % (problem.strerror or "?"))
    except Exception as bug:
        # SECURITY: of which class it is, and no word more: what it says may name somebody.
        fail(bundle_id, _("An unexpected error: %s.") % type(bug).__name__, is_bug=True)
        raise


@transaction.atomic
def _begin(bundle_id: int) -> bool:
    """Start an attempt. A killed one is repeated when its pause is over, in a sweep."""
    bundle = Bundle.objects.lock(bundle_id)
    if bundle.state in DONE or bundle.stopped_at:
        return False
    bundle.killed = 0 if bundle.state == State.FAILED or not bundle.attempts else bundle.killed + 1
    if bundle.killed >= MOST_KILLED:
        bundle.save(update_fields=["killed"])
        said = _("Its worker was killed %(times)s times in a row, perhaps for want of memory.")
        fail(bundle_id, said % {"times": bundle.killed}, is_final=True)
        return False
    if bundle.state == State.FAILED:
        back = State.WRITTEN if bundle.identity else State.FROZEN
        bundle.must_allow(back)
        bundle.state = back
    pause = min(FIRST_PAUSE * 2 ** min(bundle.attempts, 10), LONGEST_PAUSE)
    bundle.problem = ""
    bundle.attempts += 1
    bundle.next_attempt_at = now() + timedelta(seconds=pause)
    bundle.save(update_fields=["state", "problem", "attempts", "killed", "next_attempt_at"])
    return True


@transaction.atomic
def _written(bundle_id: int, files: dict[str, manifest.File]) -> Bundle:
    bundle = Bundle.objects.lock(bundle_id)
    digests = {name: file.sha256 for name, file in files.items()}
    if bundle.members and bundle.members != digests:
        raise Refusal(_("The files differ from those that were written first."))
    if bundle.state == State.WRITTEN:
        return bundle
    bundle.must_allow(State.WRITTEN)

    bundle.state = State.WRITTEN
    bundle.members = digests
    bundle.identity = digests[manifest.BUNDLE]
    bundle.save(update_fields=["state", "members", "identity"])
    custody.record("bundle.written", bundle, identity=bundle.identity)
    return bundle


@transaction.atomic
def _sealed(bundle_id: int, made: Sequence[_Part], key: str) -> Bundle:
    bundle = Bundle.objects.lock(bundle_id)
    if bundle.state in DONE:
        return bundle
    bundle.must_allow(State.SEALED)

    bundle.told_at = None
    first, *more = made
    reasons = [part.reason for part in made if part.reason is not None]
    bundle.state = State.SEALED
    bundle.path, bundle.sha256, bundle.size = first.path.name, first.file.sha256, first.file.size
    bundle.more_parts = [part.told() for part in more]
    if bundle.content == Content.RECORDS:
        bundle.outgoing_key = fingerprint(key)
    if bundle.content == Content.RECORDS and not more:  # it lies here as it leaves
        bundle.outgoing_path = first.path.name
        bundle.outgoing_sha256, bundle.outgoing_size = first.file.sha256, first.file.size
    bundle.seal_level, bundle.sealed_at = first.level, now()
    bundle.is_valid = not any(reasons) if reasons else None
    bundle.problem = next((reason for reason in reasons if reason), "")[:300]
    bundle.save()
    more_digests = [part.file.sha256 for part in more]
    custody.record(
        "bundle.sealed", bundle, sha256=bundle.sha256, level=first.level, more=more_digests
    )
    return bundle


def _must_be_as_written(bundle: Bundle) -> None:
    """Every file is there; whether each is what was written is seen when it is packed."""
    folder = places.payload(bundle)
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if names != set(bundle.members):
        raise _damaged(bundle)
    if manifest.measure(folder / manifest.BUNDLE).sha256 != bundle.identity:
        raise _damaged(bundle)


def _damaged(bundle: Bundle) -> Refusal:
    places.clear(bundle)
    return Refusal(_("The written files were damaged; they are written again."))


def _seals(bundle: Bundle) -> Seals:
    told = json.loads((places.payload(bundle) / manifest.BUNDLE).read_bytes())
    authorities = sealing.configured_authorities()
    if authorities is None and told["seal_level"] != "B":
        raise NeedsAPerson(_("This bundle promises a timestamp: set TSA_URL again."))
    signer = sealing.configured_signer()
    sealing.must_be_good(signer, authorities)
    return signer, authorities


def _with_its_petition(bundle_id: int) -> Bundle:
    everything = Bundle.objects.select_related("target__petition", "target__profile__institution")
    return everything.get(pk=bundle_id)
