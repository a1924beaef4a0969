"""Who may do what, as code: reviewed with it, the same in every installation."""

from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    READER = "reader", _("Reader")
    MODERATOR = "moderator", _("Moderator")
    SECOND_READER = "second_reader", _("Second reader")
    ASSESSOR = "assessor", _("Assessor")
    RELEASE_OFFICER = "release_officer", _("Release officer")
    COORDINATOR = "coordinator", _("Coordinator")
    ADMINISTRATOR = "administrator", _("Administrator")


#: Sees cases, changes nothing.
_READS = frozenset(
    {
        "testimonies.view_submission",
        "testimonies.view_testimony",
        "testimonies.view_claim",
        "testimonies.view_evidence",
        "testimonies.view_person",
    }
)
#: Both may do both, and never the same person for one line.
_PAPER = frozenset({"petitions.view_papersheet", "petitions.key_paper"})
#: Types in what came by post or telephone, and reads none of it as first or second afterwards.
_TRANSCRIBES = frozenset({"testimonies.view_transcription", "testimonies.transcribe"})
#: Prints letters with names and addresses: those who may open the vault.
_POSTS = frozenset({"testimonies.view_paperletter", "testimonies.post_letter"})
_SCHEDULES = frozenset(
    f"django_celery_beat.{verb}_{model}"
    for verb in ("view", "add", "change", "delete")
    for model in ("periodictask", "crontabschedule", "intervalschedule")
)

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.READER: _READS,
    Role.MODERATOR: _READS
    | _PAPER
    | _TRANSCRIBES
    | {
        "testimonies.review_submission",
        "testimonies.judge_identity",
        "testimonies.publish_testimony",
        "testimonies.hand_over_case",
        "testimonies.answer_message",
        "testimonies.view_archiverequest",
        "testimonies.open_vault",
        *_POSTS,
        "testimonies.view_datarequest",
        "testimonies.answer_datarequest",
        "testimonies.view_listedition",
        "testimonies.import_list",
        "petitions.view_petition",
        "petitions.view_endorsement",
        "petitions.moderate_endorsement",
        "petitions.draft_petition",
        "petitions.review_petition",
        "petitions.view_signedcontainer",
        "petitions.check_signedcontainer",
        "petitions.moderate_signatures",
    },
    Role.SECOND_READER: _READS
    | _PAPER
    | _TRANSCRIBES
    | {
        "testimonies.second_review",
        "testimonies.answer_message",
        "testimonies.view_archiverequest",
    },
    Role.ASSESSOR: _READS
    | {
        "testimonies.assess_claim",
        "testimonies.judge_identity",
        "testimonies.answer_message",
        "testimonies.view_archiverequest",
        "testimonies.open_seal",
        "testimonies.open_vault",
        *_POSTS,
    },
    Role.RELEASE_OFFICER: frozenset(
        {
            "petitions.view_petition",
            "petitions.view_petitiontarget",
            "petitions.view_bundle",
            "petitions.view_delivery",
            "petitions.view_institutionresponse",
            "petitions.release_bundle",
            "petitions.view_archivepackage",
            "petitions.make_archivepackage",
            "petitions.view_news",
            "petitions.tell_news",
            "petitions.view_erasure",
            "petitions.erase_signatures",
            "testimonies.view_datarequest",
            "testimonies.erase_case",
        }
    ),
    # Shares the work out: sees who has what in hand, and decides about nothing.
    Role.COORDINATOR: _READS | {"testimonies.coordinate"},
    # Users and settings, no case: whoever keeps the machine need not read the stories.
    Role.ADMINISTRATOR: _SCHEDULES
    | {
        "accounts.view_user",
        "accounts.add_user",
        "accounts.change_user",
        "petitions.view_petition",
        "petitions.draft_petition",
        "petitions.review_petition",
        "petitions.manage_campaign",
        "petitions.view_petitiontarget",
        "petitions.view_bundle",
        "petitions.view_delivery",
        "petitions.view_connection",
        "petitions.add_connection",
        "petitions.change_connection",
        "testimonies.view_institution",
        "testimonies.change_institution",
        "testimonies.view_outsidearchive",
        "testimonies.change_outsidearchive",
        "testimonies.view_targetprofile",
        "testimonies.change_targetprofile",
        "testimonies.view_operation",
        "testimonies.view_legalinstrument",
        "testimonies.view_legalbasis",
        "testimonies.view_place",
        "testimonies.view_custodyevent",
        "testimonies.view_letter",
        "testimonies.view_switch",
        "testimonies.turn_switch",
    },
}


@cache
def permissions_of(roles: tuple[str, ...]) -> frozenset[str]:
    """A page of the desk asks a hundred times."""
    known = [Role(role) for role in roles if role in Role.values]
    return frozenset().union(*(PERMISSIONS[role] for role in known))
