"""A signature whose signer is known by more than a mailbox, beside what they signed before."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import localdate

from petitions.campaigns.queries import Campaign
from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing import identity, rules
from petitions.signing.rules import Proven

NEXT = "SELECT nextval(pg_get_serial_sequence('petitions_signature', 'id'))"


def living_of(campaign: Campaign, proven: Proven) -> list[Signature]:
    """The same person's living signatures, the strongest first, locked until the act is over."""
    same = Q(identity_key=identity.proven_key(campaign.uuid, proven.identity))
    if proven.email:
        mail_key = identity.mail_key(campaign.uuid, proven.email, proven.name)
        same |= Q(mail_key=mail_key) | Q(identity_key=mail_key)  # letters may go elsewhere now
    if proven.replaces:
        same |= Q(pk=proven.replaces)
    found = Signature.objects.living().filter(same, petition=campaign.pk).order_by("pk")
    locked = found.select_related("petition").select_for_update(no_key=True, of=("self",))
    return sorted(
        locked, key=lambda each: (each.state == State.PENDING, -rules.RANK[each.assurance])
    )


def adds_nothing(proven: Proven, known: Signature) -> bool:
    """Whether what somebody has signed already is stronger, or as strong and goes as far.

    What was never confirmed is weaker than anything that is proven.
    """
    if known.state == State.PENDING:
        return False
    more = rules.RANK[known.assurance] - rules.RANK[proven.assurance]
    return more > 0 or (more == 0 and set(proven.targets) <= set(known.targets))


def signature_of(campaign: Campaign, proven: Proven, known: Sequence[Signature]) -> Signature:
    """Not saved yet, but with its number. What the weaker ones agreed to and told is kept."""
    uuid, mail = uuid4(), next((each for each in known if each.mail_key), None)
    told = _told(proven, known)
    targets = {*proven.targets, *(target for each in known for target in each.targets)}
    answers = told | {"country": proven.country}
    return Signature(
        pk=_next(),
        uuid=uuid,
        petition_id=campaign.pk,
        assurance=proven.assurance,
        language=proven.language,
        country=proven.country,
        display=proven.display,
        targets=sorted(targets),
        valid_targets=rules.valid_targets(
            campaign.targets, targets, proven.assurance, answers, on=localdate()
        ),
        identity_key=identity.proven_key(campaign.uuid, proven.identity),
        mail_key=mail.mail_key if mail else _mail_key(campaign, told),
        mailbox_key=mail.mailbox_key if mail else _mailbox_key(campaign, told),
        person_key=identity.person_key(campaign.uuid, proven.name, rules.born_on(told)),
        code_key=identity.code_key(campaign.uuid, told),
        personal=(personal := identity.salted(told)),
        commitment=identity.commitment(personal),
        contact=mail.contact if mail else None,
        wants_news=proven.wants_news,
        confirmed_at=Now(),
    )


def _told(proven: Proven, known: Sequence[Signature]) -> dict[str, str]:
    told: dict[str, str] = {}
    for weaker in reversed(known):
        told |= {name: value for name, value in weaker.personal.items() if name != "salt"}
    told |= {name: value for name, value in proven.told.items() if value}
    email = proven.email or told.get("email", "")
    return told | {"name": proven.name} | ({"email": email} if email else {})


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
