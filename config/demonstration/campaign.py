"""The petition of the demonstration, its institutions, and those who sign it."""

from __future__ import annotations

import json
from itertools import islice, product
from pathlib import Path

from django_celery_beat.models import CrontabSchedule, PeriodicTask

from accounts.models import User
from config.demonstration import stories
from config.local import keys
from petitions.bundles import actions as bundles
from petitions.campaigns import actions as campaigns
from petitions.campaigns import queries
from petitions.campaigns.demo_texts import SLUG, demo_texts
from petitions.campaigns.plans import Plan
from petitions.models import Petition
from petitions.signing import actions as signing
from petitions.signing.rules import Signing
from testimonies.institutions import actions as institutions

#: Formal petitions where a law gives one, open letters where none does.
TARGETS = (
    "european-commission-letter",
    "riigikogu-collective-address",
    "saeima-collective-submission",
    "seimas-petition",
    "sejm-petition",
    "senat-petition",
    "verkhovna-rada-petition",
    "gov-ee-letter",
    "gov-lv-letter",
    "gov-lt-letter",
    "gov-pl-letter",
    "gov-ua-letter",
)


def open_petition(admin: User, reviewer: User) -> Petition:
    """Written by one, reviewed by another."""
    petition = campaigns.draft(Plan(SLUG, demo_texts(), TARGETS), by=admin)
    campaigns.submit_for_review(petition.pk, by=admin)
    campaigns.freeze(petition.pk, version=petition.version, by=reviewer)
    return campaigns.open_petition(petition.pk, by=admin)


def reach_institutions(petition: Petition, home: Path, admin: User) -> None:
    """Addresses at example.org and keys of our own making: no real institution is written to."""
    for target in petition.targets.select_related("profile__institution"):
        code = target.profile.institution.code
        institutions.set_contact(
            code,
            email=f"{code}@example.org",
            second_email=f"registry.{code}@example.org",
            encryption_key=keys.institution_recipient(home, code),
            by=admin,
        )


def schedule_bundles(petition: Petition) -> None:
    """Every Monday morning in Brussels; the desk can change it, and add others."""
    monday, _created = CrontabSchedule.objects.get_or_create(
        minute="0", hour="6", day_of_week="1", timezone="Europe/Brussels"
    )
    first = petition.targets.all()[0]
    schedule, _is_new = PeriodicTask.objects.get_or_create(
        name="Bundle for the European Commission",
        defaults={
            "crontab": monday,
            "task": "petitions.tasks.make_bundles",
            "args": json.dumps([first.pk]),
            "description": "args: the number of the petition's target, as the desk shows it",
        },
    )
    bundles.keep_times(schedule.pk, first.pk, anew=False)


def sign(petition: Petition, *, most: int) -> None:
    """Let people sign and confirm; the first twelve are the cast, the others are numbered."""
    targets = tuple(petition.targets.values_list("pk", flat=True))
    rounds = product(range(most), stories.SIGNERS)
    for number, (turn, (name, country, language)) in enumerate(islice(rounds, most)):
        campaign = queries.campaign(petition.slug, language)
        if campaign is None:
            continue
        uuid = signing.sign(
            campaign,
            Signing(
                name=f"{name} {turn + 1}" if turn else name,
                email=f"signer{number + 1}@example.org",
                country=country,
                targets=targets,
                display="name" if number % 3 == 0 else "hidden",
            ),
            language=language,
        )
        if uuid:
            signing.confirm(uuid)
