from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField


class Role(models.TextChoices):
    WITNESS = "witness", _("witness")
    PERSON_DEPORTED = "person_deported", _("person deported or imprisoned")
    FAMILY_MEMBER = "family_member", _("family member")
    FELLOW_DEPORTEE = "fellow_deportee", _("fellow deportee")
    HELPER = "helper", _("helper")
    OFFICIAL = "official", _("official")
    MENTIONED = "mentioned", _("mentioned")


class PersonMention(models.Model):
    """One person as told in one source. What somebody said, never our conclusion."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="mentions")
    role = models.CharField(max_length=20, choices=Role)
    #: {"birth", "birth_place", "death", …} as told
    told = EncryptedField()
    birth_edtf = models.CharField(max_length=40, blank=True)
    birth_earliest = models.DateField(null=True)
    birth_latest = models.DateField(null=True)

    def __str__(self) -> str:
        return f"mention {self.pk}"


class NameType(models.TextChoices):
    NOW = "now", _("name now")
    BIRTH = "birth", _("name at birth")
    MARRIED = "married", _("married name")
    ALSO_KNOWN_AS = "also_known_as", _("also known as")
    AS_IN_NKVD_FILE = "as_in_nkvd_file", _("as written in the file of the NKVD")
    RUSSIFIED = "russified", _("Russian form")
    OTHER = "other", _("another spelling")


class NameForm(models.Model):
    """One spelling of a person's name, as written in one source."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mention = models.ForeignKey(PersonMention, on_delete=models.PROTECT, related_name="names")
    type = models.CharField(max_length=20, choices=NameType)
    #: {"given", "patronymic", "surname"}, or {"as_written"}
    written = EncryptedField()

    def __str__(self) -> str:
        return f"name {self.pk}"

    @property
    def full(self) -> str:
        """Given name, patronymic and surname; or what stood there, where nobody took it apart."""
        if self.written.get("as_written"):
            return str(self.written["as_written"])
        parts = (self.written.get(part, "") for part in ("given", "patronymic", "surname"))
        return " ".join(part for part in parts if part)


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
    #: {"from", "to", "status", "narrative", "start_told", "end_told"} as told
    told = EncryptedField()

    def __str__(self) -> str:
        return f"episode {self.pk}"
