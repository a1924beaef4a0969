"""What a local instance shows at first: everything made through the real actions."""

from __future__ import annotations

from pathlib import Path

from django.utils import translation

from config.demonstration import campaign, organisations, people
from config.local import keys
from petitions.campaigns.demo_texts import SLUG
from petitions.models import Petition


def show(home: Path, *, signatures: int) -> str:
    """Make what is not there yet, let more people sign, and say what there is."""
    staff = people.make_staff(keys.demo_password(home))
    petition = Petition.objects.filter(slug=SLUG).first()
    if petition is None:
        petition = campaign.open_petition(staff.admin, staff.moderator)
        campaign.reach_institutions(petition, home, staff.admin)
        campaign.schedule_bundles(petition)
        with translation.override("en"):
            people.tell_stories(staff)
            organisations.support(petition, moderator=staff.moderator)
    campaign.sign(petition, most=signatures)
    return f"{petition.slug}: {petition.signatures.confirmed().count()} signatures"
