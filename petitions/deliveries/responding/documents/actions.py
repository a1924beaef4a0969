"""Used by the desk page, by a sweep and by staff: files with answers, kept encrypted."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.deliveries.responding.files import Sent
from petitions.models import InstitutionResponse, ResponseFile
from petitions.models.response import OUTCOMES
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import scanner
from testimonies.models.custody import Actor
from testimonies.models.evidence import Scan
from testimonies.privacy import vault

PLACE = "petitions.responsefile.content"
MOST_ATTEMPTS = 3
AT_ONCE = 20


@transaction.atomic
def attach(response_id: int, sent: Sent) -> ResponseFile:
    """The file of an answer. The same one sent twice is one; another one needs another answer."""
    response = InstitutionResponse.objects.lock(response_id)
    if response.kind not in OUTCOMES:
        raise Refusal(_("A file belongs to an answer, a hearing or a decision."))
    there = ResponseFile.objects.filter(response=response).first()
    if there is not None:
        if there.sha256 == sent.sha256:
            return there
        raise Refusal(_("There is a file with it already. Tell us once more, with the other one."))

    return keep(response, sent)


def keep(response: InstitutionResponse, sent: Sent) -> ResponseFile:
    """In the surrounding transaction, whose caller has locked the response or made it."""
    file = ResponseFile(
        response=response, sha256=sent.sha256, size=len(sent.content), kind=sent.kind
    )
    file.content = vault.seal_bytes(sent.content, place=PLACE, row=file.uuid)
    file.save(force_insert=True)
    response.told = response.told | {"file_name": sent.name}
    response.save(update_fields=["told"])
    custody.record(
        "response.file_received",
        response,
        actor=Actor.INSTITUTION,
        sha256=file.sha256,
        size=file.size,
    )
    return file


def scan_waiting() -> int:
    """Look for what is infected; without a scanner a file that opens is clean. Idempotent."""
    waiting = list(
        ResponseFile.objects.filter(scan=Scan.PENDING).values_list("pk", flat=True)[:AT_ONCE]
    )
    for file_id in waiting:
        scan(file_id)
    return len(waiting)


def scan(file_id: int) -> None:
    """The scanner is asked between two short transactions; while it is away the file waits."""
    file = ResponseFile.objects.filter(pk=file_id, scan=Scan.PENDING).first()
    if file is None:
        return
    verdict: Scan = Scan.CLEAN
    if scanner.is_configured():
        with tempfile.TemporaryDirectory(prefix="answer-") as folder:
            path = Path(folder) / "answer"
            path.write_bytes(content_of(file))
            try:
                verdict = scanner.scan(path)
            except scanner.ScannerAway:
                return
    with transaction.atomic():
        changed = ResponseFile.objects.filter(pk=file_id, scan=Scan.PENDING).update(scan=verdict)
        if changed:
            custody.record("response.file_scanned", file.response, verdict=verdict)


def hand_out(response_id: int, *, by: User) -> tuple[bytes, ResponseFile]:
    """To staff, as it came; each passage leaves a custody line."""
    file = ResponseFile.objects.select_related("response").get(response=response_id)
    if file.scan != Scan.CLEAN:
        raise Refusal(_("This file has not been checked yet."))
    custody.record("response.file_read", file.response, by=by, sha256=file.sha256)
    return content_of(file), file


def content_of(file: ResponseFile) -> bytes:
    return vault.open_bytes(bytes(file.content), place=PLACE, row=file.uuid)
