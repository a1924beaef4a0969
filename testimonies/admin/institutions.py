"""Institutions: where bundles go and for whom they are encrypted. The administrator keeps it."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from testimonies.admin.desk import TitledDesk, staff
from testimonies.custody import log as custody
from testimonies.institutions import keys
from testimonies.models import Institution, TargetProfile


class CheckedContact(forms.ModelForm[Any]):
    """How somebody is reached, and whether a person has checked that it is right."""

    is_checked = forms.BooleanField(
        label=_("I have checked address and e-mail with the institution today"), required=False
    )
    ways = frozenset({"postal_address", "email"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_contact = cleaned.get("postal_address") or cleaned.get("email")
        if cleaned.get("is_checked") and not has_contact:
            self.add_error("is_checked", _("There is neither an address nor an e-mail to check."))
        elif cleaned.get("is_checked"):
            self.instance.contact_verified_at = now()
        elif self.ways & set(self.changed_data):
            self.instance.contact_verified_at = None  # nobody has checked the new one
        return cleaned


class InstitutionForm(CheckedContact):
    ways = CheckedContact.ways | {"second_email"}

    class Meta:
        model = Institution
        fields = (
            "postal_address",
            "email",
            "second_email",
            "encryption_key",
            "max_attachment_mb",
            "is_checked",
        )
        widgets = {"encryption_key": forms.Textarea(attrs={"rows": 4})}  # a certificate has lines

    def clean_encryption_key(self) -> str:
        key = "\n".join(str(self.cleaned_data["encryption_key"]).split("\r\n")).strip()
        try:
            if key:
                keys.check(key)
        except keys.NotAKey as problem:
            raise ValidationError(str(problem)) from problem
        return key


@method_decorator(reauthentication_required(allow_get=True), name="change_view")
class KeptDesk(TitledDesk[Any]):
    """SECURITY: whoever changes an address or a key here leads bundles elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().change_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        custody.record(
            f"{self.opts.model_name}.changed",
            obj,
            by=staff(request),
            code=obj.code,
            fields=form.changed_data,
        )


@admin.register(Institution)
class InstitutionDesk(KeptDesk):
    form = InstitutionForm
    list_display = (
        "code",
        "shown_name",
        "country",
        "has_contact",
        "contact_verified_at",
        "has_key",
    )
    list_filter = ("country", "kind", "verification")
    readonly_fields = (
        "code",
        "shown_name",
        "kind",
        "contact_verified_at",
        "source",
        "verification",
    )
    fields = (*readonly_fields, *InstitutionForm.Meta.fields)

    @admin.display(description=_("name"))
    def shown_name(self, institution: Institution) -> str:
        return institution.name

    @admin.display(description=_("address"), boolean=True)
    def has_contact(self, institution: Institution) -> bool:
        return bool(institution.postal_address or institution.email)

    @admin.display(description=_("key"), boolean=True)
    def has_key(self, institution: Institution) -> bool:
        return bool(institution.encryption_key)


@admin.register(TargetProfile)
class ProfileDesk(KeptDesk):
    list_display = ("code", "shown_title", "channel", "threshold", "checked_on", "verification")
    list_filter = ("institution__country", "is_ordinary_letter", "verification")
    list_select_related = ("institution",)
    readonly_fields = (
        "code", "shown_title", "institution", "minimum_age", "eligibility", "eligible_country",
        "required_fields", "accepted_assurance", "threshold", "window_days", "formats", "source",
        "verification",
    )  # fmt: skip
    fields = (
        *readonly_fields,
        "channel",
        "schedule",
        "retention_days",
        "receipt_rule",
        "second_release",
        "checked_on",
    )

    @admin.display(description=_("profile"))
    def shown_title(self, profile: TargetProfile) -> str:
        return profile.title
