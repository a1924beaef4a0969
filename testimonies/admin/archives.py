"""Archives outside this house: how they are written to. The administrator keeps it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from testimonies.admin.institutions import CheckedContact, KeptDesk
from testimonies.models import OutsideArchive


class ArchiveForm(CheckedContact):
    class Meta:
        model = OutsideArchive
        fields = ("postal_address", "email", "address_source", "answer_days", "is_checked")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        has_contact = cleaned.get("postal_address") or cleaned.get("email")
        is_known = cleaned.get("address_source") or self.instance.contact_verified_at
        if has_contact and not is_known:
            self.add_error("address_source", _("Write where you have read this address."))
        return cleaned


@admin.register(OutsideArchive)
class ArchiveDesk(KeptDesk):
    form = ArchiveForm
    list_display = ("code", "shown_name", "country", "contact_verified_at", "verification")
    list_filter = ("country", "verification")
    readonly_fields = (
        "code",
        "shown_name",
        "shown_holdings",
        "contact_verified_at",
        "source",
        "verification",
    )
    fields = (*readonly_fields, *ArchiveForm.Meta.fields)

    @admin.display(description=_("name"))
    def shown_name(self, archive: OutsideArchive) -> str:
        return archive.name

    @admin.display(description=_("keeps"))
    def shown_holdings(self, archive: OutsideArchive) -> str:
        return ", ".join(archive.kept)
