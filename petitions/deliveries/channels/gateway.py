"""A folder from which a gateway takes bundles into a delivery network, and where it answers.

AS4, DHX, DIV, E.pristatymas and e-Doręczenia each have a program of their own. What we promise it,
in ``GATEWAY_ROOT/<institution>/``::

    <file>              the bundle, whole
    <file>.json         then this: {"bundle", "file", "sha256", "size", "institution", "petition",
                        "content", "number"}
    <file>.status.json  the gateway's answer: {"bundle": as above, "state": "delivered" |
                        "refused" | anything else, "reference", "reason"}

It may take the file away, and leaves the ``.json`` until its answer lies beside it: that is how
we know that a bundle was handed to it, and do not place it twice.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from petitions.bundles import places
from petitions.deliveries.channels import folder
from petitions.deliveries.channels.receipt import Receipt, Stopped, Waiting, said
from petitions.models import Bundle, Delivery

LOOK_AGAIN = 300  # seconds
LONGEST_ANSWER = 64 * 1024


def send(delivery: Delivery) -> Receipt:
    bundle = delivery.bundle
    source = places.outgoing(bundle)
    target = Path(settings.GATEWAY_ROOT) / bundle.target.profile.institution.code / source.name
    answer = _answer(target.with_name(f"{target.name}.status.json"), bundle)
    if answer.get("state") == "delivered":
        return Receipt(said(answer.get("reference", ""), most=240))
    if answer.get("state") == "refused":
        raise Stopped(_("The gateway refuses it: %s.") % said(answer.get("reason", "?"), most=80))
    told = target.with_name(f"{target.name}.json")
    if not _is_told(told, bundle):
        folder.put(source, target, bundle.outgoing_sha256)
        folder.tell(told, json.dumps(_told(bundle), indent=1))
    raise Waiting(
        _("The gateway has it, and has not said yet that it arrived."), seconds=LOOK_AGAIN
    )


def _answer(path: Path, bundle: Bundle) -> dict[str, Any]:
    """What the gateway says of this very bundle; an answer about another one is none."""
    return _if_about(_read(path), bundle)


def _is_told(path: Path, bundle: Bundle) -> bool:
    return _if_about(_read(path), bundle).get("sha256") == bundle.outgoing_sha256


def _if_about(answer: Any, bundle: Bundle) -> dict[str, Any]:
    is_about = isinstance(answer, dict) and answer.get("bundle") == bundle.identity
    return answer if is_about else {}


def _read(path: Path) -> Any:
    if not path.is_file() or path.stat().st_size > LONGEST_ANSWER:
        return None
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None  # still being written, or no answer at all


def _told(bundle: Bundle) -> dict[str, Any]:
    return {
        "bundle": bundle.identity,
        "file": places.outgoing(bundle).name,
        "sha256": bundle.outgoing_sha256,
        "size": bundle.outgoing_size,
        "institution": bundle.target.profile.institution.code,
        "petition": bundle.target.petition.slug,
        "content": bundle.content,
        "number": bundle.number,
    }
