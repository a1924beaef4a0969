"""A worker process that dies, or whose disk is full, at a chosen step."""

from __future__ import annotations

import time
from typing import Any

from pytest_django import Settings

from config.local.authority import Authority
from tests import forks

PATIENCE = 60
START = """
from petitions.bundles import actions, encrypt, joining, lists, packing, payload, places, printed
from petitions.bundles import ranges
from petitions.bundles.actions import making, sealing
"""


def run(program: str, settings: Settings, authority: Authority, **told: Any) -> int:
    """Run it in a process of its own, on the database of the test; returns how it ended."""
    started = time.monotonic()
    ended = forks.run(
        forks.DYING + START + program,
        BUNDLES_ROOT=settings.BUNDLES_ROOT,
        SEAL_P12=authority.seal_p12,
        SEAL_P12_PASSWORD=authority.password,
        TSA_URL=authority.tsa_url,
        OCSP_URL=authority.ocsp_url,
        TRUST_STORE=authority.trust_store,
        **told,
    )
    assert time.monotonic() - started < PATIENCE
    return ended
