"""Keys, seal, letters, custody, deliveries, institutions, staff: what the rows say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.cache import cache
from django.db.models import Model
from django.utils.timezone import now

from accounts.models import User
from accounts.roles import Role
from config.doctor.finding import Finding, missing, well, wrong
from petitions.bundles import seal, token
from petitions.models import ArchiveCopy, Bundle, Delivery, PetitionTarget, Signature
from petitions.models.bundle import State as BundleState
from petitions.models.delivery import State as DeliveryState
from petitions.models.petition import State as PetitionState
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.models import CustodyEvent, Letter, Submitter, Switch, Testimony
from testimonies.models.letter import Priority
from testimonies.models.letter import State as LetterState
from testimonies.privacy.vault import UnknownKey

LATE = timedelta(minutes=10)
DAY = timedelta(days=1)
SOON = timedelta(days=45)
ENCRYPTED: list[tuple[type[Model], str]] = [
    (Submitter, "contact"),
    (Testimony, "told"),
    (Signature, "personal"),
    (Letter, "contents"),
]


def the_keys() -> Iterator[Finding]:
    """The oldest and the newest row of each kind must open."""
    closed = 0
    for model, field in ENCRYPTED:
        rows = model._default_manager.order_by("pk")
        for row in {row.pk: row for row in (rows.first(), rows.last()) if row}.values():
            try:
                getattr(row, field)
            except (UnknownKey, InvalidTag) as error:
                closed += 1
                yield wrong("keys", f"{model._meta.model_name} {row.pk}: {_why(error)}")
    if not closed:
        yield well("keys", "what was encrypted first and last opens")


def the_seal() -> Iterator[Finding]:
    try:
        certificate = seal.configured_signer().certificate
        if device := token.configured():
            token.look(device)
    except Refusal as problem:
        yield wrong("seal", str(problem))
        return
    ends = certificate.not_valid_after_utc
    if ends < now():
        yield wrong("seal", f"The certificate ended on {_day(ends)}.")
    elif ends < now() + SOON and not settings.LOCAL:
        yield wrong("seal", f"The certificate ends on {_day(ends)}: order the next one.")
    else:
        yield well("seal", f"opens; its certificate is good until {_day(ends)}")
    if not settings.TSA_URL:
        yield missing("timestamps", "TSA_URL is not set: seals are not lasting.")


def the_letters() -> Iterator[Finding]:
    unsure = Letter.objects.filter(state=LetterState.MAYBE_SENT).count()
    failed = Letter.objects.filter(state=LetterState.FAILED).count()
    awaited = Letter.objects.due().exclude(priority=Priority.BULK)
    late = awaited.filter(next_attempt_at__lt=now() - LATE).count()
    bounced = Letter.objects.filter(bounced_at__gt=now() - DAY).count()
    if late:
        yield wrong("letters", f"{late} should have gone ten minutes ago.")
    if unsure or failed:
        yield wrong(
            "letters",
            f"{unsure} may have been sent, {failed} failed: the desk, Letters, decides.",
        )
    if not (late or unsure or failed):
        yield well("letters", f"none is stuck; {bounced} came back since yesterday")
    if not settings.BOUNCE_ADDRESS:
        yield missing("bounces", "BOUNCE_ADDRESS is not set: nobody hears of what came back.")


def the_files() -> Iterator[Finding]:
    """As the last look has found, at most two days ago."""
    if many := cache.get(evidence.UNNAMED):
        yield wrong("files", f"{many} are named by no row: manage.py unnamed_files shows them.")


def the_custody_log() -> Iterator[Finding]:
    old = CustodyEvent.objects.filter(position=None, at__lt=now() - LATE).count()
    if old:
        yield wrong("custody", f"{old} lines wait for their place in the chain.")
    else:
        yield well("custody", "chained; manage.py verify_custody recomputes it")


def the_bundles() -> Iterator[Finding]:
    failed = Bundle.objects.filter(state=BundleState.FAILED).count()
    given_up = Delivery.objects.filter(state=DeliveryState.FAILED).count()
    if failed:
        yield wrong("bundles", f"{failed} failed: the desk, Bundles, says why.")
    if given_up:
        yield wrong("deliveries", f"{given_up} were given up: the desk, Deliveries, says why.")
    untold = Delivery.objects.filter(
        state=DeliveryState.SENT, bundle__target__profile__institution__email=""
    )
    for code in sorted(set(untold.values_list(_CODE_OF_DELIVERY, flat=True))):
        yield wrong("deliveries", f"{code} has a bundle and no e-mail: nobody there knows of it.")
    if not (failed or given_up or untold.exists()):
        yield well("bundles", "none failed")


def the_archive() -> Iterator[Finding]:
    """Archive copies have to get another timestamp before their last one ends."""
    kept = ArchiveCopy.objects.filter(forgotten_at=None)
    troubled = kept.exclude(problem="").count()
    late = kept.filter(good_until__lte=now() + SOON).count()
    if troubled or late:
        yield wrong(
            "archive", f"{troubled} copies failed, {late} end soon: manage.py bundles archive."
        )
    elif settings.SEAL_ARCHIVE:
        yield well("archive", f"{kept.count()} copies are kept good")


def the_institutions() -> Iterator[Finding]:
    targets = PetitionTarget.objects.filter(petition__state=PetitionState.OPEN)
    silent = targets.filter(profile__institution__email="").order_by(_CODE)
    if codes := list(dict.fromkeys(silent.values_list(_CODE, flat=True))):
        yield missing("institutions", f"without an e-mail address: {', '.join(codes)}")
    else:
        yield well("institutions", "every addressee of an open petition can be written to")


def the_switches() -> Iterator[Finding]:
    for switch in Switch.objects.filter(is_on=False):
        since = _day(switch.turned_at) if switch.turned_at else "?"
        yield missing("switches", f"{switch.part} is off since {since}: {switch.reason}")


def the_staff() -> Iterator[Finding]:
    active = list(User.objects.filter(is_active=True))
    readers = {u.pk for u in active if {Role.MODERATOR, Role.SECOND_READER} & set(u.roles)}
    for role, purpose in (
        (Role.ADMINISTRATOR, "nobody keeps the installation"),
        (Role.MODERATOR, "nobody can read testimonies"),
        (Role.RELEASE_OFFICER, "no bundle can leave"),
    ):
        if not any(role in user.roles for user in active):
            yield missing("staff", f"There is no {role.value.replace('_', ' ')}: {purpose}.")
    if len(readers) == 1:
        yield missing("staff", "Only one person can read testimonies, and each needs two.")
    reviewers = [u for u in active if u.has_perm("petitions.review_petition")]
    if len(reviewers) == 1:
        yield missing("staff", "Only one person can review petitions, and each needs another.")
    yield well("staff", f"{len(active)} may sign in")


_CODE = "profile__institution__code"
_CODE_OF_DELIVERY = "bundle__target__profile__institution__code"


def _why(error: Exception) -> str:
    if isinstance(error, UnknownKey):
        return f"was encrypted with the key “{error}”, which DATA_KEYS does not hold."
    return "does not open: it was changed, or DATA_KEYS holds another key of that name."


def _day(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y}"
