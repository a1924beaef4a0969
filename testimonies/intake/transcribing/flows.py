"""The same question pages as everybody's, with the addresses of the desk."""

from __future__ import annotations

from dataclasses import replace

from testimonies.claims.claim_flow import CLAIM
from testimonies.intake.flow import Flow
from testimonies.intake.testimony_flow import TESTIMONY
from testimonies.models.case import Kind

AT_DESK = "admin:testimonies_transcription_"
FLOWS: dict[str, Flow] = {
    Kind.TESTIMONY: replace(TESTIMONY, pages=AT_DESK),
    Kind.CLAIM: replace(CLAIM, pages=AT_DESK),
}
