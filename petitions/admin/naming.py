"""How the desk calls a bundle, and the links between a bundle and what became of it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from petitions.models import Bundle, Delivery, PetitionTarget
from petitions.models.bundle import Content


def of_bundle(bundle: Bundle) -> str:
    """Signatures and records are numbered apart, so the number alone is not enough."""
    told = {"institution": bundle.target.profile.institution.name, "number": bundle.number}
    if bundle.content == Content.RECORDS:
        return _("%(institution)s, testimonies and claims, bundle %(number)s") % told
    return _("%(institution)s, bundle %(number)s") % told


def link_to_bundle(bundle: Bundle) -> SafeString:
    return _link("bundle", bundle.uuid, of_bundle(bundle))


def address_of_bundle(bundle: Bundle) -> str:
    return reverse("admin:petitions_bundle_page", args=[bundle.uuid])


def link_to_delivery(delivery: Delivery) -> SafeString:
    return _link("delivery", delivery.uuid, delivery.get_state_display())


def link_to_target(target: PetitionTarget) -> SafeString:
    return _link("petitiontarget", target.pk, target.profile.institution.name)


def _link(kind: str, key: object, words: str) -> SafeString:
    place = reverse(f"admin:petitions_{kind}_page", args=[key])
    return format_html('<a href="{}">{}</a>', place, words)
