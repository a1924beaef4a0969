"""A bundle of many signatures, beside the least that reading and hashing its rows can take.

``BENCH_SIGNATURES`` says how many (200,000 unless set). The limit is COPY of the very same rows
and columns, names still encrypted, into a file, with SHA-256 of the file and of each line. What
two workers can gain at most is said before: two processors of a rented machine are often halves
of one.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import django

django.setup()

from django.conf import settings  # noqa: E402  (the settings come first)
from django.db import connection, transaction  # noqa: E402

from bench.servers import backend_cpu  # noqa: E402
from bench.signed import a_frozen_bundle  # noqa: E402
from petitions.bundles import places, statements, verify  # noqa: E402
from petitions.models import Bundle  # noqa: E402
from petitions.models.bundle import State  # noqa: E402

DEFAULT = 200_000
ROUNDS = 5
FEW_ROUNDS_FROM = 2_000_000  # signatures; from there on one round is long enough
BLOCK = 1 << 20


@dataclass(frozen=True)
class Took:
    """Seconds by the clock and of the processor; megabytes before and at the peak."""

    seconds: float
    cpu: float
    before: float = 0
    peak: float = 0


def print_lines() -> None:
    many = int(os.environ.get("BENCH_SIGNATURES", DEFAULT))
    bundle = a_frozen_bundle(f"bench-bundle-{many}", many)
    rounds = 1 if many >= FEW_ROUNDS_FROM else ROUNDS
    print(f"bundle         {many:,} signatures, of each the median of {rounds}", flush=True)
    limit = _median([_limit(bundle) for _round in range(ROUNDS)])
    _print(f"two processes that share nothing are {_two_by_nature():.2f} × as fast here as one")
    _print(f"COPY, SHA-256, leaf {limit.seconds:7.2f} s ({limit.cpu:.2f} s of the processor)")
    for formats, goal in ((["csv"], 4), (["csv", "xlsx", "pdf"], 12)):
        _compare(bundle, formats, limit, goal, rounds)


def _compare(bundle: Bundle, formats: list[str], limit: Took, goal: int, rounds: int) -> None:
    _forget(bundle, formats)
    alone, first, both = [], [], []
    for _round in range(rounds):
        alone += _made(bundle, helpers=0)
        lead, helper = _made(bundle, helpers=1)
        first.append(lead)
        both.append(Took(lead.seconds, max(lead.cpu, helper.cpu), peak=helper.peak))
    one, two = _median(alone), _median(both)
    name = "+".join(formats)
    ratio, by_cpu = one.seconds / limit.seconds, one.cpu / limit.cpu
    largest = max(alone + first, key=lambda took: took.peak - took.before)
    _print(
        f"{name:12} {one.seconds:8.2f} s: {ratio:.1f} × the limit ({one.cpu:.2f} s of the"
        f" processor, {by_cpu:.1f} ×)  ≤ {goal} ×"
    )
    _print(
        f"{name:12} {largest.peak - largest.before:8.0f} MB more than the {largest.before:.0f} MB"
        f" of an idle worker  ≤ {64 if goal == 4 else 128} MB"
    )
    _print(
        f"{name:12} {one.seconds / two.seconds:8.2f} × as fast with two workers,"
        f" {one.cpu / two.cpu:.2f} × by the processor time of the busier one  ≥ 1.7 ×"
    )
    _check(bundle, name)


def _forget(bundle: Bundle, formats: list[str]) -> None:
    """Other formats make another bundle, which the database would refuse."""
    bundle.frozen["asked"]["formats"] = formats
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Bundle.objects.filter(pk=bundle.pk).update(
            state=State.FROZEN, members={}, identity="", frozen=bundle.frozen
        )


def _check(bundle: Bundle, name: str) -> None:
    """Members and identity were compared with those of the first writing each time."""
    path = places.sealed(Bundle.objects.get(pk=bundle.pk))
    hashing, checking = [], []
    for _round in range(ROUNDS):
        hashing.append(_timed(lambda: _hash(path)))
        checking.append(_timed(lambda: _verified(path)))
    least, ours = _median(hashing), _median(checking)
    _print(
        f"{name:12} {ours.seconds:8.2f} s to verify {path.stat().st_size / 1e6:.0f} MB:"
        f" {ours.seconds / least.seconds:.1f} × reading and hashing it"
        f" ({ours.cpu / least.cpu:.1f} × of the processor)  ≤ 1.5 ×"
    )


def _limit(bundle: Bundle) -> Took:
    bound = {
        "bundle": bundle.pk,
        "target": bundle.target_id,
        "zone": settings.TIME_ZONE,
        "first": 1,
        "last": bundle.frozen["counts"]["signatures"],
    }

    def copy() -> None:
        digest = hashlib.sha256()
        with connection.cursor() as cursor, tempfile.TemporaryFile() as target:
            query = f"COPY ({statements.SIGNATURES}) TO STDOUT (FORMAT csv)"
            with cursor.copy(query, bound) as rows:
                for row in rows:
                    hashlib.sha256(b"\x00" + row).digest()
                    digest.update(row)
                    target.write(row)

    return _timed(copy)


def _two_by_nature() -> float:
    """What a second processor is worth on this machine: often less than a whole one."""
    alone = _spinning(1)
    return 2 * alone / _spinning(2)


def _spinning(processes: int) -> float:
    """Seconds until each has done the same work, the middle of some rounds."""
    work = "for _each in range(20_000_000): pass"
    took = []
    for _round in range(ROUNDS):
        start = perf_counter()
        spinning = [subprocess.Popen([sys.executable, "-c", work]) for _one in range(processes)]
        for process in spinning:
            process.wait()
        took.append(perf_counter() - start)
    return median(took)


def _made(bundle: Bundle, *, helpers: int) -> list[Took]:
    """Make the bundle anew, as after a crash: the digests of the first time must come out."""
    made = Bundle.objects.get(pk=bundle.pk)
    for part in places.sealed_parts(made) if made.path else ():
        part.path.unlink(missing_ok=True)
    again = {"state": State.FROZEN, "attempts": 0, "sealed_at": None, "path": "", "sha256": ""}
    Bundle.objects.filter(pk=bundle.pk).update(**again)
    known = Bundle.objects.get(pk=bundle.pk).identity
    with ExitStack() as stack:
        workers = [
            stack.enter_context(_worker(role, bundle)) for role in ["lead", *["help"] * helpers]
        ]
        for worker in workers:
            _line(worker)
        for worker in workers:
            worker.stdin.write(b"go\n")  # type: ignore[union-attr]
            worker.stdin.flush()  # type: ignore[union-attr]
        took = [Took(**json.loads(_line(worker))) for worker in workers]
    found = Bundle.objects.get(pk=bundle.pk).identity
    if known not in ("", found):
        raise RuntimeError("written again it is another bundle")
    return took


def _worker(role: str, bundle: Bundle) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.bundle_worker", role, str(bundle.pk)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _line(worker: subprocess.Popen[bytes]) -> bytes:
    line: bytes = worker.stdout.readline()  # type: ignore[union-attr]
    if not line:
        raise RuntimeError("a worker broke down")
    return line


def _hash(path: Path) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(BLOCK):
            digest.update(block)


def _verified(path: Path) -> None:
    verdict = verify.inspect(path)
    if not verdict.is_valid:
        raise RuntimeError(" ".join(verdict.problems))


def _timed(act) -> Took:  # type: ignore[no-untyped-def]
    clock, cpu = perf_counter(), process_time() + backend_cpu()
    act()
    return Took(perf_counter() - clock, process_time() + backend_cpu() - cpu)


def _median(took: list[Took]) -> Took:
    return Took(median(t.seconds for t in took), median(t.cpu for t in took))


def _print(figures: str) -> None:
    print(f"{'':14} {figures}", flush=True)


if __name__ == "__main__":
    print_lines()
