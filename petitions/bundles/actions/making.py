"""Writing what was frozen, between short transactions; killed at any point, it is repeated."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.bundles import (
    manifest,
    payload,
    places,
    ranges,
    record_files,
    records,
)
from petitions.bundles import seal as seals
from petitions.bundles.actions import forgetting, sealing
from petitions.bundles.actions.failing import DONE, fail
from petitions.bundles.authority import NeedsAPerson
from petitions.bundles.payload import Listed
from petitions.bundles.ranges import Call
from petitions.bundles.stretches import Torn
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
Files = Mapping[str, manifest.File]


class WrittenOtherwise(Refusal):
    """Not the files of before, from the same freeze: by another release, as a rule."""


def finish(bundle_id: int, *, wait: bool = False, call: Call | None = None) -> Bundle:
    """Write and seal what was frozen. Idempotent; of two workers one leads and the other helps.

    `call` asks others to help, and nothing waits for them. What goes wrong outside the house is
    written on the row, which is tried again later.
    """
    bundle = Bundle.objects.with_its_petition().get(pk=bundle_id)
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
    return Bundle.objects.with_its_petition().get(pk=bundle_id)


def help_with(bundle_id: int) -> None:
    """Write ranges of a list that another process is making; nothing when there are none."""
    bundle = Bundle.objects.with_its_petition().get(pk=bundle_id)
    if bundle.state == State.FROZEN and bundle.content == Content.SIGNATURES:
        try:
            ranges.help_with(bundle)
        except OSError:
            log.warning("the disk refused a range of %s; whoever leads will say so", bundle)


def write(bundle_id: int, call: Call | None = None) -> Bundle:
    """Make the files of a frozen bundle. Repeated, it must make the very same ones."""
    _write(bundle_id, call)
    return Bundle.objects.with_its_petition().get(pk=bundle_id)


def _write(bundle_id: int, call: Call | None) -> Files:
    """What this process has measured: nothing, where the files were there already."""
    bundle = Bundle.objects.with_its_petition().get(pk=bundle_id)
    folder = places.payload(bundle)
    is_written = bool(bundle.members) and folder.is_dir()
    if is_written or bundle.state not in {State.FROZEN, State.WRITTEN}:
        return {}
    for _attempt in range(ATTEMPTS):
        try:
            files = _write_payload(bundle, folder, call)
        except Torn:
            continue  # what was damaged is forgotten, and written again
        try:
            _written(bundle_id, files)
        except WrittenOtherwise:
            places.clear(bundle)
            raise
        return files
    raise Refusal(_("What is written does not stay as it is: the disk may be broken."))


def _write_payload(bundle: Bundle, folder: Path, call: Call | None) -> Files:
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
    return str(told or seals.configured_level())


def _make(bundle_id: int, call: Call | None) -> None:
    if not _begin(bundle_id):
        return
    try:
        sealing.seal(bundle_id, _write(bundle_id, call))
    except WrittenOtherwise as problem:
        fail(bundle_id, str(problem), is_final=True)  # to write them once more changes nothing
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
def _written(bundle_id: int, files: Files) -> Bundle:
    bundle = Bundle.objects.lock(bundle_id)
    digests = {name: file.sha256 for name, file in files.items()}
    if bundle.members and bundle.members != digests:
        differ = _("The files differ from those that were written first.")
        anew = _("Freeze it anew: what still stands gets the next number.")
        raise WrittenOtherwise(f"{differ} {anew}")
    if bundle.state == State.WRITTEN:
        return bundle
    bundle.must_allow(State.WRITTEN)

    bundle.state = State.WRITTEN
    bundle.members = digests
    bundle.identity = digests[manifest.BUNDLE]
    bundle.save(update_fields=["state", "members", "identity"])
    custody.record("bundle.written", bundle, identity=bundle.identity)
    return bundle
