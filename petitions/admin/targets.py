"""For each institution of a petition: what waits, when it falls due, and a bundle by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from petitions import tasks
from petitions.admin import pausing
from petitions.bundles import actions as bundles
from petitions.bundles import queries, statements
from petitions.bundles.actions import Why
from petitions.models import BundleRule, PetitionTarget
from petitions.models.bundle_rule import RuleKind
from petitions.models.petition import State
from testimonies import nudge
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason
from testimonies.errors import Refusal
from testimonies.templatetags.components import date_and_time, figure, state_tag

SCHEDULES = "django_celery_beat.add_periodictask"


def is_public(target: PetitionTarget) -> bool:
    return target.petition.state in queries.PUBLIC


def make_now(target: PetitionTarget, user: User, said: dict[str, Any]) -> None:
    made = bundles.freeze_what_is_new(target.pk, why=Why(reason=said["reason"], by=user))
    if not made:
        raise Refusal(_("There is nothing new for this institution."))
    for bundle in made:
        nudge.after_commit(tasks.finish_bundle, bundle.pk)


def is_off(kind: RuleKind) -> Any:
    def fits(target: PetitionTarget) -> bool:
        has_number = kind != RuleKind.THRESHOLD or bool(target.threshold)
        return target.petition.state in TURNED and has_number and not has(target, kind)

    return fits


def has(target: PetitionTarget, kind: RuleKind) -> bool:
    return BundleRule.objects.filter(target=target, kind=kind).exists()


#: A rule may be turned on before people sign.
TURNED = [State.FROZEN, State.OPEN, State.CLOSED]


def turning(kind: RuleKind, name: str, on: Any, off: Any) -> tuple[Button, Button]:
    return (
        Button(
            f"turn-on-{name}",
            on,
            _("This rule is turned on."),
            SCHEDULES,
            fits=is_off(kind),
            act=lambda target, user, _said: bundles.turn_on(target.pk, kind, by=user),
        ),
        Button(
            f"turn-off-{name}",
            off,
            _("This rule is turned off."),
            SCHEDULES,
            fits=lambda target: has(target, kind),
            act=lambda target, user, _said: bundles.turn_off(target.pk, kind, by=user),
            look="careful",
        ),
    )


@admin.register(PetitionTarget)
class TargetDesk(ButtonDesk[PetitionTarget]):
    address = ("pk", "int")
    list_display = ("link", "petition_of", "shown_state", "rules", "last_bundle")
    list_filter = ("petition__state",)
    ordering = ("-petition_id", "position")
    buttons = (
        Button(
            "make-now",
            _("Make a bundle now"),
            _("Frozen. It is being written and sealed."),
            "petitions.release_bundle",
            fits=is_public,
            act=make_now,
            form=Reason,
            look="first",
        ),
        Button(
            "turn-on-usual",
            _("Turn on what is usual here"),
            _("From now on bundles are made by this rule."),
            SCHEDULES,
            fits=lambda target: (
                target.petition.state in TURNED
                and not BundleRule.objects.filter(target=target).exists()
            ),
            act=lambda target, user, _said: bundles.turn_on_usual(target.pk, by=user),
            look="first",
        ),
        *turning(
            RuleKind.THRESHOLD,
            "threshold",
            _("Make one once enough have signed"),
            _("No more once enough have signed"),
        ),
        *turning(
            RuleKind.CLOSE,
            "close",
            _("Make one when the petition has closed"),
            _("No more when the petition has closed"),
        ),
        *pausing.of_institution(lambda target: target.profile.institution_id),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PetitionTarget]:
        found = super().get_queryset(request)
        return found.select_related("petition", "profile__institution")

    def title_of(self, thing: PetitionTarget) -> str:
        return f"{thing.profile.institution.name}, {thing.petition.slug}"

    def facts(self, thing: PetitionTarget) -> Facts:
        waiting = queries.waiting(thing, statements.clock())
        yield _("Petition"), _petition(thing)
        yield _("State"), thing.petition.get_state_display()
        yield _("Institution"), thing.profile.institution.name
        yield _("A bundle now would take"), _taken(waiting) if is_public(thing) else ""
        yield _("Due"), _lines([tick.in_words() for tick in waiting.ticks])
        yield _("Rules"), _lines(waiting.waits_for)
        yield _("Usual here"), queries.usual(thing).words
        yield _("Signatures needed"), figure(thing.threshold) if thing.threshold else ""
        valid = figure(queries.valid_signatures(thing))
        yield (_("Of them so far") if thing.threshold else _("Valid so far")), valid
        yield _("Last cut-off"), date_and_time(waiting.last_cut_off)
        yield from pausing.facts_of_institution(thing.profile.institution_id)

    @admin.display(description=_("institution"))
    def link(self, target: PetitionTarget) -> SafeString:
        return self.link_to(target, target.profile.institution.code)

    @admin.display(description=_("petition"))
    def petition_of(self, target: PetitionTarget) -> str:
        return target.petition.slug

    @admin.display(description=_("state"))
    def shown_state(self, target: PetitionTarget) -> SafeString:
        is_open = target.petition.state == State.OPEN
        return state_tag(target.petition.get_state_display(), "good" if is_open else "calm")

    @admin.display(description=_("rules"))
    def rules(self, target: PetitionTarget) -> str:
        kinds = BundleRule.objects.filter(target=target).order_by("pk").values_list("kind")
        return ", ".join(str(RuleKind(kind).label) for (kind,) in kinds) or "–"

    @admin.display(description=_("last cut-off"))
    def last_bundle(self, target: PetitionTarget) -> str:
        last = target.bundles.living().order_by("-cut_off").first()
        return date_and_time(last.cut_off) if last else "–"


def _petition(target: PetitionTarget) -> SafeString:
    place = reverse("admin:petitions_petition_page", args=[target.petition.slug])
    return format_html('<a href="{}">{}</a>', place, target.petition.slug)


def _taken(waiting: queries.Due) -> SafeString:
    counted = (
        (_("signatures"), waiting.signatures),
        (_("withdrawals"), waiting.withdrawals),
        (_("testimonies"), waiting.testimonies),
        (_("claims"), waiting.claims),
        (_("notices about what was taken back"), waiting.notices),
    )
    return _lines([f"{name}: {figure(count)}" for name, count in counted])


def _lines(words: list[str]) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in words))
