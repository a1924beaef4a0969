"""What tests about missing proof look up."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation

from testimonies.claims.gaps import queries
from testimonies.claims.gaps.queries import Outlook
from testimonies.claims.gaps.rules import Found
from testimonies.models import Case, OutsideArchive
from testimonies.models.proof import Need

LAW, ARCHIVE = "lt-legal-status", "lt-special"


def under(case: Case, law: str = LAW) -> Outlook:
    [outlook] = queries.outlooks_under(case, law)
    return outlook


def found(case: Case, need: Need, law: str = LAW) -> list[Found]:
    return [gap.finding.found for gap in under(case, law).gaps if gap.requirement.need == need]


def archive(code: str = ARCHIVE) -> OutsideArchive:
    return OutsideArchive.objects.get(code=code)


def url_of(case: Case, outlook: Outlook, to: str = ARCHIVE) -> str:
    parts = [case.handle, outlook.basis.slug, to, outlook.life.uuid]
    with translation.override("en"):
        return reverse("testimonies:case-archive-letter", args=parts)
