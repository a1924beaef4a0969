"""Who has proven an identity in this browser, for a quarter of an hour, and what they typed.

Both lie encrypted beside the session, by petition, in rows that end after that time, with the
session, or when somebody has signed. The session holds no more than their keys, and the way to
what was just signed, for whoever presses the button twice.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from time import time
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest

from accounts import sessions
from petitions.campaigns.queries import Campaign
from petitions.signing.eid.rules import Identified
from testimonies.privacy import vault

IDENTIFIED = "identified"
TYPED = "typed-by-identified"
SIGNED = "signed-by-identified"
SECONDS = 15 * 60
TICKET = 32
#: Of one answer that is kept for later; no answer of this form is longer.
LONGEST = 2000


@dataclass(frozen=True)
class Held:
    """`replaces` is the id of the signer's own signature, where they came from its page."""

    slug: str
    person: Identified
    since: float
    replaces: int | None = None

    @property
    def is_fresh(self) -> bool:
        return 0 <= time() - self.since < SECONDS

    @property
    def ticket(self) -> str:
        """Says in a form whose name it showed: two people may use one browser."""
        return vault.fingerprint("eid-ticket", self.slug, self.person.identity).hex()[:TICKET]


def hold(
    request: HttpRequest, petition: Campaign, person: Identified, replaces: int | None
) -> None:
    # SECURITY: whoever planted a session in this browser must not read along.
    request.session.cycle_key()
    kept = asdict(Held(petition.slug, person, time(), replaces))
    _keep(request, IDENTIFIED, petition.uuid, kept)


def held(request: HttpRequest, petition: Campaign) -> Held | None:
    """Whoever has proven who they are, in time."""
    found = _held(request, petition.uuid)
    if found is not None and not found.is_fresh:
        _drop(request, IDENTIFIED, petition.uuid)
        return None
    return found


def elsewhere(request: HttpRequest) -> list[Held]:
    """For whichever petitions somebody has proven who they are, the newest first."""
    found = (_held(request, UUID(each)) for each in request.session.get(IDENTIFIED, {}))
    fresh = (each for each in found if each is not None and each.is_fresh)
    return sorted(fresh, key=lambda each: -each.since)


def forget(request: HttpRequest, petition: Campaign) -> None:
    _drop(request, IDENTIFIED, petition.uuid)
    _drop(request, TYPED, petition.uuid)


def settle(request: HttpRequest, petition: Campaign, ticket: str, reference: str) -> None:
    forget(request, petition)
    just = {"ticket": ticket, "reference": reference, "since": time()}
    request.session[SIGNED] = {petition.uuid.hex: just}


def settled(request: HttpRequest, petition: Campaign, ticket: str) -> str:
    """The reference of what was signed a moment ago with this very form; empty for any other."""
    just = request.session.get(SIGNED, {}).get(petition.uuid.hex)
    if just is None or time() - just["since"] > SECONDS:
        return ""
    is_same_form = hmac.compare_digest(just["ticket"].encode(), ticket.encode())
    return str(just["reference"]) if is_same_form else ""


def keep_typed(
    request: HttpRequest, petition: Campaign, ticket: str, typed: Iterable[tuple[str, str]]
) -> None:
    """For whoever proves the identity to which `ticket` belongs."""
    answers = [(name, value[:LONGEST]) for name, value in typed]
    kept = {"ticket": ticket[:TICKET], "answers": answers, "since": time()}
    _keep(request, TYPED, petition.uuid, kept)


def typed_before(request: HttpRequest, petition: Campaign, held: Held) -> list[tuple[str, str]]:
    """What this very person had typed when the time was over. Handed out once."""
    kept = _open(request, TYPED, petition.uuid)
    _drop(request, TYPED, petition.uuid)
    if kept is None or kept["ticket"] != held.ticket or time() - kept["since"] > SECONDS:
        return []
    return [(name, value) for name, value in kept["answers"]]


def _held(request: HttpRequest, petition: UUID) -> Held | None:
    kept = _open(request, IDENTIFIED, petition)
    return Held(**kept | {"person": Identified(**kept["person"])}) if kept else None


def _open(request: HttpRequest, shelf: str, petition: UUID) -> dict[str, Any] | None:
    key = request.session.get(shelf, {}).get(petition.hex)
    kept = sessions.beside(request.session, key) if key else ""
    if not kept:
        return None
    try:
        found: dict[str, Any] = vault.open_sealed(
            base64.b64decode(kept), place=f"session.{shelf}", row=petition
        )
    except (binascii.Error, InvalidTag, vault.UnknownKey):  # a key has been retired meanwhile
        return None
    return found


def _keep(request: HttpRequest, shelf: str, petition: UUID, told: dict[str, Any]) -> None:
    _drop(request, shelf, petition)
    sealed = base64.b64encode(vault.seal(told, place=f"session.{shelf}", row=petition)).decode()
    key = sessions.put_beside(request.session, sealed, seconds=SECONDS)
    request.session[shelf] = request.session.get(shelf, {}) | {petition.hex: key}


def _drop(request: HttpRequest, shelf: str, petition: UUID) -> None:
    kept = dict(request.session.get(shelf, {}))
    key = kept.pop(petition.hex, None)
    if key is not None:
        sessions.take_away(request.session, key)
        request.session[shelf] = kept
