"""The files that people signed themselves, beside the list: as they came, a thousand in a zip.

SECURITY: a certificate tells a personal code, so they go only where the signature counts.

Two signatures over one statement could be joined in one container, but then neither file would be
the one that its signer made; so each stays as it is. See docs/decisions/0102.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from petitions.bundles import statements
from petitions.bundles.stored_zip import StoredZip
from petitions.models import Bundle, Signature
from petitions.models.container import State
from petitions.signing.qualified import outside, queries
from testimonies.errors import Refusal

MOST_FILES = 1_000
MOST_BYTES = 512 << 20
BATCH = 10_000
ENDINGS = {outside.CADES: ".pdf.p7s"}
Span = list[int]  # the first and the last position whose file is in one zip


def spans(bundle: Bundle) -> list[Span]:
    """Which positions share a zip: decided by their order and sizes alone."""
    if not bundle.frozen["counts"].get("by_assurance", {}).get("qualified"):
        return []
    found: list[Span] = []
    files = size = 0
    for position, more in _sizes(bundle):
        if not found or files == MOST_FILES or size + more > MOST_BYTES:
            found.append([position, position])
            files = size = 0
        found[-1][1] = position
        files, size = files + 1, size + more
    return found


def zip_name(number: int) -> str:
    """From 1."""
    return f"qualified-{number:04}.zip"


def file_name(position: int, kind: str) -> str:
    return f"{position:07}{ENDINGS.get(kind, f'.{kind}')}"


def write(target: Path, bundle: Bundle, span: Span) -> None:
    """Store every file of the span under its signature's number in the list."""
    with StoredZip(target) as stored:
        for position, signature in _signatures(bundle, span):
            kept = queries.container_of(signature)
            if kept is None:
                raise Refusal(_("A signed file of this bundle is missing in the database."))
            name = file_name(position, kept.kind)
            if kept.kind == outside.CADES:
                # It may lie apart from what it signs: programs look beside it.
                stored.add_bytes(name.removesuffix(".p7s"), _statement(signature))
            stored.add_bytes(name, kept.read())


def _statement(signature: Signature) -> bytes:
    made = signature.containers.filter(state=State.VERIFIED).select_related("statement")
    found = made.order_by("checked_at", "pk")[0].statement
    return bytes(found.pdf) if found else b""


def _sizes(bundle: Bundle) -> Iterator[tuple[int, int]]:
    last = 0
    while batch := statements.ask(statements.OWN_FILES, bundle=bundle.pk, after=last, most=BATCH):
        yield from ((position, size) for position, size in batch)
        last = batch[-1][0]


def _signatures(bundle: Bundle, span: Span) -> Iterator[tuple[int, Signature]]:
    first, last = span
    items = bundle.items.filter(
        kind="signature",
        position__range=(first, last),
        signature__assurance="qualified",
        signature__valid_targets__contains=[bundle.target_id],
    )
    for item in items.select_related("signature").order_by("position"):
        if item.signature:
            yield item.position, item.signature
