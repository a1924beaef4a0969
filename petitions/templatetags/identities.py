"""The doors by which people prove who they are, as links."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import reverse

from petitions.signing.eid import providers

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


def _doors(address: str, whose: str) -> list[Door]:
    return [
        Door(each.name, reverse(address, args=[whose, each.id])) for each in providers.configured()
    ]
