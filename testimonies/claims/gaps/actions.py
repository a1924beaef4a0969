"""That a letter to an archive was made. The letter itself is kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from testimonies.custody import log as custody
from testimonies.models.custody import Actor

if TYPE_CHECKING:
    from accounts.models import User
    from testimonies.claims.gaps.queries import Outlook
    from testimonies.models import CustodyEvent, OutsideArchive


def note_letter(
    outlook: Outlook, archive: OutsideArchive, *, form: str, by: User | None = None
) -> CustodyEvent:
    """Write down who made a letter, to which archive, under which law: codes, and no name."""
    return custody.record(
        "archive_letter.made",
        outlook.life.submission,
        by=by,
        actor=None if by else Actor.SUBMITTER,
        archive=archive.code,
        law=outlook.basis.slug,
        language=archive.languages[0],
        form=form,
    )
