"""The ledger as anybody may read it: hashes, sizes and signatures, never what was hashed.

And what a signer takes along, to check it without us.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from petitions.campaigns import queries as campaigns
from petitions.ledger import keys, note, queries, receipt, stamps, tiles
from petitions.ledger.forms import CheckProof
from petitions.ledger.merkle import HASH
from petitions.ledger.tiles import Place
from petitions.signing import refusals
from testimonies import limits
from testimonies.archive.caching import for_everybody

PLAIN = "text/plain; charset=utf-8"
YEAR = 365 * 24 * 3600  # seconds; for what never changes
HIGHEST = 7  # a tree with tiles above has more leaves than there are grains of sand


@require_safe
@for_everybody(seconds=60)
def key(request: HttpRequest, slug: str) -> HttpResponse:
    """The line by which other programs know our signature under checkpoints: the newest key's."""
    _petition(slug)
    line = note.verifier_key(note.origin(slug), note.public_key())
    return HttpResponse(f"{line}\n", content_type=PLAIN)


@require_safe
@for_everybody(seconds=60)
def all_keys(request: HttpRequest, slug: str) -> JsonResponse:
    """Every key whose signature is ours, the newest first, and from when until when it signed."""
    _petition(slug)
    found = [
        {
            "key": note.verifier_key(note.origin(slug), each.public),
            "signs": each.signs,
            "from": each.began_at,
            "until": each.ended_at,
        }
        for each in keys.known()
    ]
    return JsonResponse({"keys": found})


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
    found = queries.checkpoint_at(_petition(slug), size) if size <= queries.LARGEST else None
    if found is None:
        raise Http404
    return HttpResponse(found.note, content_type=PLAIN)


@require_safe
@for_everybody(seconds=60)
def stamped_checkpoint(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest one with a timestamp; that lies beside it, by its size."""
    found = queries.newest_stamped(_petition(slug))
    if found is None:
        raise Http404
    return HttpResponse(found.note, content_type=PLAIN)


@require_safe
@for_everybody(seconds=YEAR)
def checkpoint_timestamp(request: HttpRequest, slug: str, size: int) -> HttpResponse:
    """RFC 3161, as the service's whole answer in DER, over the bytes of the checkpoint."""
    found = queries.stamp_at(_petition(slug), size) if size <= queries.LARGEST else None
    if found is None:
        raise Http404
    return HttpResponse(
        stamps.answer(bytes(found.token)),
        content_type="application/timestamp-reply",
        headers={"Content-Disposition": f'attachment; filename="checkpoint-{size}.tsr"'},
    )


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


@require_safe
def proof(request: HttpRequest, reference: str) -> HttpResponse:
    """What belongs to the signer alone, as a file."""
    if limits.exceeds(limits.PROOFS, request):
        return refusals.wait_for_file(request, reverse("petitions:signature", args=[reference]))
    found = queries.signature(reference)
    held = receipt.of(found) if found else None
    if held is None or not held.is_proved:
        raise Http404
    return HttpResponse(
        receipt.archive(held),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="proof-{reference}.zip"',
            "X-Robots-Tag": "noindex",
        },
    )


@csrf_exempt  # it changes nothing, and needs no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def check_proof(request: HttpRequest) -> HttpResponse:
    """Whether a proof that somebody pasted is ours; a wrong and an unknown one get the same no."""
    form = CheckProof(request.POST if request.method == "POST" else None)
    is_asked = form.is_bound and form.is_valid()
    found = receipt.is_genuine(form.cleaned_data["proof"]) if is_asked else None
    words = {
        "form": form,
        "is_asked": is_asked,
        "genuine": found,
        "petition": campaigns.campaign(found.slug) if found else None,
    }
    return render(request, "petitions/ledger/check.html", words)


def _petition(slug: str) -> int:
    found = queries.petition(slug)
    if found is None:
        raise Http404
    return found
