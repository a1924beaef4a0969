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
    #: The one of the same person that counts now, which says whose it is as well.
    newer: Signature | None
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
    own = of_one_person(found)
    carried = _carried(own).select_related("target__profile__institution")
    gone = carried.filter(bundle__delivery__begun_at__isnull=False).order_by("target")
    names = (item.target.profile.institution.name for item in gone)
    return BeforeErasing(
        signature=found,
        newer=_newer_than(found),
        received_by=list(dict.fromkeys(names)),
        will_be_withdrawn=found.state in LIVING,
        is_on_paper=any(hasattr(each, "paper_line") for each in own),
        discarded=to_discard(own),
        spoken_of=_spoken_of(own),
        obstacle=obstacle(own),
    )


def of_one_person(signature: Signature) -> list[Signature]:
    """It, and the weaker ones in whose place it stands: they say whose it is, too."""
    found = [signature]
    for each in found:
        found += Signature.objects.filter(replaced_by=each, erased_at=None).order_by("pk")
    return found


def _newer_than(signature: Signature) -> Signature | None:
    newest = signature
    while newest.replaced_by is not None:
        newest = newest.replaced_by
    return newest if newest != signature and newest.erased_at is None else None


def obstacle(own: Sequence[Signature]) -> str:
    """Why what one person has signed cannot be erased now, in a sentence; empty when it can."""
    if own[0].erased_at:
        return _("Everything that this signer told us has been erased.")
    if any(map(_is_held, own)):
        return str(KEPT)
    lines = filter(None, (getattr(each, "paper_line", None) for each in own))
    if any(line.sheet.state != SheetState.READ for line in lines):
        return _("Its paper sheet is still being read. Finish that first.")
    return ""


def to_discard(own: Sequence[Signature]) -> list[Bundle]:
    """Bundles with it of which nothing has gone out, and those that build on them; last first."""
    found: dict[int, Bundle] = {}
    for item in _carried(own).exclude(bundle__delivery__begun_at__isnull=False):
        building = Bundle.objects.living().filter(
            target=item.target_id, content=item.bundle.content, number__gte=item.bundle.number
        )
        found |= {
            each.pk: each for each in building.select_related("target__profile__institution")
        }
    return sorted(found.values(), key=lambda each: (each.target_id, -each.number))


def _spoken_of(own: Sequence[Signature]) -> list[InstitutionResponse]:
    """Words are encrypted, so each is read: of the bundles with these signatures only."""
    bundles = _carried(own).values("bundle")
    about = InstitutionResponse.objects.about_people().filter(delivery__bundle__in=bundles)
    said = about.select_related("delivery__bundle__target__profile__institution").order_by("pk")
    known = [word for each in own for word in _known_of(each)]
    return [each for each in said if rules.may_speak_of(each.words, known)]


def _known_of(signature: Signature) -> tuple[str, ...]:
    mailbox = signature.mail_address.partition("@")[0]
    name = str((signature.personal or {}).get("name", ""))
    return signature.reference.partition("-")[2], mailbox, name


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


def _carried(own: Sequence[Signature]) -> QuerySet[BundleItem]:
    carried = BundleItem.objects.filter(signature__in=own, kind=ItemKind.SIGNATURE)
    return carried.select_related("bundle")
