"""Places of deportation and imprisonment by whatever name somebody knows them.

What was told stays as it was told; the gazetteer is asked when it is shown.
"""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from django.utils.translation import get_language

from testimonies.models.place import Place

BETWEEN_PLACES = re.compile(r"[,;/()]")


class Gazetteer:
    """Every place that we know, read in one query when it is first asked."""

    def __init__(self) -> None:
        self._by_name: dict[str, Place] | None = None

    def find(self, told: str) -> Place | None:
        """The most exact place of which one of our names was told, or part of it: a settlement
        rather than its region. None where we know none, which is no mistake of anybody's."""
        names = [told, *BETWEEN_PLACES.split(told)]
        found = [self._known[key] for name in names if (key := _key(name)) in self._known]
        return min(found, key=lambda place: place.precision_km, default=None)

    @property
    def _known(self) -> dict[str, Place]:
        if self._by_name is None:
            # What is more exact comes last and takes the name.
            places = Place.objects.select_related("within").order_by("-precision_km", "slug")
            self._by_name = {
                _key(name): place
                for place in places
                for name in [*place.names.values(), *place.other_names]
            }
        return self._by_name


def suggestions() -> list[str]:
    """Names to choose from while writing, in the language of the page."""
    language = get_language() or "en"
    names = Place.objects.values_list("names", flat=True)
    return sorted({each.get(language) or each["en"] for each in names})


def _key(name: str) -> str:
    """Without accents and case; the letters themselves stay."""
    letters = normalize("NFKD", " ".join(name.split()).casefold())
    return "".join(letter for letter in letters if not combining(letter))
