"""Why an SFTP server did not take a file, as a sentence for the desk."""

from __future__ import annotations

import asyncssh
from asyncssh import SFTPClientFile
from django.utils.translation import gettext as _

from petitions.deliveries.channels.receipt import said
from testimonies.errors import Refusal

FULL = ("space", "quota")  # how servers say that their disk is full, where they have no code


def refused(problem: asyncssh.SFTPError) -> Refusal:
    """A server's own words cut short."""
    is_full = isinstance(problem, asyncssh.SFTPNoSpaceOnFilesystem | asyncssh.SFTPQuotaExceeded)
    if is_full or any(word in problem.reason.lower() for word in FULL):
        return full()
    if isinstance(problem, asyncssh.SFTPConnectionLost | asyncssh.SFTPNoConnection):
        return Refusal(_("The line to the server broke."))
    return Refusal(_("The server did not take the file: %s.") % said(problem.reason, most=80))


def full() -> Refusal:
    return Refusal(_("The disk of the server is full."))


async def has_no_room(opened: SFTPClientFile, size: int) -> bool:
    """OpenSSH says “Failure” and no more when its disk is full; asked for its room, it tells."""
    try:
        room = await opened.statvfs()
    except asyncssh.SFTPError:
        return False
    return bool(room.bavail * room.frsize < size)
