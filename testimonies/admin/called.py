"""What the desk calls fields, in lists, above filters and in forms.

Here and not beside each field: there every new name would be a migration.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES = {
    "accepted_assurance": _("ways of signing that count"),
    "actor": _("who acted"),
    "address_source": _("where the address was read"),
    "adopted_on": _("Adopted"),
    "answer_days": _("days for an answer"),
    "archive": _("archive"),
    "channel": _("channel"),
    "checked_on": _("checked on"),
    "code": _("code"),
    "contact_verified_at": _("contact checked"),
    "content": _("content"),
    "country": _("country"),
    "earliest": _("from"),
    "eligibility": _("who may sign"),
    "eligible_country": _("of which country"),
    "email": _("E-mail"),
    "encryption_key": _("encryption key"),
    "format": _("format"),
    "formats": _("formats"),
    "host_key": _("key of the server"),
    "institution": _("institution"),
    "is_ordinary_letter": _("open letter"),
    "kind": _("kind"),
    "language": _("language"),
    "last_checked_on": _("last checked on"),
    "latest": _("until"),
    "letters": _("letters"),
    "max_attachment_mb": _("largest attachment, in MB"),
    "minimum_age": _("minimum age"),
    "petition": _("petition"),
    "position": _("position"),
    "postal_address": _("Postal address"),
    "precision_km": _("precision in km"),
    "priority": _("priority"),
    "reason": _("reason"),
    "receipt_rule": _("what counts as a receipt"),
    "required_fields": _("what is asked of who signs"),
    "retention_days": _("days for which it is kept"),
    "right": _("right"),
    "schedule": _("how often a bundle is usual"),
    "second_email": _("second e-mail"),
    "second_release": _("two people release"),
    "source": _("source"),
    "state": _("state"),
    "threshold": _("threshold"),
    "verification": _("verification"),
    "window_days": _("days for collecting"),
}


def name_fields(desk: admin.ModelAdmin[Any]) -> None:
    """Those that have no name of their own in their model."""
    for path in shown(desk):
        try:
            field: Any = get_fields_from_path(desk.model, path)[-1]
        except FieldDoesNotExist:  # a column that the desk itself computes, and names
            continue
        words = getattr(field, "verbose_name", None)
        if not isinstance(words, Promise) and field.name in NAMES:
            field.verbose_name = NAMES[field.name]


def shown(desk: admin.ModelAdmin[Any]) -> list[str]:
    """Fields, and ways to fields, that somebody reads the name of."""
    asked = [*desk.list_display, *desk.list_filter, *(desk.fields or ())]
    form_meta = getattr(desk.form, "_meta", None)
    asked += getattr(form_meta, "fields", None) or ()
    return [each for each in asked if isinstance(each, str) and each != "__str__"]
