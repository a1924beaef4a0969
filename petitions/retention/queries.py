"""What the desk shows before and after something is erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from petitions.models import (
    Bundle,
    BundleItem,
    Erasure,
    ErasureLine,
    Hold,
    InstitutionResponse,
    Signature,
)
from petitions.models.bundle_item import ItemKind
from petitions.models.hold import KEPT
from petitions.models.paper import SheetState
from petitions.models.signature import LIVING
from petitions.retention import rules


@dataclass(frozen=True)
class BeforeErasing:
    """What erasing one signature would do. Shows nothing that its signer has told."""

    signature: Signature
    #: Names of institutions that have received it, and are told that it is withdrawn.
    received_by: Sequence[str]
    will_be_withdrawn: bool
    is_on_paper: bool
    #: Bundles with it that have not gone out: they are discarded.
    discarded: Sequence[Bundle]
    #: What clerks wrote about bundles with it and what may name its signer, or our answer does.
    spoken_of: Sequence[InstitutionResponse]
    #: Why it cannot be erased now; empty when it can.
    obstacle: str


def before_erasing(reference: str) -> BeforeErasing | None:
    """None where no signature has this reference."""
    found = Signature.objects.select_related("petition").filter(reference=reference).first()
    if found is None:
        return None
    carried = _carried(found).select_related("target__profile__institution")
    gone = carried.filter(bundle__delivery__begun_at__isnull=False).order_by("target")
    return BeforeErasing(
        signature=found,
        received_by=[item.target.profile.institution.name for item in gone],
        will_be_withdrawn=found.state in LIVING,
        is_on_paper=hasattr(found, "paper_line"),
        discarded=to_discard(found),
        spoken_of=_spoken_of(found),
        obstacle=obstacle(found),
    )


def obstacle(signature: Signature) -> str:
    """Why a signature cannot be erased now, in a sentence; empty when it can."""
    if signature.erased_at:
        return _("Everything that this signer told us has been erased.")
    if _is_held(signature):
        return str(KEPT)
    line = getattr(signature, "paper_line", None)
    if line and line.sheet.state != SheetState.READ:
        return _("Its paper sheet is still being read. Finish that first.")
    return ""


def to_discard(signature: Signature) -> list[Bundle]:
    """Bundles with it of which nothing has gone out, and those that build on them; last first."""
    found: list[Bundle] = []
    for item in _carried(signature).exclude(bundle__delivery__begun_at__isnull=False):
        own = Bundle.objects.living().filter(
            target=item.target_id, content=item.bundle.content, number__gte=item.bundle.number
        )
        found += own.select_related("target__profile__institution").order_by("-number")
    return found


def _spoken_of(signature: Signature) -> list[InstitutionResponse]:
    """Words are encrypted, so each is read: of the bundles with this signature only."""
    bundles = _carried(signature).values("bundle")
    own = InstitutionResponse.objects.about_people().filter(delivery__bundle__in=bundles)
    said = own.select_related("delivery__bundle__target__profile__institution").order_by("pk")
    mailbox = signature.mail_address.partition("@")[0]
    name = str((signature.personal or {}).get("name", ""))
    known = [signature.reference.partition("-")[2], mailbox, name]
    return [each for each in said if rules.may_speak_of(each.words, known)]


def lines(erasure: Erasure) -> list[ErasureLine]:
    """Of a look, or of the look on whose word a run erased; what is due first."""
    report = erasure.report or erasure
    found = report.lines.select_related("petition", "target__profile__institution")
    return sorted(found.order_by("petition", "target", "what", "why"), key=_kept)


def _kept(line: ErasureLine) -> bool:
    return not line.is_due


def _is_held(signature: Signature) -> bool:
    holds = Hold.objects.open()
    own = holds.filter(petition=signature.petition_id)
    return own.exists() or holds.filter(bundle__items__signature=signature).exists()


def _carried(signature: Signature) -> QuerySet[BundleItem]:
    own = BundleItem.objects.filter(signature=signature, kind=ItemKind.SIGNATURE)
    return own.select_related("bundle")
