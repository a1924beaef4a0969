from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.models.history import Operation
from testimonies.models.person import PersonMention
from testimonies.privacy.encrypted_field import EncryptedField


class EpisodeType(models.TextChoices):
    ARREST = "arrest", _("Arrest")
    PRE_TRIAL = "pre_trial_imprisonment", _("Imprisonment before trial")
    EXECUTION = "execution", _("Execution")
    SPECIAL_SETTLEMENT = "special_settlement", _("Deportation to special settlement")
    LABOUR_CAMP = "labour_camp", _("Corrective labour camp")
    SPECIAL_CAMP = "special_camp", _("Special camp")
    FILTRATION_CAMP = "filtration_camp", _("Filtration camp")
    PRISONER_OF_WAR_CAMP = "pow_camp", _("Camp for prisoners of war and internees")
    LABOUR_BATTALION = "labour_battalion", _("Labour battalion")
    PSYCHIATRIC = "forced_psychiatric", _("Forced psychiatric treatment")
    CONSCRIPTION = "forced_conscription", _("Forced conscription")
    EXILE_AFTER_SENTENCE = "exile_after_sentence", _("Exile after a sentence")
    BAN_ON_RETURN = "ban_on_return", _("Ban on returning home")
    BIRTH_IN_EXILE = "birth_in_exile", _("Birth in exile")
    CHILDRENS_HOME = "childrens_home", _("Children's home")
    CONFISCATION = "confiscation", _("Confiscation of property")
    DENIAL = "denial_of_education", _("Denial of education or profession")
    HIDING = "hid_from_deportation", _("Hiding from deportation")
    OTHER = "other", _("Something else")


class Proof(models.TextChoices):
    """What proves one end of a period."""

    DOCUMENT_HERE = "document_here", _("A document that I add here")
    DOCUMENT_ELSEWHERE = "document_elsewhere", _("A document that I have, but not here")
    ARCHIVE = "archive", _("It should be in an archive")
    WITNESSES = "witnesses", _("Only people who remember")
    NONE = "none", _("Nothing yet")


class OrderedBy(models.TextChoices):
    """The authority that ordered it."""

    NKVD = "nkvd", _("NKVD")
    NKGB = "nkgb", _("NKGB")
    MVD = "mvd", _("MVD")
    MGB = "mgb", _("MGB")
    KGB = "kgb", _("KGB")
    TROIKA = "troika", _("A troika")
    OSO = "oso", _("The Special Board (OSO)")
    TRIBUNAL = "tribunal", _("A military tribunal")
    COURT = "court", _("A court")
    SMERSH = "smersh", _("SMERSH")
    LOCAL = "local", _("The local authorities")
    OTHER = "other", _("Somebody else")
    UNKNOWN = "unknown", _("I do not know")


class StatusImposed(models.TextChoices):
    """What the authorities made of a person."""

    SPECIAL_SETTLER = "special_settler", _("“Special settler”")
    EXILE = "exile", _("“Exiled settler”")
    PRISONER = "prisoner", _("Prisoner")
    INTERNEE = "internee", _("Prisoner of war or internee")
    MOBILISED = "mobilised", _("“Labour-mobilised”")
    FAMILY = "family_member", _("“Member of the family of” somebody")
    BORN = "born_in_exile", _("Entered at birth in the register of settlers")
    OTHER = "other", _("Something else")
    UNKNOWN = "unknown", _("I do not know")


class ReleaseGround(models.TextChoices):
    """On what ground it ended."""

    SERVED = "served", _("The term was served")
    AMNESTY = "amnesty", _("An amnesty")
    REGISTER = "removed_from_register", _("Removal from the register of special settlers")
    REVIEW = "review", _("The case was looked at again")
    REHABILITATION = "rehabilitation", _("Rehabilitation")
    ILLNESS = "illness", _("Illness, age or childhood")
    ARMY = "army", _("Taken into an army")
    ESCAPE = "escape", _("Escape")
    DEATH = "death", _("Death")
    OTHER = "other", _("Something else")
    UNKNOWN = "unknown", _("I do not know")


class RepressionEpisode(models.Model):
    """One period of repression: from when to when, and what proves each end."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mention = models.ForeignKey(PersonMention, on_delete=models.PROTECT, related_name="episodes")
    type = models.CharField(max_length=24, choices=EpisodeType)
    start_edtf = models.CharField(max_length=40, blank=True)
    start_earliest = models.DateField(null=True)
    start_latest = models.DateField(null=True)
    end_edtf = models.CharField(max_length=40, blank=True)
    end_earliest = models.DateField(null=True)
    end_latest = models.DateField(null=True)
    start_proof = models.CharField(max_length=20, choices=Proof, default=Proof.NONE)
    end_proof = models.CharField(max_length=20, choices=Proof, default=Proof.NONE)
    operation = models.ForeignKey(
        Operation, null=True, on_delete=models.PROTECT, related_name="episodes"
    )
    ordered_by = models.CharField(max_length=10, choices=OrderedBy, blank=True)
    status_imposed = models.CharField(max_length=16, choices=StatusImposed, blank=True)
    release_ground = models.CharField(max_length=24, choices=ReleaseGround, blank=True)
    #: {"from", "to", "pretext", "property", "narrative", "start_told", "end_told"} as told;
    #: "pretext" in the words of the authorities
    told = EncryptedField()

    def __str__(self) -> str:
        return f"episode {self.pk}"
