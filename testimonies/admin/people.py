"""People, as we conclude who they are: every source side by side, and what was said of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from testimonies.admin.desk import ButtonDesk, Facts, staff
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.history.gazetteer import Gazetteer
from testimonies.models import IdentityAssertion, Person, PersonMention
from testimonies.models.identity import Verdict
from testimonies.people import actions as people
from testimonies.people import policies, queries, records, rules, sources, views
from testimonies.people.forms import PreferredName
from testimonies.people.numbering import actions as numbering
from testimonies.people.numbering import queries as known_by
from testimonies.people.numbering.forms import Number, TakesBack
from testimonies.review.signed_out import words_back
from testimonies.templatetags.components import date_and_time


@admin.register(Person)
class PersonDesk(ButtonDesk[Person]):
    list_display = ("link", "told_by", "last")
    ordering = ("-pk",)
    search_fields = ("=reference",)
    search_help_text = _("A whole reference, such as P-7KQ4M2XD")
    address = ("reference", "str")
    page_template = "testimonies/people/person.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        same = Q(assertions__ended_at=None, assertions__verdict=Verdict.SAME)
        return Person.objects.visible_to(request.user).annotate(
            many=Count("assertions", filter=same), last_at=Max("assertions__at")
        )

    def get_urls(self) -> list[URLPattern]:
        view = partial(words_back, self.admin_site.admin_view)
        return [
            path(
                "<str:reference>/name/",
                view(require_POST(self.name_view)),
                name=self.name_of("name"),
            ),
            path(
                "<str:reference>/take-back/",
                view(require_POST(self.take_back_view)),
                name=self.name_of("take-back"),
            ),
            path(
                "<str:reference>/number/",
                view(require_POST(self.number_view)),
                name=self.name_of("number"),
            ),
            path(
                "<str:reference>/number/take-back/",
                view(require_POST(self.number_back_view)),
                name=self.name_of("number-back"),
            ),
            *super().get_urls(),
        ]

    def page_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        return self._shown(request, self._thing(request, address))

    def _shown(
        self, request: HttpRequest, person: Person, form: Number | None = None
    ) -> HttpResponse:
        """Every look leaves a line with the person, and with each source that is shown."""
        user = staff(request)
        standing = queries.sources_of(person, reader=user)
        custody.record("person.viewed", person, by=user)
        views.leave_lines([mention for _said, mention in standing], user)
        person.standing, person.may_judge, person.reader = standing, policies.may_judge(user), user  # type: ignore[attr-defined]
        person.number_form = form or Number()  # type: ignore[attr-defined]
        return self._page(request, person, form=form)

    def number_view(self, request: HttpRequest, reference: str) -> HttpResponse:
        person, form = self._judged(request, reference), Number(request.POST)
        if not form.is_valid():
            return self._shown(request, person, form)
        try:
            numbering.write_down(person.pk, form.said(), by=staff(request))
        except Refusal as no:
            form.add_error("number", str(no))
            return self._shown(request, person, form)
        messages.success(request, str(_("The number is written down.")))
        return HttpResponseRedirect(self.address_of(person))

    def number_back_view(self, request: HttpRequest, reference: str) -> HttpResponse:
        person, form = self._judged(request, reference), TakesBack(request.POST)
        if form.is_valid():
            try:
                numbering.take_back(person.pk, form.cleaned_data["number"], by=staff(request))
            except Refusal as no:
                messages.error(request, str(no))
        return HttpResponseRedirect(self.address_of(person))

    def name_view(self, request: HttpRequest, reference: str) -> HttpResponse:
        person, form = self._judged(request, reference), PreferredName(request.POST)
        name = form.cleaned_data["name"] if form.is_valid() else None
        try:
            people.prefer_name(person.pk, name, by=staff(request))
        except Refusal as no:
            messages.error(request, str(no))
        return HttpResponseRedirect(self.address_of(person))

    def take_back_view(self, request: HttpRequest, reference: str) -> HttpResponse:
        person = self._judged(request, reference)
        views.end(request)
        return HttpResponseRedirect(self.address_of(person))

    def facts(self, thing: Person) -> Facts:
        standing = getattr(thing, "standing", [])
        births = [mention.birth_latest for _said, mention in standing]
        yield _("Name"), thing.preferred_name.full if thing.preferred_name else ""
        yield _("Sources"), len(standing)
        if rules.is_presumed_dead(births, at=localdate()):
            yield _("Living"), _("Presumed dead: born more than 110 years ago")
        yield _("Begun"), date_and_time(thing.made_at)

    def more(self, thing: Person) -> dict[str, Any]:
        standing = getattr(thing, "standing", [])
        gazetteer = Gazetteer()
        same, others = _apart(standing)
        mentions = [mention for _said, mention in same]
        compared = [records.features_of(mention, gazetteer) for mention in mentions]
        return {
            "sources": sources.side_by_side(same, compared),
            "differing": sources.contradictions(mentions, compared),
            "others": [sources.of(mention, said) for said, mention in others],
            "ended": list(queries.history_of(thing, reader=thing.reader)[:50]),  # type: ignore[attr-defined]
            "may_judge": getattr(thing, "may_judge", False),
            "numbers": known_by.of(thing, reader=thing.reader),  # type: ignore[attr-defined]
            "form": getattr(thing, "number_form", None),
        }

    @admin.display(description=_("person"))
    def link(self, person: Person) -> SafeString:
        return self.link_to(person, person.reference)

    @admin.display(description=_("sources"))
    def told_by(self, person: Any) -> int:
        return int(person.many)

    @admin.display(description=_("last judged"))
    def last(self, person: Any) -> str:
        return date_and_time(person.last_at)

    def _judged(self, request: HttpRequest, reference: str) -> Person:
        person = self._thing(request, {"reference": reference})
        if not policies.may_judge(staff(request)):
            raise PermissionDenied
        return person


Told = tuple[IdentityAssertion, PersonMention]


def _apart(standing: list[Told]) -> tuple[list[Told], list[Told]]:
    """Those that tell of the person or may, and those of whom somebody said that they do not."""
    others = [each for each in standing if each[0].verdict == Verdict.NOT_SAME]
    return [each for each in standing if each not in others], others
