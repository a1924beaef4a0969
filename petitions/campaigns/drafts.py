"""A draft as rows: its texts and its targets. Called by the actions, inside their transactions."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from petitions.campaigns import rules
from petitions.campaigns.plans import Plan
from petitions.models import Petition, PetitionTarget, PetitionText
from testimonies.errors import Refusal
from testimonies.models import TargetProfile


def must_be_possible(plan: Plan, *, besides: int | None = None) -> None:
    """Refuse what no petition can be. Parts of a draft may still be missing."""
    if unknown := set(plan.texts) - dict(settings.LANGUAGES).keys():
        raise Refusal(_("This site does not speak: %s.") % ", ".join(sorted(unknown)))
    if Petition.objects.filter(slug=plan.slug).exclude(pk=besides or 0).exists():
        raise Refusal(_("There is already a petition at this address."))
    rules.must_be_initiative(plan.initiative_url)
    _profiles(plan.targets)


def must_be_complete(petition: Petition) -> None:
    """Refuse a draft in which something is missing."""
    texts = list(petition.texts.all())
    if not (texts and petition.targets.exists()):
        raise Refusal(_("A petition needs a text and somebody to whom it goes."))
    names = dict(settings.LANGUAGES)
    unfinished = [t.language for t in texts if not (t.title and t.summary and t.body)]
    if unfinished:
        listed = ", ".join(str(names[language]) for language in unfinished)
        raise Refusal(_("Title, summary and text are needed in each language: %s.") % listed)


def write(petition: Petition, plan: Plan) -> None:
    """Replace what is there by what the plan says."""
    petition.slug = plan.slug
    petition.closes_on, petition.initiative_url = plan.closes_on, plan.initiative_url
    petition.save()
    petition.texts.all().delete()
    PetitionText.objects.bulk_create(
        PetitionText(
            petition=petition,
            language=language,
            title=words.title,
            summary=words.summary,
            body=words.body,
        )
        for language, words in plan.texts.items()
    )
    _write_targets(petition, _profiles(plan.targets))


def _write_targets(petition: Petition, profiles: Sequence[TargetProfile]) -> None:
    """A target that stays keeps its row: a schedule may speak of it."""
    petition.targets.exclude(profile__in=profiles).delete()
    for position, profile in enumerate(profiles):
        PetitionTarget.objects.update_or_create(
            petition=petition, profile=profile, defaults={"position": position}
        )


def _profiles(codes: Sequence[str]) -> list[TargetProfile]:
    by_code = TargetProfile.objects.select_related("institution").in_bulk(codes, field_name="code")
    if missing := [code for code in codes if code not in by_code]:
        raise Refusal(_("Nobody has described this target: %s.") % ", ".join(missing))
    profiles = [by_code[code] for code in codes]
    if len({profile.institution_id for profile in profiles}) != len(profiles):
        raise Refusal(_("A petition goes to each institution once, by one set of rules."))
    return profiles
