"""Letters about an erased signature: what waits is not sent, and what went is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q

from petitions.models import Doubt, Signature
from testimonies.letters import actions as letters
from testimonies.models import Letter
from testimonies.privacy import tokens

#: Decrypted at once. Letters are kept for a month, so there is an end to them.
BATCH = 1_000


def forget_letters() -> bool:
    """Erase all that speak of an erased signature; whether none is left.

    A letter is found by what stands in it, since no letter says on its row whom it is about. What
    is being sent right now stays until the next sweep. Idempotent.
    """
    after, is_clean = 0, True
    while batch := list(Letter.objects.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = batch[-1].pk
        about = _about_erased(batch)
        is_clean = letters.forget(about) == len(about) and is_clean
    return is_clean


def _about_erased(batch: list[Letter]) -> list[int]:
    spoken_of = {letter.pk: set(_spoken_of(letter.contents)) for letter in batch}
    everything = set().union(*spoken_of.values())
    references = {each for each in everything if isinstance(each, str)}
    uuids = everything - references
    erased = Signature.objects.erased()
    found = erased.filter(Q(reference__in=references) | Q(uuid__in=uuids))
    gone: set[str | UUID] = set()
    for row in found.values_list("reference", "uuid"):
        gone.update(row)
    asked = Doubt.objects.filter(uuid__in=uuids)
    gone |= set(
        asked.filter(Q(older__in=erased) | Q(stronger__in=erased)).values_list("uuid", flat=True)
    )
    return [pk for pk, each in spoken_of.items() if each & gone]


def _spoken_of(contents: Any) -> Iterator[str | UUID]:
    """References, and what the links in a letter stand for."""
    for told in [contents, *contents.get("signatures", ())]:
        if reference := told.get("reference"):
            yield str(reference)
        for link in (told.get("token"), told.get("no_more_news")):
            claimed = tokens.claimed(str(link or "").strip("/").rpartition("/")[2])
            if claimed:
                yield claimed
