"""Who applies or writes to an archive, read from everything of a case that still holds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from testimonies.claims.rules import Authority
from testimonies.models import Case, Claim, Holder, Submitter, Testimony
from testimonies.models.claim import Standing, State
from testimonies.models.holder import CameBy
from testimonies.models.testimony import Workflow


@dataclass(frozen=True)
class Teller:
    """Who applies, or writes to an archive. Empty where it is not known, or not safe to say."""

    name: str = ""
    #: For which the teller speaks, and as what.
    organisation: str = ""
    office: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    #: A code of `intake.forms.ABOUT`, and the connection in the teller's own words.
    about: str = "self"
    relation: str = ""
    standing: Standing = Standing.SELF
    authority: Authority = Authority.NONE
    has_authority_paper: bool = False
    #: The country whose authorities are addressed first, where that was said.
    forum: str = ""


def teller_of(case: Case) -> Teller:
    """SECURITY: no way to reach somebody stands in a letter if reaching them is not safe."""
    claim = (
        Claim.objects.filter(submission__case=case)
        .exclude(state=State.WITHDRAWN)
        .order_by("-id")
        .first()
    )
    testimony = (
        Testimony.objects.filter(submission__case=case)
        .exclude(workflow=Workflow.WITHDRAWN)
        .order_by("-id")
        .first()
    )
    told = {**(claim.told if claim else {}), **(testimony.told if testimony else {})}
    submitter = Submitter.objects.filter(case=case).first()
    contact = submitter.contact if submitter else {}
    ways = contact if submitter and submitter.safe_to_contact else {}
    teller = Teller(
        name=str(contact.get("name") or told.get("own_name") or ""),
        organisation=str(told.get("organisation", "")),
        office=str(told.get("office", "")),
        address=str(ways.get("address", "")),
        email=str(ways.get("email", "")),
        phone=str(ways.get("phone", "")),
        about=str(told.get("about") or "self"),
        relation=str(told.get("relation", "")),
        standing=Standing(claim.standing) if claim else Standing.SELF,
        authority=_authority(claim),
        has_authority_paper=_has_authority_paper(claim),
        forum=claim.forum_country if claim else "",
    )
    holder = case.holders.current().exclude(came_by=CameBy.FIRST).first()
    return _in_the_hands_of(holder, claim, teller) if holder else teller


def _in_the_hands_of(holder: Holder, claim: Claim | None, teller: Teller) -> Teller:
    """Who was given the case is what they were named as, until they claim in their own name."""
    if claim and holder.began_at and claim.submission.submitted_at >= holder.began_at:
        about, relation, organisation, office = (
            str(claim.told.get(key, "")) for key in ("about", "relation", "organisation", "office")
        )
        return replace(
            teller, about=about, relation=relation, organisation=organisation, office=office
        )
    return replace(
        teller,
        organisation="",
        office="",
        about="other",
        relation=str(holder.told.get("relation", "")),
        standing=Standing(holder.standing or Standing.NEXT_OF_KIN),
        authority=_known(holder.authority),
        has_authority_paper=holder.document_id is not None,
    )


def _authority(claim: Claim | None) -> Authority:
    return _known(claim.told.get("authority", "") if claim else "")


def _known(authority: str) -> Authority:
    return Authority(authority) if authority in Authority.values else Authority.NONE


def _has_authority_paper(claim: Claim | None) -> bool:
    return claim is not None and claim.authority_papers.filter(removed_at=None).exists()
