"""Switches: what an administrator turns off while the site is under more than it can bear."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason
from testimonies.models import Switch
from testimonies.models.switch import WHILE_OFF
from testimonies.switches import actions as switches
from testimonies.templatetags.components import date_and_time, state_tag


@admin.register(Switch)
class SwitchDesk(ButtonDesk[Switch]):
    address = ("part", "slug")
    list_display = ("link", "shown_state", "since", "who", "why")
    buttons = (
        Button(
            "turn-off",
            _("Turn it off"),
            _("It is off. Within a few seconds every page knows."),
            "testimonies.turn_switch",
            fits=lambda switch: switch.is_on,
            act=lambda switch, user, said: switches.turn_off(
                switch.part, by=user, reason=said["reason"]
            ),
            form=Reason,
            look="careful",
        ),
        Button(
            "turn-on",
            _("Turn it on again"),
            _("It is on. Within a few seconds every page knows."),
            "testimonies.turn_switch",
            fits=lambda switch: not switch.is_on,
            act=lambda switch, user, said: switches.turn_on(
                switch.part, by=user, reason=said["reason"]
            ),
            form=Reason,
            look="first",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Switch]:
        return super().get_queryset(request).select_related("by")

    def title_of(self, thing: Switch) -> str:
        return thing.get_part_display()

    def facts(self, thing: Switch) -> Facts:
        yield _("State"), self.shown_state(thing)
        yield _("While it is off"), WHILE_OFF[thing.part]
        if thing.turned_at:
            yield _("Since"), self.since(thing)
            yield _("By"), self.who(thing)
            yield _("Why"), thing.reason

    @admin.display(description=_("part of the site"))
    def link(self, switch: Switch) -> SafeString:
        return self.link_to(switch, switch.get_part_display())

    @admin.display(description=_("state"))
    def shown_state(self, switch: Switch) -> SafeString:
        return state_tag(*((_("on"), "good") if switch.is_on else (_("off"), "bad")))

    @admin.display(description=_("since"))
    def since(self, switch: Switch) -> str:
        return date_and_time(switch.turned_at) or "–"

    @admin.display(description=_("by"))
    def who(self, switch: Switch) -> str:
        return switch.by.email if switch.by else "–"

    @admin.display(description=_("why"))
    def why(self, switch: Switch) -> str:
        return switch.reason or "–"
