"""The one door to every private file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.models import Evidence
from testimonies.models.evidence import FileRole, Scan

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


@dataclass(frozen=True)
class HandedOut:
    """An open file, and what it is. Whoever takes it closes it."""

    file: IO[bytes]
    type: str
    size: int


def hand_out(
    evidence_id: UUID, *, by: User | None, role: FileRole = FileRole.ACCESS, why: str = "read"
) -> HandedOut:
    """The one door to every private file; each passage leaves a custody line."""
    paper = Evidence.objects.get(uuid=evidence_id)
    file = paper.files.filter(role=role).first()
    if file is None or (role == FileRole.ACCESS and file.scan != Scan.CLEAN):
        raise Refusal(_("There is no checked copy of this file yet."))
    custody.record("evidence.handed_out", paper, by=by, role=role, why=why)
    return HandedOut(keeping.open_kept(file.path), file.detected_type, file.size)
