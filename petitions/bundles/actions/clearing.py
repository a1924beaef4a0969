"""What a killed worker left in the clear of bundles that are sealed already."""

from __future__ import annotations

from uuid import UUID

from petitions.bundles import places
from petitions.bundles.actions.failing import DONE
from petitions.models import Bundle


def clear_leftovers() -> None:
    """Remove the work folders that nobody needs any more. Nothing is taken from under a worker.

    A bundle that is not sealed yet goes on from what lies there, so its folder stays.
    """
    for uuid in places.with_work():
        if bundle := _done(uuid):
            _clear(bundle)


def _clear(bundle: Bundle) -> None:
    with places.alone(bundle, wait=False) as is_mine:
        if is_mine and (done := _done(bundle.uuid)):  # it may be sealed again since
            places.remove_unnamed(done)
            places.clear(done)


def _done(uuid: UUID) -> Bundle | None:
    return Bundle.objects.filter(uuid=uuid, state__in=DONE).first()
