"""The one door to every private file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import IO, TYPE_CHECKING

from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.models import CustodyEvent, Evidence
from testimonies.models.evidence import FileRole, Scan

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

OPENED = "evidence.handed_out"
AN_OPENING = timedelta(hours=1)


@dataclass(frozen=True)
class HandedOut:
    """An open file, and what it is. Whoever takes it closes it."""

    file: IO[bytes]
    type: str
    size: int
    #: By which a browser knows that it goes on with the same file (an entity tag).
    mark: str = ""


def hand_out(
    evidence_id: UUID,
    *,
    by: User | None,
    role: FileRole = FileRole.ACCESS,
    why: str = "read",
    is_part: bool = False,
) -> HandedOut:
    """The one door to every private file; each passage leaves a custody line.

    A player asks for many parts of a recording (`is_part`): they are one opening for an hour.
    """
    paper = Evidence.objects.get(uuid=evidence_id)
    file = paper.files.filter(role=role).first()
    if file is None or (role != FileRole.ORIGINAL and file.scan != Scan.CLEAN):
        raise Refusal(_("There is no checked copy of this file yet."))
    if not (is_part and _is_open(paper, by, role)):
        custody.record(OPENED, paper, by=by, role=role, why=why)
    content = keeping.open_kept(file.path)
    return HandedOut(content, file.detected_type, file.size, f'"{file.sha256}"')


def _is_open(paper: Evidence, by: User | None, role: FileRole) -> bool:
    lines = CustodyEvent.objects.filter(
        subject_kind="evidence", subject=str(paper.uuid), event=OPENED, by=by
    )
    return lines.filter(at__gt=now() - AN_OPENING, detail__role=role).exists()
