"""A signature whose signer is known by more than a mailbox, beside what they signed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import localdate

from petitions.campaigns.queries import Campaign, Target
from petitions.models import Signature
from petitions.models.signature import Assurance, State
from petitions.signing import identity, rules
from petitions.signing.rules import Proven, Sameness
from testimonies.models.institution import SignatoryField

NEXT = "SELECT nextval(pg_get_serial_sequence('petitions_signature', 'id'))"
#: Nobody has two of these unless they prove two identities.
PROVEN = frozenset({Assurance.EID, Assurance.QUALIFIED})


@dataclass(frozen=True)
class Known:
    """Living signatures locked until the act is over, the strongest first.

    `same` are of this person. Of the `unsure` only whoever reads their mailbox can tell; `taken`
    are the mail keys of all that stay.
    """

    same: tuple[Signature, ...]
    unsure: tuple[Signature, ...]
    taken: frozenset[bytes]


def known_of(campaign: Campaign, proven: Proven) -> Known:
    """What this person has signed, and what a namesake at the mailbox may have signed."""
    key = identity.proven_key(campaign.uuid, proven.identity)
    by_sameness: dict[Sameness, list[Signature]] = {each: [] for each in Sameness}
    for each in _living_of(campaign, proven, key):
        by_sameness[_sameness(each, proven, key)].append(each)
    staying = by_sameness[Sameness.UNSURE] + by_sameness[Sameness.OTHER]
    return Known(
        same=tuple(by_sameness[Sameness.SAME]),
        unsure=tuple(by_sameness[Sameness.UNSURE]),
        taken=frozenset(bytes(each.mail_key) for each in staying if each.mail_key),
    )


def _living_of(campaign: Campaign, proven: Proven, key: bytes) -> list[Signature]:
    alike = Q(identity_key=key)
    if proven.email:
        mail_key = identity.mail_key(campaign.uuid, proven.email, proven.name)
        alike |= Q(mail_key=mail_key) | Q(identity_key=mail_key)  # letters may go elsewhere now
    if proven.replaces:
        alike |= Q(pk=proven.replaces)
    found = Signature.objects.living().filter(alike, petition=campaign.pk).order_by("pk")
    locked = found.select_related("petition").select_for_update(no_key=True, of=("self",))
    return sorted(
        locked, key=lambda each: (each.state == State.PENDING, -rules.RANK[each.assurance])
    )


def _sameness(known: Signature, proven: Proven, key: bytes) -> Sameness:
    """SECURITY: the address in the form is only typed, and a father may share name and mailbox."""
    if bytes(known.identity_key or b"") == key:
        return Sameness.SAME
    found = rules.sameness(known.personal, proven)
    if known.pk == proven.replaces:  # they hold the address of its page
        is_doubtful = found == Sameness.OTHER or not (
            found == Sameness.SAME or _is_said_to_be_theirs(known, proven)
        )
        return Sameness.UNSURE if is_doubtful else Sameness.SAME
    if found != Sameness.UNSURE or rules.RANK[known.assurance] < rules.RANK[Assurance.EID]:
        return found
    # Two proven identities are two people; a line on paper adds nothing to one.
    return Sameness.OTHER if proven.assurance in PROVEN else Sameness.SAME


def _is_said_to_be_theirs(known: Signature, proven: Proven) -> bool:
    """Two of a family may use one page. By an electronic identity they were asked whose it is."""
    was_asked = proven.assurance != Assurance.QUALIFIED
    return was_asked or rules.is_same_name(known.personal["name"], proven.name)


def adds_nothing(proven: Proven, known: Signature) -> bool:
    """Whether what somebody has signed already is stronger, or as strong and goes as far.

    What was never confirmed is weaker than anything that is proven.
    """
    if known.state == State.PENDING:
        return False
    more = rules.RANK[known.assurance] - rules.RANK[proven.assurance]
    return more > 0 or (more == 0 and set(proven.targets) <= set(known.targets))


def signature_of(campaign: Campaign, proven: Proven, known: Known) -> Signature:
    """Not saved yet, but with its number.

    It goes wherever the weaker ones went as well, but what was told for one institution goes to
    no other: see `_told_for`.
    """
    uuid, mail = uuid4(), next((each for each in known.same if each.mail_key), None)
    targets = {*proven.targets, *(target for each in known.same for target in each.targets)}
    places = [each for each in campaign.targets if each.pk in targets]
    told = _told(proven, known.same, places)
    asides = {
        "email": told.get("email", ""),
        "name": proven.name,
        "country": proven.country,
        "proven_by": rules.proven_by(proven.identity),
    }
    mail_key = mail.mail_key if mail else _mail_key(campaign, told)
    return Signature(
        pk=_next(),
        uuid=uuid,
        petition_id=campaign.pk,
        assurance=proven.assurance,
        language=proven.language,
        country=proven.country,
        display=proven.display,
        targets=sorted(targets),
        valid_targets=[each.pk for each in places if _is_valid(each, proven, known.same, asides)],
        identity_key=identity.proven_key(campaign.uuid, proven.identity),
        mail_key=None if mail_key and bytes(mail_key) in known.taken else mail_key,
        mailbox_key=mail.mailbox_key if mail else _mailbox_key(campaign, told),
        person_key=identity.person_key(campaign.uuid, proven.name, rules.born_on(told)),
        code_key=identity.code_key(campaign.uuid, told),
        personal=(personal := identity.salted(told)),
        commitment=identity.commitment(personal),
        contact=mail.contact if mail else None,
        wants_news=proven.wants_news,
        confirmed_at=Now(),
    )


def _told(proven: Proven, known: Sequence[Signature], places: Sequence[Target]) -> dict[str, str]:
    """Everything that some institution may have, each answer as it was told last."""
    told: dict[str, str] = {}
    for place in places:
        told |= _carried(place, known)
    told |= {name: value for name, value in proven.told.items() if value}
    email = proven.email or next((each.personal.get("email") for each in known), "")
    return told | {"name": proven.name} | ({"email": email} if email else {})


def _is_valid(
    place: Target, proven: Proven, known: Sequence[Signature], asides: dict[str, str]
) -> bool:
    """Whether it counts there: by what may be told there, and by all that is known of the age."""
    told = _told_for(place, proven, known)
    everything = told | {name: value for name, value in proven.told.items() if value}
    return all(
        rules.valid_targets([place], [place.pk], proven.assurance, each | asides, on=localdate())
        for each in (told, everything)
    )


def _told_for(place: Target, proven: Proven, known: Sequence[Signature]) -> dict[str, str]:
    """What one institution may have: told in this act, which chose it, or where it counted before.

    SECURITY: an address typed for the Sejm is no answer to the Seimas, which asks anew.
    """
    chosen = proven.told if place.pk in proven.targets else {}
    return _carried(place, known) | {name: value for name, value in chosen.items() if value}


def _carried(place: Target, known: Sequence[Signature]) -> dict[str, str]:
    needed = {*place.facts.required_fields}
    if SignatoryField.PERSONAL_CODE in needed:
        needed.add("code_country")
    carried: dict[str, str] = {}
    for weaker in reversed(known):
        if place.pk in weaker.valid_targets:
            carried |= {name: weaker.personal[name] for name in needed if name in weaker.personal}
    return {name: value for name, value in carried.items() if name not in _OWN_PLACE}


#: Beside what else was told.
_OWN_PLACE = frozenset({SignatoryField.NAME, SignatoryField.EMAIL, SignatoryField.COUNTRY})


def _mail_key(campaign: Campaign, told: dict[str, str]) -> bytes | None:
    email = told.get("email")
    return identity.mail_key(campaign.uuid, email, told["name"]) if email else None


def _mailbox_key(campaign: Campaign, told: dict[str, str]) -> bytes | None:
    email = told.get("email")
    return identity.mailbox_key(campaign.uuid, email) if email else None


def _next() -> int:
    """The number comes first: the weaker ones point to it before it is written."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        number: int = cursor.fetchone()[0]
        return number
