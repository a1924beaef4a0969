"""``make bench``: what people do most, beside the least that Django can do, in one table.

``make bench ARGS="bundles desk"`` measures some of ``PARTS`` only.

Both applications run at the same time on the same machine with the same server and database, and
take turns, A B A B, so that only ratios of one run are compared. The median of the rounds counts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (the settings come first)
from django.db import connections  # noqa: E402

from bench import (  # noqa: E402
    bundles,
    containers,
    custody,
    desk,
    hot_row,
    ledger,
    lists,
    people,
    uploads,
)
from bench.acts import Acts, Minimal, Ours  # noqa: E402
from bench.load import Request, fire  # noqa: E402
from bench.servers import Server, database_cpu, serving  # noqa: E402

ROUNDS = 7
WARM_UP = 60


@dataclass(frozen=True)
class Act:
    """One thing that people do, how often it is measured in a round, and what we aim at."""

    name: str
    requests: Callable[[Acts, int], list[Request]]
    many: int
    expect: int
    goal: str


ACTS = (
    Act("sign POST", lambda acts, many: acts.sign(many), 400, 302, "web CPU ≤ 2 ×"),
    Act("petition page", lambda acts, many: acts.read(many), 1200, 200, "rate ≥ 0.9 ×"),
    Act("question page", lambda acts, many: acts.drafts.read(many), 300, 200, "web CPU ≤ 2 ×"),
    Act("autosave POST", lambda acts, many: acts.drafts.keep(many), 300, 200, "web CPU ≤ 2 ×"),
    Act("confirm POST", lambda acts, many: acts.confirm(many), 300, 302, "web CPU ≤ 2 ×"),
)


@dataclass(frozen=True)
class Figures:
    """Requests a second, and milliseconds of processor time a request."""

    rate: float
    web: float
    database: float


def main(asked: list[str]) -> int:
    if unknown := [name for name in asked if name not in PARTS]:
        print(f"There is no {', '.join(unknown)}. Choose of: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for name, print_lines in PARTS.items():
        if not asked or name in asked:
            print_lines()
    connections.close_all()
    return 0


def _print_acts() -> None:
    ours, minimal = Ours(), Minimal()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "servers.log"
        trusted = {
            "TRUSTED_PROXIES": "127.0.0.1/32",
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        }
        with (
            serving("config.wsgi:application", trusted, log) as our_server,
            serving("bench.minimal.app:application", {}, log) as minimal_server,
        ):
            _print_head()
            for act in ACTS:
                _print_row(act, *_compare(act, (ours, our_server), (minimal, minimal_server)))
            _print_crowd(our_server)


def _compare(act: Act, ours: tuple[Acts, Server], least: tuple[Acts, Server]) -> list[Figures]:
    rounds: list[tuple[Figures, Figures]] = []
    for acts, server in (ours, least):
        fire(server.port, act.requests(acts, WARM_UP), expect=act.expect)
    for _round in range(ROUNDS):
        rounds.append((_measure(act, *ours), _measure(act, *least)))
    return [_median([each[side] for each in rounds]) for side in (0, 1)]


def _measure(act: Act, acts: Acts, server: Server) -> Figures:
    requests = act.requests(acts, act.many)
    if len(requests) < act.many:
        raise RuntimeError(f"{act.name}: only {len(requests)} of {act.many} requests")
    web, database = server.cpu(), database_cpu()
    took = fire(server.port, requests, expect=act.expect)
    return Figures(
        rate=len(requests) / took,
        web=(server.cpu() - web) / len(requests) * 1000,
        database=(database_cpu() - database) / len(requests) * 1000,
    )


def _median(rounds: list[Figures]) -> Figures:
    return Figures(
        median(each.rate for each in rounds),
        median(each.web for each in rounds),
        median(each.database for each in rounds),
    )


def _print_head() -> None:
    print(f"{'':14} {'requests/s':>22} {'web CPU ms':>20} {'database ms':>18}  goal")
    print(f"{'':14} {'ours  minimal  ratio':>22} {'ours minimal ratio':>20} {'ours minimal':>18}")


def _print_row(act: Act, ours: Figures, least: Figures) -> None:
    rate = f"{ours.rate:5.0f} {least.rate:7.0f} {ours.rate / least.rate:7.2f}"
    web = f"{ours.web:5.2f} {least.web:6.2f} {ours.web / least.web:6.2f}"
    database = f"{ours.database:6.2f} {least.database:7.2f}"
    print(f"{act.name:14} {rate:>22} {web:>20} {database:>18}  {act.goal}", flush=True)


def _print_crowd(server: Server) -> None:
    one, many = hot_row.compare(server)
    figures = f"{one:5.0f} /s under one petition, {many:5.0f} /s under 32: {one / many:.2f}"
    print(f"32 clients     {figures}  rate ≥ 0.9 ×", flush=True)


def _print_containers() -> None:
    for kind, figure in containers.measure().items():
        figures = f"{figure.by_clock:9.0f} files/s, {figure.by_core:5.0f} for each core in use"
        print(f"check {kind:8} {figures}  ≥ 20/s", flush=True)


PARTS: dict[str, Callable[[], None]] = {
    "acts": _print_acts,
    "ledger": ledger.print_lines,
    "bundles": bundles.print_lines,
    "uploads": uploads.print_lines,
    "containers": _print_containers,
    "lists": lists.print_lines,
    "desk": desk.print_lines,
    "people": people.print_lines,
    "custody": custody.print_lines,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
