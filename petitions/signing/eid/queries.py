"""What a browser may know of earlier signatures of whoever has proven an identity in it."""

from __future__ import annotations

from petitions.campaigns.queries import Campaign
from petitions.models import Signature
from petitions.models.signature import Assurance
from petitions.signing import identity, rules
from petitions.signing import queries as signatures
from petitions.signing.eid.holding import Held


def own(petition: Campaign, held: Held) -> Signature | None:
    """The living signature of this very identity. SECURITY: never one of a namesake."""
    key = identity.proven_key(petition.uuid, held.person.identity)
    return Signature.objects.living().filter(petition=petition.pk, identity_key=key).first()


def is_already_signed(petition: Campaign, held: Held) -> Signature | None:
    """A signature that proving the identity once more would not make stronger."""
    found = own(petition, held)
    is_strong = found is not None and rules.RANK[found.assurance] >= rules.RANK[Assurance.EID]
    return found if is_strong else None


def replaceable(petition: Campaign, reference: str) -> Signature | None:
    """A weaker signature, for whoever holds the address of its page."""
    found = Signature.objects.living().filter(petition=petition.pk, reference=reference).first()
    is_weaker = found is not None and rules.RANK[found.assurance] < rules.RANK[Assurance.EID]
    return found if is_weaker else None


def claimed(petition: Campaign, held: Held) -> str:
    """The name on the signature from whose page they came, where it is written differently.

    Two members of a family may use one page, so only they can say whose it is.
    """
    if held.replaces is None:
        return ""
    living = Signature.objects.living()
    found = living.filter(petition=petition.pk, pk=held.replaces).first()
    if found is None or rules.is_same_name(found.personal["name"], held.person.name):
        return ""
    return str(found.personal["name"])


def given_before(petition: Campaign, held: Held) -> list[tuple[str, list[str]]]:
    """What the signature from whose page they came told beyond the usual, and to whom.

    Labels and institutions only, as on that page; not the answers.
    """
    living = Signature.objects.living().select_related("petition")
    found = living.filter(petition=petition.pk, pk=held.replaces or 0).first()
    signed = signatures.signed(found) if found else None
    return [each for each in (signed.also_told if signed else []) if each[1]]
