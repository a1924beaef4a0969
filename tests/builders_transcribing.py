"""What came by post or telephone, typed in by a moderator at the desk, by the real actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation

from accounts.models import User
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.flow import Flow
from testimonies.intake.transcribing import actions as transcribing
from testimonies.intake.transcribing.actions import Arrived
from testimonies.intake.transcribing.flows import FLOWS
from testimonies.models import Submission, Transcription
from testimonies.models.case import Kind
from testimonies.models.channel import Channel
from testimonies.models.submission import Declared
from tests.builders_claims import CLAIM_PAGES
from tests.builders_intake import ENTRIES, PAGES
from tests.builders_review import a_moderator
from tests.restored import restored

TESTIMONY_AT_DESK, CLAIM_AT_DESK = FLOWS[Kind.TESTIMONY], FLOWS[Kind.CLAIM]
RECEIVED = date(2026, 11, 3)
#: As Ona writes it on paper: by post, without an e-mail address.
ON_PAPER: dict[str, dict[str, list[str]]] = {
    **PAGES,
    "contact": {
        "preference": ["post"],
        "name": ["Ona Kazlauskienė"],
        "address": ["Vilniaus g. 1\n97104 Kretinga"],
        "safe": ["yes"],
    },
}


def by_post(**said: Any) -> Arrived:
    known: dict[str, Any] = {
        "channel": Channel.POST, "received_on": RECEIVED, "language": "lt"
    }  # fmt: skip
    return Arrived(**{**known, **said})


@restored
def a_transcription(
    flow: Flow = TESTIMONY_AT_DESK,
    *,
    by: User | None = None,
    beside: Submission | None = None,
    **said: Any,
) -> Transcription:
    """Begun, and nothing typed in yet."""
    return transcribing.begin(
        flow.questionnaire, by_post(**said), by=by or a_moderator(), beside=beside
    )


def typed_in(
    transcription: Transcription, *, by: User | None = None, **pages: Any
) -> Transcription:
    """Every page that Ona has filled in."""
    draft, user = transcription.draft, by or a_moderator()
    transcribing.type_in(transcription.pk, by=user)
    needed: dict[str, dict[str, list[str]]] = ON_PAPER
    if draft.kind == Kind.CLAIM:
        needed = {each: ON_PAPER[each] for each in ("teller", "name", "birth", "contact")}
        needed |= {**CLAIM_PAGES, "heads": {"heads": ["forced_deportation"]}}
    else:
        for page, entries in ENTRIES.items():
            for typed in entries:
                key = drafts.add_entry(draft.pk, page)
                drafts.save_entry(draft.pk, page, key, dict(typed))
    for page, typed in needed.items():
        different = pages.get(page.replace("-", "_"), {})
        drafts.save_page(draft.pk, page, {**typed, **different}, at_page="check")
    return Transcription.objects.get(pk=transcription.pk)


def handed_in(transcription: Transcription, *, by: User | None = None) -> Submission:
    """Declared with a signature, and handed in by whoever saw it."""
    transcribing.declare(transcription.pk, Declared.SIGNATURE, by=by or a_moderator())
    fresh = Transcription.objects.select_related("draft").get(pk=transcription.pk)
    flow = FLOWS[fresh.draft.kind]
    with translation.override(fresh.language):
        return flow.hand_in(flow.filled(fresh.draft))


@restored
def a_transcribed_testimony(*, by: User | None = None, **pages: Any) -> Submission:
    return handed_in(typed_in(a_transcription(by=by), by=by, **pages), by=by)


def addresses_at_desk() -> dict[str, dict[str, Any]]:
    """What stands in the addresses of one testimony and one claim that are typed in."""
    told, claimed = a_transcription(), a_transcription(CLAIM_AT_DESK)
    name, entry = "admin:testimonies_transcription", {"entry": "ab", "part": 1}
    return {
        name: {"uuid": told.uuid},
        f"{name}_testimony": {"handle": told.draft.handle, "step": "story"},
        f"{name}_testimony-entry": {**entry, "step": "periods"},
        f"{name}_claim": {"handle": claimed.draft.handle, "step": "standing"},
        f"{name}_claim-entry": {**entry, "step": "other-names"},
    }
