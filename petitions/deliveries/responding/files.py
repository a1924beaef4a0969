"""Files that an institution sends: of which kind, and whether they open. Judged by content."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.errors import Refusal
from testimonies.evidence import confined, inspection
from testimonies.evidence.kinds import ADOC, ASICE, DOCX, PDF
from testimonies.evidence.opening import Verdict

LARGEST = 10 << 20  # it lies in the database, encrypted
NAME_LENGTH = 100
KINDS = {
    ".pdf": PDF,
    ".asice": ASICE,
    ".sce": ASICE,
    ".edoc": ASICE,
    ".adoc": ADOC,
    ".docx": DOCX,
}
EXTENSIONS = {PDF: "pdf", ASICE: "asice", ADOC: "adoc", DOCX: "docx"}
WHY_NOT = {
    **inspection.WHY_NOT,
    Verdict.LOCKED: gettext_lazy("This file is locked with a password. Send a copy without one."),
    Verdict.DAMAGED_PACKAGE: gettext_lazy("This file is damaged and does not open."),
    Verdict.OTHER_KIND: gettext_lazy("This file is not what its name says."),
    Verdict.MACROS: gettext_lazy("There is a program in this file. Send it as a PDF."),
}


@dataclass(frozen=True)
class Sent:
    """A file that opens as what it says."""

    content: bytes
    kind: str
    name: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def take(upload: File[bytes]) -> Sent:
    """Raises `Refusal` with the reason. It is opened in a process of its own, never here."""
    name = Path(upload.name or "").name[-NAME_LENGTH:]
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        raise Refusal(_("We take PDF, ASiC-E (.asice, .edoc, .sce), ADOC and DOCX."))
    if not upload.size:
        raise Refusal(_("This file is empty."))
    if upload.size > LARGEST:
        raise Refusal(too_large())
    content = upload.open("rb").read()
    if kind == PDF and not content.startswith(b"%PDF-"):
        raise Refusal(str(WHY_NOT[Verdict.OTHER_KIND]))
    with tempfile.TemporaryFile() as on_disk:
        on_disk.write(content)
        on_disk.seek(0)
        verdict = confined.look(on_disk, kind)
    if verdict != Verdict.OPENS:
        raise Refusal(str(WHY_NOT[verdict]))
    return Sent(content, kind, name)


def too_large() -> str:
    return _("This file is larger than %(most)s MB. Send it to us by e-mail or post.") % {
        "most": LARGEST >> 20
    }
