"""Proofs for machines, as RFC 9162 has them."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from petitions.ledger import queries
from testimonies.archive.caching import for_everybody

HASH = re.compile("[0-9a-f]{64}")
NUMBER = re.compile("[1-9][0-9]{0,17}")


@require_safe
@for_everybody(seconds=5, stale=5)
def inclusion(request: HttpRequest, slug: str, leaf_hash: str) -> JsonResponse:
    """By the leaf's hash in hexadecimal, out of the newest checkpoint's tree."""
    petition = queries.petition(slug)
    if petition is None:
        return _error("no such petition", HTTPStatus.NOT_FOUND)
    found = None
    if HASH.fullmatch(leaf_hash):
        found = queries.included(petition, bytes.fromhex(leaf_hash))
    if found is None:
        return _error("no such leaf in the newest checkpoint", HTTPStatus.NOT_FOUND)
    return JsonResponse(
        {
            "leaf_index": found.index,
            "tree_size": found.size,
            "inclusion_path": _encoded(found.proof.path),
            "checkpoint": found.proof.checkpoint,
        }
    )


@require_safe
@for_everybody(seconds=300)
def consistency(request: HttpRequest, slug: str) -> JsonResponse:
    """That the tree at size `to` begins with the one at size `from`."""
    petition = queries.petition(slug)
    newest = queries.newest_checkpoint(petition) if petition is not None else None
    if newest is None:
        return _error("no such petition, or nothing in its ledger", HTTPStatus.NOT_FOUND)
    old, size = (request.GET.get(name, "") for name in ("from", "to"))
    if not (NUMBER.fullmatch(old) and NUMBER.fullmatch(size)):
        return _error("from and to are sizes of the ledger", HTTPStatus.BAD_REQUEST)
    if not int(old) <= int(size) <= newest.size:
        return _error("not 0 < from ≤ to ≤ newest checkpoint", HTTPStatus.BAD_REQUEST)
    path = queries.consistency(newest.petition_id, int(old), int(size))
    return JsonResponse({"from": int(old), "to": int(size), "consistency_path": _encoded(path)})


def _encoded(path: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in path]


def _error(sentence: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
