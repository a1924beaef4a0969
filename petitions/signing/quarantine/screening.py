"""What a form says about itself when it is sent: where it came from, and whether that is odd.

The signer is told nothing of it. Nothing here asks the database; Redis is asked rarely, and
nobody is suspected while it is away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpRequest

from petitions.signing.quarantine import disposable, proof, traces
from petitions.signing.quarantine.rules import Suspicion
from petitions.signing.rules import Signing, Traces
from testimonies import limits


def looked_at(signing: Signing, request: HttpRequest, *, is_hasty: bool) -> Signing:
    """The same answers, with their traces and what is suspicious about them."""
    found = traces.of(limits.client_address(request), signing.email)
    odd = [code.value for code in _odd(found)]
    if is_hasty:
        odd.append(Suspicion.HASTY.value)
    if disposable.is_disposable(signing.email):
        odd.append(Suspicion.DISPOSABLE.value)
    if proof.is_missing(request):
        odd.append(Suspicion.NO_PROOF.value)
    return replace(signing, traces=found, suspicions=tuple(odd))


def _odd(found: Traces) -> Iterator[Suspicion]:
    if limits.is_exceeded_for(found.address_key.hex(), limits.CROWDED_ADDRESS):
        yield Suspicion.CROWDED_ADDRESS
    if limits.is_exceeded_for(found.network_key.hex(), limits.CROWDED_NETWORK):
        yield Suspicion.CROWDED_NETWORK
