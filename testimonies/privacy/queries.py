"""Effective access of rows, by the one function in `rules`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.utils.timezone import localdate, now

from testimonies.models import (
    ConsentRecord,
    Flag,
    Holder,
    PersonMention,
    Redaction,
    Restraint,
    StoredFile,
    Submission,
)
from testimonies.models.claim import State as ClaimState
from testimonies.models.consent import Embargo, Use
from testimonies.models.holder import CameBy
from testimonies.models.person import DEAD, TOLD_ABOUT
from testimonies.models.restraint import Restrains
from testimonies.models.testimony import Workflow
from testimonies.privacy.rules import (
    LEVELS,
    Access,
    Facts,
    Level,
    Lifetime,
    effective_access,
    may_be_named,
)

#: From here on two people have read a claim.
READ_BY_TWO = frozenset({ClaimState.READY_FOR_BUNDLE, ClaimState.TRANSMITTED, ClaimState.RECEIVED})


#: What may stand in the way of a submission beside its consent, as columns of one statement.
IN_THE_WAY: dict[str, Any] = {
    "restrained": ArraySubquery(
        Restraint.objects.open().filter(case=OuterRef("case")).values("kind")
    ),
    "has_held_file": Exists(
        StoredFile.objects.filter(evidence__submission=OuterRef("pk"), legal_hold=True)
    ),
    "is_flagged": Exists(Flag.objects.open().filter(submission__case=OuterRef("case"))),
    # A case is one: what is told in one submission goes along with the other.
    "is_being_covered": Exists(Redaction.objects.open().filter(submission__case=OuterRef("case"))),
    "died_at": Subquery(
        Holder.objects.filter(case=OuterRef("case"), came_by=CameBy.DIED)
        .order_by("-began_at")
        .values("began_at")[:1]
    ),
}


@dataclass(frozen=True)
class Circumstances:
    """What stands in the way of a submission today, whatever its consent says."""

    restrained: frozenset[str]
    has_held_file: bool
    is_flagged: bool
    is_being_covered: bool
    #: When the last holder who has died was followed by somebody.
    died_at: datetime | None

    @classmethod
    def beside(cls, submission: Any) -> Circumstances:
        """Of one that was read with the columns of `IN_THE_WAY`."""
        told = {name: getattr(submission, name) for name in IN_THE_WAY}
        return cls(**{**told, "restrained": frozenset(told["restrained"])})


def circumstances_of(submission: Submission) -> Circumstances:
    return Circumstances.beside(
        Submission.objects.annotate(**IN_THE_WAY).only("pk").get(pk=submission.pk)
    )


@dataclass(frozen=True)
class Decision:
    """The access, and the consent that it relies on."""

    access: Access
    consent: ConsentRecord


def current_consent(submission: Submission) -> ConsentRecord | None:
    return submission.consents.filter(superseded_at=None).first()


def access_to(
    submission: Submission, *, on: date | None = None, as_if_accepted: bool = False
) -> Decision | None:
    """What may be done with a submission today; None when there is no consent at all.

    `as_if_accepted` is for those who decide on accepting it, and for nobody else.
    """
    consent = current_consent(submission)
    if consent is None:
        return None
    return access_under(consent, submission, on=on, as_if_accepted=as_if_accepted)


def access_under(
    consent: ConsentRecord,
    submission: Submission,
    *,
    on: date | None = None,
    as_if_accepted: bool = False,
    circumstances: Circumstances | None = None,
) -> Decision:
    """The same under a consent that is not given yet, to say beforehand what it would do.

    `circumstances` are looked up, unless whoever asks has just done so.
    """
    way = circumstances or circumstances_of(submission)
    facts = Facts(
        text=consent.text,
        documents=consent.documents,
        photographs=consent.photographs,
        recording=consent.recording,
        identity=consent.identity_shown_as,
        uses=frozenset(consent.uses),
        institutions=frozenset(consent.institutions),
        embargo=_embargo(consent, way),
        embargo_until=consent.embargo_until,
        is_withdrawn=consent.withdrawn_at is not None or _is_withdrawn(submission),
        is_accepted=as_if_accepted or _is_accepted(submission),
        is_on_hold=Restrains.LEGAL_HOLD in way.restrained or way.has_held_file,
        is_flagged=way.is_flagged,
        is_suspended=Restrains.SUSPENSION in way.restrained,
        is_being_covered=not as_if_accepted and way.is_being_covered,
    )
    return Decision(effective_access(facts, on=on or localdate()), consent)


def allows(consent: ConsentRecord, code: str) -> bool:
    """Whether the submitter lets an institution have it, whatever else stands in the way today."""
    return (
        consent.withdrawn_at is None
        and LEVELS[consent.text] >= Level.INSTITUTIONS
        and Use.PETITION_BUNDLE in consent.uses
        and code in consent.institutions
    )


def has_died_since(consent: ConsentRecord) -> bool:
    """Whether the holder who gave it has died; the staff has seen the papers."""
    passed = Holder.objects.filter(case__submissions=consent.submission_id, came_by=CameBy.DIED)
    return passed.filter(began_at__gte=consent.given_at).exists()


#: The same of many consents, as a column.
HAS_DIED_SINCE = Exists(
    Holder.objects.filter(
        case=OuterRef("submission__case"),
        came_by=CameBy.DIED,
        began_at__gte=OuterRef("given_at"),
    )
)


def _embargo(consent: ConsentRecord, way: Circumstances) -> str:
    """ "Not before my death" ends with it; without a paper of it nobody here knows."""
    given_at = consent.given_at if consent.pk else now()
    is_over = way.died_at is not None and way.died_at >= given_at
    return Embargo.NONE if consent.embargo == Embargo.UNTIL_DEATH and is_over else consent.embargo


def may_name(mention: PersonMention, *, on: date | None = None) -> bool:
    """Whom a testimony is about consented, or the family did; of everybody else, only the dead."""
    return mention.role in TOLD_ABOUT or is_long_dead(mention, on=on)


def is_long_dead(mention: PersonMention, *, on: date | None = None) -> bool:
    """Died so long ago that the law protects nothing more of them, or cannot be alive."""
    life = Lifetime(
        birth_latest=mention.birth_latest,
        death_latest=mention.death_latest,
        has_perished=mention.fate in DEAD,
    )
    return may_be_named(life, on=on or localdate())


def _is_withdrawn(submission: Submission) -> bool:
    testimony, claim = getattr(submission, "testimony", None), getattr(submission, "claim", None)
    return (testimony is not None and testimony.workflow == Workflow.WITHDRAWN) or (
        claim is not None and claim.state == ClaimState.WITHDRAWN
    )


def _is_accepted(submission: Submission) -> bool:
    testimony, claim = getattr(submission, "testimony", None), getattr(submission, "claim", None)
    if testimony is not None:
        return bool(testimony.workflow == Workflow.ACCEPTED)
    return claim is not None and claim.state in READ_BY_TWO
