from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.case import Draft
from testimonies.models.conflict import ConflictOfInterest
from testimonies.models.submission import Declared

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class TranscriptionQuerySet(models.QuerySet["Transcription"]):
    def lock(self, pk: int) -> Transcription:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def unfinished(self) -> TranscriptionQuerySet:
        return self.filter(draft__submitted_at=None, draft__sealed_at=None)

    def visible_to(self, user: User | AnonymousUser) -> TranscriptionQuerySet:
        if user.pk is None or not user.has_perm("testimonies.view_transcription"):
            return self.none()
        named, told = ConflictOfInterest.objects.hidden_cases(user)
        return self.exclude(draft__case__in=named).exclude(draft__case__in=told)


class Transcription(models.Model):
    """What came by post, telephone, visit or e-mail, typed in by the staff."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="transcription")
    #: The day on which it reached us.
    received_on = models.DateField(_("received on"))
    #: Of the paper or the talk, and so of the pages into which it is typed.
    language = models.CharField(max_length=2)
    #: From the foot of the printed form; empty where it came without one.
    form_code = models.CharField(max_length=40, blank=True)
    #: SHA-256 of the words of consent that stood on that form.
    text_sha256 = models.CharField(max_length=64, blank=True)
    #: The case was made for it, so that nobody has its return code until a letter is printed.
    makes_case = models.BooleanField(default=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    #: Everybody who has typed something in.
    typists = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    #: Who handed it in, and how the statement of truth was made before that.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    declared = models.CharField(max_length=9, choices=Declared, blank=True)
    #: When a letter with a return code was last printed.
    code_printed_at = models.DateTimeField(null=True)

    objects = TranscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("transcription")
        verbose_name_plural = _("post, calls and visits")
        permissions = [("transcribe", "Can type in what came on paper or by telephone")]
        constraints = [
            models.CheckConstraint(
                name="declared_to_somebody",
                condition=Q(declared="", entered_by=None)
                | Q(declared__in=["signature", "word"], entered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_form_says_its_words",
                condition=Q(form_code="", text_sha256="")
                | ~Q(form_code="") & Q(text_sha256__regex="^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"transcription {self.pk}"

    @property
    def is_for_both(self) -> bool:
        """The form on which it came asks for a testimony and for a claim."""
        return self.form_code.startswith("B-")
