"""Used by the `load_reference` command: history and law come from the files."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.errors import Refusal
from testimonies.fixtures import reference
from testimonies.fixtures.loading import put
from testimonies.history import rules
from testimonies.models.history import Fact, LegalBasis, LegalInstrument, Operation
from testimonies.models.place import Place
from testimonies.models.proof import OutsideArchive, Requirement

#: Once an archive is there, staff decide how it is reached, and an upgrade never undoes it.
DECIDED_BY_STAFF = frozenset({"postal_address", "email", "address_source", "answer_days"})


@transaction.atomic
def load_reference() -> int:
    """Load operations, facts, legal texts, what they ask, archives and places; how many rows.

    Idempotent. Raises Refusal when the parts of a figure do not make its total.
    """
    operations = put(Operation, "slug", reference.read("operations"))
    by_slug = Operation.objects.in_bulk(field_name="slug")
    facts = [
        _fact(by_slug[slug], position, entry)
        for slug, entries in reference.read("facts").items()
        for position, entry in enumerate(entries, start=1)
    ]
    instruments = [_instrument(by_slug, entry) for entry in reference.read("legal_instruments")]
    bases = put(LegalBasis, "slug", reference.read("legal_bases"))
    put(Fact, "code", facts)
    put(LegalInstrument, "slug", instruments)
    rows = len(operations) + len(facts) + len(instruments) + len(bases)
    return rows + _load_ways_to_proof() + _load_places(reference.read("places"))


def _load_ways_to_proof() -> int:
    """What each legal basis asks, and which archives elsewhere can show it."""
    by_slug = LegalBasis.objects.in_bulk(field_name="slug")
    requirements = [
        entry | {"basis": by_slug[entry["basis"]]} for entry in reference.read("requirements")
    ]
    archives = reference.read("outside_archives")
    put(OutsideArchive, "code", archives, decided_elsewhere=DECIDED_BY_STAFF)
    return len(put(Requirement, "code", requirements)) + len(archives)


def _load_places(entries: list[dict[str, Any]]) -> int:
    """Regions first: what lies within one points to it."""
    put(Place, "slug", [entry | {"within": None} for entry in entries if not entry["within"]])
    regions = Place.objects.in_bulk(field_name="slug")
    inside = [entry for entry in entries if entry["within"]]
    put(Place, "slug", [entry | {"within": regions[entry["within"]]} for entry in inside])
    return len(entries)


def _fact(operation: Operation, position: int, entry: dict[str, Any]) -> dict[str, Any]:
    if not rules.adds_up(entry["value_low"], entry["parts"]):
        raise Refusal(_("The parts of “%(fact)s” do not add up.") % {"fact": entry["code"]})
    return entry | {"operation": operation, "position": position}


def _instrument(by_slug: dict[str, Operation], entry: dict[str, Any]) -> dict[str, Any]:
    """A decree names the operation that it ordered; other instruments name none."""
    return entry | {"operation": by_slug[entry["operation"]] if entry["operation"] else None}
