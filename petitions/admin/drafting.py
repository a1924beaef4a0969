"""The pages on which a petition is drafted, edited, and looked at before anybody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from petitions.campaigns import actions as campaigns
from petitions.campaigns import queries, views
from petitions.campaigns.forms import DraftForm, as_it_stands
from petitions.models import Petition
from testimonies.admin.desk import ButtonDesk, staff
from testimonies.errors import Refusal
from testimonies.institutions import records as institutions
from testimonies.models.switch import Part
from testimonies.switches import queries as switches

DRAFTS = "petitions.draft_petition"


@dataclass(frozen=True)
class Saved:
    """What somebody else has saved while this person was typing, beside what was typed."""

    anchor: str
    language: str
    label: str
    words: str


class DraftingDesk(ButtonDesk[Petition]):
    address = ("slug", "slug")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("add/", view(self.draft_view), name=self.name_of("add")),
            path("<slug:slug>/edit/", view(self.edit_view), name=self.name_of("edit")),
            path(
                "<slug:slug>/preview/<str:language>/",
                view(self.preview_view),
                name=self.name_of("preview"),
            ),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DRAFTS)

    def draft_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(DRAFTS):
            raise PermissionDenied
        if request.method != "POST":
            if not switches.is_on(Part.NEW_PETITIONS):
                sentence = _("No petition can be drafted for a while: it is switched off.")
                messages.warning(request, sentence)
            return self._form_page(request, DraftForm())
        form = DraftForm(request.POST)
        if form.is_valid():
            try:
                petition = campaigns.draft(form.plan(), by=staff(request))
            except Refusal as no:
                form.add_error(None, str(no))
            else:
                return self._saved(request, petition)
        return self._form_page(request, form)

    def edit_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not request.user.has_perm(DRAFTS):
            raise PermissionDenied
        petition = self._thing(request, {"slug": slug})
        if request.method != "POST":
            return self._form_page(request, DraftForm(initial=as_it_stands(petition)), petition)
        form = DraftForm(request.POST)
        if form.is_valid():
            plan = form.plan(_order(petition))
            seen = form.cleaned_data["version"] or 0
            try:
                edited = campaigns.edit(petition.pk, plan, version=seen, by=staff(request))
            except campaigns.Outdated:
                return self._overtaken(request, form, petition)
            except Refusal as no:
                form.add_error(None, str(no))
            else:
                return self._saved(request, edited)
        return self._form_page(request, form, petition)

    def preview_view(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        petition = self._thing(request, {"slug": slug})
        found = queries.preview(petition, language) if language in _LANGUAGES else None
        if found is None:
            raise Http404
        with translation.override(language):
            words = views.words_of(found) | {
                "previews": [self._preview(petition, code) for code in found.languages],
                "desk_url": self.address_of(petition),
            }
            return render(request, "petitions/campaigns/petition.html", words)

    def previews(self, petition: Petition) -> list[tuple[str, str, str]]:
        """Language, its own name, and where the petition is seen in it."""
        written = {text.language for text in petition.texts.all()}
        return [self._preview(petition, code) for code in _LANGUAGES if code in written]

    def readable(self, petition: Petition) -> list[tuple[str, str, str]]:
        """The same; the public pages once there are some."""
        previews = self.previews(petition)
        if petition.opened_at is None:
            return previews
        return [(code, name, _public(petition, code)) for code, name, _address in previews]

    def _preview(self, petition: Petition, language: str) -> tuple[str, str, str]:
        page = self.address_of(petition)
        return language, get_language_info(language)["name_local"], f"{page}preview/{language}/"

    def _saved(self, request: HttpRequest, petition: Petition) -> HttpResponse:
        messages.success(request, _("The draft is saved."))
        return HttpResponseRedirect(self.address_of(petition))

    def _overtaken(
        self, request: HttpRequest, form: DraftForm, petition: Petition
    ) -> HttpResponse:
        """Both versions are before this person's eyes; only a second press replaces the other."""
        current = self._thing(request, {"pk": petition.pk})
        saved = as_it_stands(current)
        form.data = {**dict(form.data.items()), "version": str(saved["version"])}
        form.add_error(
            None,
            _(
                "Somebody else has saved this draft while you were writing. Yours is not saved "
                "yet and stands below. What they saved differently stands beside it; if you press "
                "the button again, yours takes its place."
            ),
        )
        return self._form_page(request, form, current, _differing(form, saved))

    def _form_page(
        self,
        request: HttpRequest,
        form: DraftForm,
        petition: Petition | None = None,
        saved: list[Saved] | None = None,
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Edit the draft") if petition else _("Draft a petition"),
            "form": form,
            "petition": petition,
            "failed": form if form.errors else None,
            "saved_by_others": saved,
            "places": [
                (field, [institutions.conditions(each) for each in institution.profiles.all()])
                for institution, field in form.choices()
            ],
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "petitions/admin/draft.html", context, status=status)


def _public(petition: Petition, language: str) -> str:
    with translation.override(language):
        return reverse("petitions:petition", args=[petition.slug])


_LANGUAGES = [code for code, _name in settings.LANGUAGES]


def _order(petition: Petition) -> dict[str, int]:
    codes = petition.targets.values_list("profile__code", flat=True)
    return {code: place for place, code in enumerate(codes)}


def _differing(form: DraftForm, saved: dict[str, Any]) -> list[Saved]:
    found = []
    for name, field in form.fields.items():
        theirs, ours = saved.get(name) or "", form.cleaned_data.get(name) or ""
        if name != "version" and theirs != ours:
            language = name.rpartition("-")[2] if name.rpartition("-")[2] in _LANGUAGES else ""
            label = f"{field.label} ({language})" if language else str(field.label)
            words = str(dict(getattr(field, "choices", ())).get(theirs, theirs))
            found.append(Saved(form[name].id_for_label, language, label, words or "–"))
    return found
