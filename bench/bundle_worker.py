"""``python -m bench.bundle_worker lead|help BUNDLE``: one worker of a bundle, and what it took.

``help`` starts when somebody leads, and ends with the bundle. Prints one line of JSON: seconds by
the clock and of the processor, and the memory before and at its peak in megabytes.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time, sleep

import django

django.setup()

from bench.servers import backend_cpu  # noqa: E402
from petitions.bundles import actions as bundles  # noqa: E402  (the settings come first)
from petitions.models import Bundle  # noqa: E402
from petitions.models.bundle import State  # noqa: E402

LOOK = 0.02  # seconds between two looks whether there is something to do


def main(role: str, bundle: int) -> None:
    Bundle.objects.get(pk=bundle)  # connected, and everything is imported
    print("ready", flush=True)
    sys.stdin.readline()
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here on
    clock, cpu, server = perf_counter(), process_time(), backend_cpu()
    if role == "lead":
        done = bundles.finish(bundle)
        if done.state != State.SEALED:
            raise SystemExit(done.problem)
    else:
        while Bundle.objects.get(pk=bundle).state == State.FROZEN:
            bundles.help_with(bundle)
            sleep(LOOK)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "seconds": perf_counter() - clock,
        "cpu": process_time()
        - cpu
        + children.ru_utime
        + children.ru_stime
        + backend_cpu()
        - server,
        "before": before,
        "peak": _memory("VmHWM"),
    }
    print(json.dumps(told), flush=True)


def _memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
