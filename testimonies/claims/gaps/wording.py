"""The sentences about proof: what is there, what to do next, and what an archive is asked for."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from testimonies.claims.gaps.rules import Finding, Found, Period, months
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models import LegalBasis
from testimonies.models.proof import Need
from testimonies.models.wording import Wording, in_this_language

NEXT: dict[Found, object] = {
    Found.PERHAPS: gettext_lazy("Look whether the paper really shows it."),
    Found.AT_THE_OFFICE: gettext_lazy("Take an identity document along when you apply."),
    Found.ELSEWHERE: gettext_lazy("Keep the original, and add a copy to your case."),
    Found.TOLD: gettext_lazy("What people remember helps. Ask an archive for a paper as well."),
}
ASKED: dict[Need, object] = {
    Need.KIND: gettext_lazy("what kind of repression it was, and on what decision it rested"),
    Need.START: gettext_lazy("the day on which it began"),
    Need.END: gettext_lazy(
        "the day on which it ended, by release or by removal from the special register"
    ),
    Need.CAMP: gettext_lazy(
        "whether it was a camp (GULag), a camp for prisoners of war and internees (GUPVI),"
        " or a special settlement"
    ),
    Need.PLACE: gettext_lazy("where the person was taken from, and where to"),
    Need.KINSHIP: gettext_lazy("records of birth and marriage that show how we are related"),
    Need.PARENT_FREED: gettext_lazy(
        "the day on which the parent was released or removed from the special register"
    ),
    Need.RESIDENCE: gettext_lazy("citizenship and residence before the occupation"),
}
#: What the teller is to the person, by the code of what they told.
RELATED: dict[str, object] = {
    "self": gettext_lazy("I am this person"),
    "parent": gettext_lazy("son or daughter"),
    "grandparent": gettext_lazy("grandson or granddaughter"),
    "spouse": gettext_lazy("husband or wife"),
    "sibling": gettext_lazy("brother or sister"),
    "child": gettext_lazy("mother or father"),
}


def about(basis: LegalBasis) -> list[tuple[str, Wording]]:
    """What a law covers and what it leaves out, as far as we know it."""
    told = [
        (_("Covers"), in_this_language(basis.covers)),
        (_("Leaves out"), in_this_language(basis.excludes)),
    ]
    return [(label, words) for label, words in told if words.text]


def from_to(start: FuzzyDate, end: FuzzyDate) -> str:
    """Two dates of which either may not be known."""
    words = {"start": start.in_words(), "end": end.in_words()}
    if start.is_known and end.is_known:
        return _("from %(start)s to %(end)s") % words
    if end.is_known:
        return _("until %(end)s") % words
    return _("from %(start)s") % words


def said(finding: Finding) -> str:
    """What was told towards this need; empty where nothing was."""
    period = finding.period
    if period is None:
        return ""
    match finding.need:
        case Need.START:
            return period.start.in_words()
        case Need.END:
            return period.end.in_words()
        case Need.MONTHS:
            return _in_months(period)
        case Need.PLACE:
            return period.origin
    return str(period.type.label)


def next_step(finding: Finding) -> str:
    if finding.need == Need.MONTHS and finding.found != Found.HERE:
        return _("It is counted from the beginning and the end.")
    if finding.found != Found.MISSING:
        return str(NEXT.get(finding.found, ""))
    if finding.need == Need.STANDING:
        return _("A notary or a court can tell you which paper shows it.")
    if not finding.is_about_papers:
        return _("Tell us when and where it was: write us a message.")
    return _("Ask an archive for it.")


def _in_months(period: Period) -> str:
    counted = months(period)
    if counted is None:
        return ""
    fewest, most = counted
    if fewest == most:
        return ngettext("%(number)s month", "%(number)s months", most) % {"number": most}
    return ngettext(
        "between %(fewest)s and %(most)s month, by the dates told",
        "between %(fewest)s and %(most)s months, by the dates told",
        most,
    ) % {"fewest": fewest, "most": most}
