"""What a bundle holds in numbers and plain words: a page for whoever has to report about it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from petitions.bundles.manifest import Manifest
from petitions.models.signature import Assurance
from testimonies.templatetags.components import country_name

DAYS, WEEKS = 14, 26  # as many lines of a table as one still reads


@dataclass(frozen=True)
class Count:
    label: str
    number: str
    told: str = ""


@dataclass(frozen=True)
class Counted:
    """A small table: what is counted, and how often it is there."""

    heading: str
    label: str
    counts: Sequence[Count]
    told: str = ""  # heads the third column; without it there is none


def tables(bundle: Manifest, days: Mapping[date, int]) -> list[Counted]:
    """The tables of a bundle; `days` says how many of its signatures are of which day."""
    found = counted(bundle.counts)
    if days:
        found.append(_by_time(days))
    return found


def counted(counts: Mapping[str, Any]) -> list[Counted]:
    """Tables of what a bundle counts: what it holds, how people were identified, from where."""
    found = [_what_counts(counts)]
    if of_assurance := counts.get("by_assurance"):
        found.append(_by_assurance(of_assurance))
    if of_country := counts.get("by_country"):
        found.append(_by_country(of_country))
    return [table for table in found if table.counts]


def contents(bundle: Manifest) -> Iterator[Count]:
    """Each kind of file in the container, and what it is."""
    names = sorted(bundle.files)
    for start, told in _kinds():
        own = [name for name in names if name.startswith(start)]
        names = [name for name in names if name not in own]
        if own:
            yield Count("\n".join(own), "", told)
    for start, told in (
        ("bundle.json", _("All of this for machines; its digest is the bundle's identity.")),
        ("cover.*.pdf", _("The act of hand-over, with our electronic seal.")),
        ("manifest-sha256.txt", _("The digest of each file, for sha256sum.")),
        ("VERIFY.*.txt", _("How to check this file without us.")),
    ):
        yield Count(start, "", told)


def _kinds() -> Iterator[tuple[str, str]]:
    yield "petition.", _("The petition, exactly as it was signed.")
    yield "signatures", _("The list of signatures, the same in each of these files.")
    yield "withdrawals", _("Signatures of earlier bundles that no longer hold.")
    yield "qualified", _("What people signed with their own electronic signature, as it came.")
    yield "records", _("The list of testimonies and claims; they lie in the archive copy.")
    yield "checkpoint", _("The state of the public ledger, signed, with its timestamp.")
    yield "consistency", _("Proof that nothing vanished from the ledger since the last bundle.")
    yield "payload-bag", _("The archive copy (BagIt 1.0).")
    yield "csv-metadata", _("What the columns of the lists are, for machines.")


def _what_counts(counts: Mapping[str, Any]) -> Counted:
    told = {
        "signatures": (_("Signatures"), ""),
        "valid": (
            _("of these, valid"),
            _(
                "They fulfil what the law asks of signatures to your institution, as we read it;"
                " an open letter asks nothing more than that they were confirmed."
            ),
        ),
        "declarations": (
            _("of these, declarations of support"),
            _("They do not fulfil all of that. Of them only name and country are passed on."),
        ),
        "withdrawals": (
            _("Withdrawals"),
            _("They were in an earlier bundle, and no longer hold."),
        ),
        "testimonies": (_("Testimonies"), _("Each read by two moderators.")),
        "claims": (_("Claims"), _("Recorded does not mean awarded.")),
        "notices": (
            _("Notices about testimonies and claims handed over before"),
            _("Who gave them does not allow you to use them any more. Please use them no more."),
        ),
    }
    numbers = [
        Count(label, _number(counts[name]), words)
        for name, (label, words) in told.items()
        if name in counts
    ]
    return Counted(_("What is handed over"), _("What"), numbers, _("What it means"))


def _by_assurance(counts: Mapping[str, int]) -> Counted:
    numbers = [
        Count(str(level.label), _number(counts[level.value]), _level(level))
        for level in Assurance
        if counts.get(level.value)
    ]
    return Counted(_("How people were identified"), _("How"), numbers, _("What it means"))


def _level(level: Assurance) -> str:
    return {
        Assurance.EMAIL: _(
            "The person gave a name and pressed a button behind a link in a letter to their"
            " mailbox. Nobody has checked who they are."
        ),
        Assurance.EID: _(
            "The person signed in with an electronic identity; the name comes from there."
        ),
        Assurance.QUALIFIED: _(
            "The person signed the petition's text with a qualified electronic signature, which"
            " has the effect of a signature by hand (Regulation (EU) No 910/2014, Article 25). We"
            " checked it."
        ),
        Assurance.PAPER: _(
            "The person signed by hand on a numbered sheet; one of us typed what stands there."
        ),
        Assurance.PAPER_VERIFIED: _(
            "The person signed by hand on a numbered sheet; two of us typed what stands there, one"
            " without seeing what the other typed, and it was the same."
        ),
    }[level]


def _by_country(counts: Mapping[str, int]) -> Counted:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    numbers = [
        Count(country_name(code) if code else _("not said"), _number(count))
        for code, count in ordered
    ]
    return Counted(_("By country of residence"), _("Country"), numbers)


def _by_time(days: Mapping[date, int]) -> Counted:
    """By days; where these are many, by weeks, and in the end by months."""
    first, last = min(days), max(days)
    if (last - first).days < DAYS:
        return _grouped(days, _("By day"), lambda on: on, _day)
    if (last - first).days < WEEKS * 7:
        return _grouped(days, _("By week"), lambda on: on - timedelta(days=on.weekday()), _week)
    return _grouped(days, _("By month"), lambda on: on.replace(day=1), _month)


def _grouped(
    days: Mapping[date, int],
    heading: str,
    of: Callable[[date], date],
    named: Callable[[date], str],
) -> Counted:
    together: Counter[date] = Counter()
    for on, count in days.items():
        together[of(on)] += count
    numbers = [Count(named(on), _number(count)) for on, count in sorted(together.items())]
    return Counted(heading, _("Signed on"), numbers)


def _day(on: date) -> str:
    return date_format(on, "DATE_FORMAT")


def _week(monday: date) -> str:
    return f"{_day(monday)} – {_day(monday + timedelta(days=6))}"


def _month(first: date) -> str:
    return date_format(first, "YEAR_MONTH_FORMAT")


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)
