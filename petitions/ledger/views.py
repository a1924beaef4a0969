"""The ledger as anybody may read it: hashes, sizes and signatures, never what was hashed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from petitions.ledger import note, queries, tiles
from petitions.ledger.merkle import HASH
from petitions.ledger.tiles import Place
from testimonies.archive.caching import for_everybody

PLAIN = "text/plain; charset=utf-8"
YEAR = 365 * 24 * 3600  # seconds; for what never changes
#: Numbers that the database could not even be asked for.
LARGEST = 2**63 - 1
HIGHEST = 7  # a tree with tiles above has more leaves than there are grains of sand


@require_safe
@for_everybody(seconds=3600)
def key(request: HttpRequest, slug: str) -> HttpResponse:
    """The line by which other programs know our signature under checkpoints."""
    _petition(slug)
    line = note.verifier_key(note.origin(slug), note.public_key())
    return HttpResponse(f"{line}\n", content_type=PLAIN)


@require_safe
@for_everybody(seconds=5, stale=5)
def newest_checkpoint(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.newest_checkpoint(_petition(slug))
    if found is None:
        raise Http404
    return HttpResponse(found.note, content_type=PLAIN)


@require_safe
@for_everybody(seconds=YEAR)
def checkpoint(request: HttpRequest, slug: str, size: int) -> HttpResponse:
    found = queries.checkpoint_at(_petition(slug), size) if size <= LARGEST else None
    if found is None:
        raise Http404
    return HttpResponse(found.note, content_type=PLAIN)


@require_safe
@for_everybody(seconds=YEAR)
def tile(
    request: HttpRequest, slug: str, level: int, number: int, width: int = tiles.WIDTH
) -> HttpResponse:
    """As many neighbouring hashes as asked for, 32 bytes each, or none at all."""
    if level > HIGHEST or not 0 < width <= tiles.WIDTH:
        raise Http404
    place = Place(level, number)
    hashes = queries.tiles_at(_petition(slug), [place]).get(place, b"")[: width * HASH]
    if len(hashes) < width * HASH:
        raise Http404
    return HttpResponse(hashes, content_type="application/octet-stream")


def _petition(slug: str) -> int:
    found = queries.petition(slug)
    if found is None:
        raise Http404
    return found
