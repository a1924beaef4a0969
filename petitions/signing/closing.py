"""Whether something still counts: who closes the petition waits for whoever asks here."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from petitions.signing import statements
from testimonies.errors import Refusal


class Closed(Refusal):
    """The petition is closed, or was when what is to count came to us."""


def hold_open(
    petition_id: int, *, received_on: date | None = None, received_at: datetime | None = None
) -> None:
    """Until the caller's transaction ends nobody closes the petition. Raises `Closed`.

    What came on paper counts if it came on a day, what came as a file if it came at a moment when
    the petition was open, whatever it is now.
    """
    own = {
        "petition": petition_id,
        "received_on": received_on,
        "received_at": received_at,
        "zone": settings.TIME_ZONE,
    }
    if not statements.ask_all(statements.HOLD_OPEN, own):
        raise Closed(_("This petition is closed. It can no longer be signed."))
