"""Why a piece of a file is not taken, each with its sentence for the sender."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.evidence import inspection


class TooLarge(Refusal):
    """More than we take."""


class NoRoom(Refusal):
    """Our disk is full."""

    def __init__(self) -> None:
        super().__init__(inspection.no_room())


class NotThere(Refusal):
    """It has expired, or was never there."""

    def __init__(self) -> None:
        super().__init__(_("This upload has ended. Please choose the file again."))


class OtherOffset(Refusal):
    """It goes on elsewhere: ask where."""

    def __init__(self) -> None:
        super().__init__(_("This file goes on at another place."))


class Altered(Refusal):
    """A piece is not what its checksum says."""

    def __init__(self) -> None:
        super().__init__(_("A part of the file was altered on the way. Please send it again."))


class Busy(Refusal):
    """Another request writes to this upload just now."""

    def __init__(self) -> None:
        super().__init__(_("This file is still being sent. Please wait a moment."))


class Unfinished(Refusal):
    """Not all of it has come."""

    def __init__(self) -> None:
        super().__init__(
            _("Not all of this file has arrived. Choose it again: it goes on where it stopped.")
        )


class Differs(Refusal):
    """What came is not what was sent."""

    def __init__(self) -> None:
        super().__init__(
            _("What arrived here differs from the file on your device. Please send it again.")
        )
