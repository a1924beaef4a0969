"""What happened to a case, in sentences: the lines of custody as the desk reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testimonies.claims.rules import NotRecordable
from testimonies.correspondence.posting.kinds import KINDS
from testimonies.custody import sentences
from testimonies.intake.consent.allowed import Item
from testimonies.models import CustodyEvent
from testimonies.models.archive_answer import Outcome as Answered
from testimonies.models.archive_request import Agreed, Way
from testimonies.models.call import Direction
from testimonies.models.case import Kind
from testimonies.models.channel import Channel
from testimonies.models.claim import Standing, State
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.flag import FlagKind, Outcome
from testimonies.models.holder import CameBy
from testimonies.models.paper_letter import WhyBack
from testimonies.models.recording import Version, WhyTakenBack
from testimonies.models.redaction import Covered, Why
from testimonies.models.reminder import Step
from testimonies.models.restraint import Ground
from testimonies.models.submission import Declared
from testimonies.models.testimony import Verification
from testimonies.review.rules import DeclineReason

#: What `detail` calls it, and how its codes are said. What is not here (digests, names of rows)
#: stands in the custody list of the administrators.
CODES: dict[str, dict[Any, Any]] = {
    "kind": dict(Kind.choices),
    "channel": dict(Channel.choices),
    "declared": dict(Declared.choices),
    "standing": dict(Standing.choices),
    "came_by": dict(CameBy.choices),
    "role": dict(FileRole.choices),
    "verdict": dict(Scan.choices),
    "was": dict(State.choices),
    "ground": dict(Ground.choices),
    "covered": dict(Covered.choices),
    "flag": dict(FlagKind.choices),
    "outcome": dict(Outcome.choices),
    "found": dict(Verification.choices),
    "back": dict(WhyBack.choices),
    "letter": KINDS,
    "direction": dict(Direction.choices),
    "step": dict(Step.choices),
    "agreed": dict(Agreed.choices),
    "answered": dict(Answered.choices),
    "way": dict(Way.choices),
    "version": dict(Version.choices),
}
REASONS: dict[str, dict[Any, Any]] = {
    "testimony.declined": dict(DeclineReason.choices),
    "claim.not_recordable": dict(NotRecordable.choices),
    "redaction.proposed": dict(Why.choices),
    "recording.taken_back": dict(WhyTakenBack.choices),
}


def detail_of(event: CustodyEvent) -> str:
    return ", ".join(_told(event))


def _told(event: CustodyEvent) -> Iterator[str]:
    for name, value in event.detail.items():
        if name == "reason":  # a code of a closed list, or words that the staff wrote
            yield str(REASONS.get(event.event, {}).get(value, value))
        elif name in CODES and value in CODES[name]:
            yield str(CODES[name][value])
        elif name in SAID and value and (said := SAID[name](value)):
            yield said


def _names(items: list[str]) -> str:
    names = {
        Item.TEXT: _("The words"),
        Item.DOCUMENTS: _("The papers"),
        Item.PHOTOGRAPHS: _("The photographs"),
        Item.RECORDING: _("The recordings"),
        Item.IDENTITY: _("Named"),
        Item.USES: _("May be used for"),
        Item.INSTITUTIONS: _("Institutions"),
        Item.EMBARGO: _("Waiting time"),
    }
    return ", ".join(names[Item(item)] for item in items)


SAID: dict[str, Callable[[Any], str]] = {
    "undid": sentences.of,
    "size": filesizeformat,
    "page": lambda number: _("page %(number)s") % {"number": number},
    "version": lambda number: _("version %(number)s") % {"number": number},
    "items": lambda count: (
        ngettext("%(count)d loss", "%(count)d losses", count) % {"count": count}
    ),
    "missing": lambda count: (
        ngettext("%(count)d point open", "%(count)d points open", count) % {"count": count}
    ),
    "lines": lambda count: ngettext("%(count)d line", "%(count)d lines", count) % {"count": count},
    "files": lambda count: ngettext("%(count)d file", "%(count)d files", count) % {"count": count},
    "prints": lambda count: (
        ngettext("printed %(count)d time", "printed %(count)d times", count) % {"count": count}
        if count > 1
        else ""
    ),
    "narrower": lambda items: _("less allowed: %(what)s") % {"what": _names(items)},
    "wider": lambda items: _("more allowed: %(what)s") % {"what": _names(items)},
}
