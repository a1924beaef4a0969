"""Used by the `load_reference` command: history and law come from the files."""

from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from testimonies.errors import Refusal
from testimonies.fixtures import reference
from testimonies.history import rules
from testimonies.models.history import Fact, LegalBasis, LegalInstrument, Operation

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def load_reference() -> int:
    """Load operations, facts, legal instruments and legal bases; how many rows there were.

    Idempotent. Raises Refusal when the parts of a figure do not make its total.
    """
    operations = [_put(Operation, "slug", entry) for entry in reference.read("operations")]
    by_slug = Operation.objects.in_bulk(field_name="slug")
    facts = [
        _put_fact(by_slug[slug], position, entry)
        for slug, entries in reference.read("facts").items()
        for position, entry in enumerate(entries, start=1)
    ]
    instruments = [
        _put_instrument(by_slug, entry) for entry in reference.read("legal_instruments")
    ]
    bases = [_put(LegalBasis, "slug", entry) for entry in reference.read("legal_bases")]
    return len(operations) + len(facts) + len(instruments) + len(bases)


def _put_fact(operation: Operation, position: int, entry: dict[str, Any]) -> Fact:
    if not rules.adds_up(entry["value_low"], entry["parts"]):
        raise Refusal(_("The parts of “%(fact)s” do not add up.") % {"fact": entry["code"]})
    return _put(Fact, "code", entry | {"operation": operation, "position": position})


def _put_instrument(by_slug: dict[str, Operation], entry: dict[str, Any]) -> LegalInstrument:
    """A decree names the operation that it ordered; other instruments name none."""
    operation = by_slug[entry["operation"]] if entry["operation"] else None
    return _put(LegalInstrument, "slug", entry | {"operation": operation})


def _put(model: type[Row], key: str, entry: dict[str, Any]) -> Row:
    values = {name: value for name, value in entry.items() if name != key}
    row, _created = model._default_manager.update_or_create(**{key: entry[key]}, defaults=values)
    return row
