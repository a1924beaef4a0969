"""The doors by which people prove who they are, as links, and what ways to sign are worth."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import reverse

from petitions.campaigns.queries import Campaign
from petitions.signing import needs
from petitions.signing.eid import providers
from petitions.signing.queries import Signed

register = template.Library()


@dataclass(frozen=True)
class Door:
    name: str
    url: str


@register.simple_tag
def doors_to_sign(slug: str) -> list[Door]:
    return _doors("petitions:identify", slug)


@register.simple_tag
def doors_to_strengthen(reference: str) -> list[Door]:
    return _doors("petitions:identify-for", reference)


@register.simple_tag
def counts_beyond_email(petition: Campaign, assurance: str) -> list[str]:
    """Names of the institutions that count this way of signing, and none by e-mail."""
    return [
        each.name
        for each in petition.targets
        if assurance in each.facts.accepted_assurance and not needs.takes(each.facts)
    ]


@register.simple_tag
def could_count_by_login(signed: Signed) -> list[str]:
    """Names of the institutions where it only supports now, and by a login might count."""
    valid = signed.signature.valid_targets
    return [
        each.name
        for each in signed.targets
        if "eid" in each.facts.accepted_assurance and each.pk not in valid
    ]


def _doors(address: str, whose: str) -> list[Door]:
    return [
        Door(each.name, reverse(address, args=[whose, each.id])) for each in providers.configured()
    ]
