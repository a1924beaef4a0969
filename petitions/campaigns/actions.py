"""Used by the desk and by the demonstration: a petition from draft to close."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.campaigns.digest import Words, text_digest
from petitions.models import Petition, PetitionTarget, PetitionText
from petitions.models.petition import State
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import TargetProfile
from testimonies.models.switch import Part
from testimonies.switches import queries as switches


@transaction.atomic
def draft(slug: str, texts: Mapping[str, Words], targets: Sequence[str], *, by: User) -> Petition:
    """Write a petition down. `targets` are codes of target profiles, in the order shown."""
    switches.must_be_on(Part.NEW_PETITIONS)
    profiles = _profiles(targets)
    if unknown := set(texts) - dict(settings.LANGUAGES).keys():
        raise Refusal(_("This site does not speak: %s.") % ", ".join(sorted(unknown)))
    if Petition.objects.filter(slug=slug).exists():
        raise Refusal(_("There is already a petition at this address."))

    petition = Petition.objects.create(slug=slug)
    PetitionText.objects.bulk_create(
        PetitionText(
            petition=petition,
            language=language,
            title=words.title,
            summary=words.summary,
            body=words.body,
        )
        for language, words in texts.items()
    )
    PetitionTarget.objects.bulk_create(
        PetitionTarget(petition=petition, profile=profile, position=position)
        for position, profile in enumerate(profiles)
    )
    custody.record("petition.drafted", petition, by=by, languages=sorted(texts))
    return petition


@transaction.atomic
def submit_for_review(petition_id: int, *, by: User) -> Petition:
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.IN_REVIEW)
    if not (petition.texts.exists() and petition.targets.exists()):
        raise Refusal(_("A petition needs a text and somebody to whom it goes."))

    petition.state = State.IN_REVIEW
    petition.save(update_fields=["state"])
    custody.record("petition.submitted_for_review", petition, by=by)
    return petition


@transaction.atomic
def freeze(petition_id: int, *, by: User) -> Petition:
    """Fix the text in all its languages under one digest; nobody can change it afterwards."""
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.FROZEN)

    petition.state = State.FROZEN
    petition.text_digest = text_digest({text.language: text for text in petition.texts.all()})
    petition.frozen_at = now()
    petition.save(update_fields=["state", "text_digest", "frozen_at"])
    custody.record("petition.frozen", petition, by=by, text_digest=petition.text_digest)
    return petition


@transaction.atomic
def open_petition(petition_id: int, *, by: User) -> Petition:
    """From now on people can read and sign it."""
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.OPEN)

    petition.state = State.OPEN
    petition.opened_at = now()
    petition.save(update_fields=["state", "opened_at"])
    custody.record("petition.opened", petition, by=by)
    return petition


@transaction.atomic
def close(petition_id: int, *, by: User) -> Petition:
    """Nobody can sign or confirm any more; those who did stay, and may still withdraw."""
    petition = Petition.objects.lock(petition_id)
    petition.must_allow(State.CLOSED)

    petition.state = State.CLOSED
    petition.closed_at = now()
    petition.save(update_fields=["state", "closed_at"])
    custody.record("petition.closed", petition, by=by)
    return petition


def _profiles(codes: Sequence[str]) -> list[TargetProfile]:
    by_code = TargetProfile.objects.select_related("institution").in_bulk(codes, field_name="code")
    if missing := [code for code in codes if code not in by_code]:
        raise Refusal(_("Nobody has described this target: %s.") % ", ".join(missing))
    profiles = [by_code[code] for code in codes]
    if len({profile.institution_id for profile in profiles}) != len(profiles):
        raise Refusal(_("A petition goes to each institution once, by one set of rules."))
    return profiles
