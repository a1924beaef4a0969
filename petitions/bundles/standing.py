"""Whether what was frozen still stands: what was taken back since stops a bundle at the door.

Numbers are those of the lists in the bundle and name nobody.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from petitions.bundles import notices, snapshots, statements
from petitions.bundles.outgoing.actions import fingerprint
from petitions.models import Bundle
from petitions.models.bundle import Content

#: So many numbers are named; whoever wants all of them looks at the list.
NAMED = 10


def must_still_stand(bundle: Bundle) -> str:
    """Why this bundle may not go out as it is, in whole sentences; empty when it may."""
    if bundle.content == Content.RECORDS:
        taken_back = snapshots.taken_back(bundle)
        found = [_("%s may no longer be sent.") % ", ".join(taken_back)] if taken_back else []
        if again := notices.wrong_by_now(bundle):
            found.append(_("A notice about %s is wrong by now.") % ", ".join(again))
    else:
        found = _changed(bundle)
    return _with_the_way_out(found) if found else ""


def must_still_open(bundle: Bundle) -> str:
    """The same for a bundle whose key was replaced since it was sealed, before it leaves."""
    key = bundle.target.profile.institution.encryption_key
    if bundle.content != Content.RECORDS or bundle.outgoing_key in {"", fingerprint(key)}:
        return ""
    said = _("It is encrypted for an older key: the institution has another key by now.")
    return _with_the_way_out([said])


def _with_the_way_out(found: list[str]) -> str:
    return " ".join([*found, _("Freeze it anew: what still stands gets the next number.")])


def _changed(bundle: Bundle) -> list[str]:
    rows = statements.ask(
        statements.CHANGED_SINCE, bundle=bundle.pk, target=bundle.target_id, named=NAMED
    )
    return [_in_words(change, count, numbers) for change, count, numbers in rows]


def _in_words(change: str, count: int, numbers: list[int]) -> str:
    named = ", ".join(map(str, numbers)) + (" …" if count > len(numbers) else "")
    return _sentence(change, count) % {"count": count, "numbers": named}


def _sentence(change: str, count: int) -> str:
    match change:
        case "withdrawn":
            return ngettext(
                "Since the freeze %(count)s signature was withdrawn: number %(numbers)s.",
                "Since the freeze %(count)s signatures were withdrawn: numbers %(numbers)s.",
                count,
            )
        case "superseded":
            return ngettext(
                "Since the freeze %(count)s signature was replaced by a stronger one of the"
                " same person: number %(numbers)s.",
                "Since the freeze %(count)s signatures were replaced by stronger ones of the"
                " same people: numbers %(numbers)s.",
                count,
            )
        case "elsewhere":
            return ngettext(
                "Since the freeze %(count)s signature goes to this institution no more:"
                " number %(numbers)s.",
                "Since the freeze %(count)s signatures go to this institution no more:"
                " numbers %(numbers)s.",
                count,
            )
        case "notice":
            return ngettext(
                "%(count)s notice of withdrawal is wrong by now: number %(numbers)s.",
                "%(count)s notices of withdrawal are wrong by now: numbers %(numbers)s.",
                count,
            )
        case _:
            return ngettext(
                "Since the freeze %(count)s signature was put aside or rejected:"
                " number %(numbers)s.",
                "Since the freeze %(count)s signatures were put aside or rejected:"
                " numbers %(numbers)s.",
                count,
            )
