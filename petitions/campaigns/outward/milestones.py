"""What institutions have got and said about a petition, in words for everybody."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from petitions.campaigns.outward.happened import Event
from petitions.campaigns.queries import Campaign
from petitions.deliveries import queries as deliveries
from petitions.deliveries.queries import Milestone
from testimonies.templatetags.components import day_month_year, figure

TITLES: dict[str, str | Promise] = {
    "released": _("%(institution)s: bundle %(number)s released"),
    "handed_over": _("%(institution)s: bundle %(number)s handed over"),
    "acknowledged": _("%(institution)s has acknowledged bundle %(number)s"),
    "verified": _("%(institution)s has counted bundle %(number)s"),
    "answer": _("%(institution)s has answered (%(day)s)"),
    "hearing": _("%(institution)s holds a hearing: %(day)s"),
    "decision": _("%(institution)s has decided (%(day)s)"),
    "rejection": _("%(institution)s has rejected the petition (%(day)s)"),
    "referral": _("%(institution)s has passed the petition on to another body (%(day)s)"),
}
#: Feeds have known this event by a shorter name.
_SHORTER = "/handed_over"


def of(petition: Campaign) -> Iterator[Event]:
    """In the language that is active."""
    for milestone in deliveries.public_timeline(petition.pk):
        words = {
            "institution": milestone.institution.name,
            "number": milestone.number,
            "day": day_month_year(milestone.on),
        }
        yield Event(
            key=milestone.key.removesuffix(_SHORTER),
            at=milestone.at,
            title=str(TITLES[milestone.kind]) % words,
            words=milestone.text or _numbers(milestone),
            words_language=milestone.language if milestone.text else "",
            web_address=milestone.web_address,
        )


def _numbers(milestone: Milestone) -> str:
    count = milestone.count
    if count is None or milestone.kind == "acknowledged":
        return ""
    if milestone.kind != "verified":
        signatures = ngettext("%(count)s signature", "%(count)s signatures", count)
        return signatures % {"count": figure(count)}
    valid = ngettext(
        "It has found %(count)s signature valid.",
        "It has found %(count)s signatures valid.",
        count,
    )
    invalid = ngettext(
        "It does not count %(count)s signature.",
        "It does not count %(count)s signatures.",
        milestone.invalid or 0,
    )
    told = [valid % {"count": figure(count)}]
    if milestone.invalid:
        told.append(invalid % {"count": figure(milestone.invalid)})
    return " ".join(told)
