"""Bundles: what was frozen, how it was sealed, and the door through which it leaves."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import User
from petitions import tasks
from petitions.admin import holding, naming, release
from petitions.bundles import actions as bundles
from petitions.bundles import seal
from petitions.deliveries.failing import actions as failing
from petitions.models import Bundle
from petitions.models.bundle import State
from testimonies import nudge
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason, staff
from testimonies.templatetags.components import date_and_time, state_tag

TAGS: dict[str, str] = {
    State.FROZEN: "calm",
    State.WRITTEN: "calm",
    State.SEALED: "wait",
    State.PROPOSED: "wait",
    State.RELEASED: "good",
    State.FAILED: "bad",
    State.DISCARDED: "calm",
}


#: By the names under which a bundle counts.
_COUNTED = {
    "signatures": ngettext_lazy("%(number)s signature", "%(number)s signatures", "number"),
    "withdrawals": ngettext_lazy(
        "%(number)s withdrawal notice", "%(number)s withdrawal notices", "number"
    ),
    "testimonies": ngettext_lazy("%(number)s testimony", "%(number)s testimonies", "number"),
    "claims": ngettext_lazy("%(number)s claim", "%(number)s claims", "number"),
    "notices": ngettext_lazy(
        "%(number)s notice about a record taken back",
        "%(number)s notices about records taken back",
        "number",
    ),
}


def discard(bundle: Bundle, user: User, said: dict[str, Any]) -> None:
    bundles.discard(bundle.pk, by=user, reason=said["reason"])
    nudge.after_commit(tasks.finish_bundle, bundle.pk)


def freeze_anew(bundle: Bundle, user: User, said: dict[str, Any]) -> None:
    frozen = bundles.freeze_anew(bundle.pk, by=user, reason=said["reason"])
    for each in (bundle.pk, frozen.pk):
        nudge.after_commit(tasks.finish_bundle, each)


def may_be_discarded(bundle: Bundle) -> bool:
    """Of a released one only while no channel was asked, or nobody fetched it from our desk."""
    if bundle.state == State.RELEASED:
        return bundle.delivery.begun_at is None or bundle.delivery.is_offered
    return bundle.state != State.DISCARDED


def try_again(bundle: Bundle, user: User, _said: dict[str, Any]) -> None:
    bundles.try_again(bundle.pk, by=user)
    nudge.after_commit(tasks.finish_bundle, bundle.pk)


def seal_again(bundle: Bundle, user: User, _said: dict[str, Any]) -> None:
    bundles.seal_again(bundle.pk, by=user)
    nudge.after_commit(tasks.finish_bundle, bundle.pk)


@admin.register(Bundle)
class BundleDesk(ButtonDesk[Bundle]):
    list_display = ("link", "petition", "what", "shown_state", "cut_off_at", "trouble")
    list_filter = ("state", "content")
    ordering = ("-pk",)
    page_template = "petitions/admin/bundle.html"
    buttons = (
        *release.BUTTONS,
        Button(
            "try-again",
            _("Try again now"),
            _("It is being made again."),
            "petitions.release_bundle",
            fits=lambda bundle: bundle.state == State.FAILED,
            act=try_again,
        ),
        Button(
            "seal-again",
            _("Seal again"),
            _("It is being sealed again."),
            "petitions.release_bundle",
            fits=bundles.can_be_sealed_better,
            act=seal_again,
        ),
        Button(
            "freeze-anew",
            _("Freeze anew"),
            _("It is discarded. What still stands was frozen under the next number."),
            "petitions.release_bundle",
            fits=may_be_discarded,
            act=freeze_anew,
            form=Reason,
            needs_fresh_login=True,
        ),
        Button(
            "discard",
            _("Discard"),
            _("It is discarded. What it held goes with the next number."),
            "petitions.release_bundle",
            fits=may_be_discarded,
            act=discard,
            form=Reason,
            look="careful",
            needs_fresh_login=True,
        ),
        *holding.OF_BUNDLES,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bundle]:
        found = super().get_queryset(request)
        return found.select_related(
            "target__petition",
            "target__profile__institution",
            "proposed_by",
            "released_by",
            "discarded_by",
            "delivery",
        )

    def get_urls(self) -> list[URLPattern]:
        look = reauthentication_required(require_GET(self.leaving_view))
        place = path(
            "<uuid:uuid>/leaving/", self.admin_site.admin_view(look), name=self.name_of("leaving")
        )
        letters = self.admin_site.admin_view(self.letters_view)
        return [
            place,
            path("letters/", letters, name=self.name_of("letters")),
            *super().get_urls(),
        ]

    def letters_view(self, request: HttpRequest) -> HttpResponse:
        """Whether this officer gets a letter when something fails."""
        user = staff(request)
        if not user.has_perm(release.RELEASES):
            raise PermissionDenied
        if request.method == "POST":
            change = failing.watch if request.POST.get("watch") == "yes" else failing.stop_watching
            change(by=user)
            return HttpResponseRedirect(reverse(f"admin:{self.name_of('letters')}"))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Letters about failures"),
            "is_watching": failing.is_watching(user),
        }
        return TemplateResponse(request, "petitions/admin/failure_letters.html", context)

    def leaving_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        bundle = self._thing(request, address)
        release.look(bundle, staff(request))
        return release.page(self, request, bundle)

    def more(self, thing: Bundle) -> dict[str, Any]:
        return release.door(self, thing)

    def _page(
        self,
        request: HttpRequest,
        thing: Bundle,
        failed: Button | None = None,
        form: forms.Form | None = None,
    ) -> HttpResponse:
        if release.is_asked_here(failed):
            return release.page(self, request, thing, failed, form)
        return super()._page(request, thing, failed, form)

    def title_of(self, thing: Bundle) -> str:
        return naming.of_bundle(thing)

    def facts(self, thing: Bundle) -> Facts:
        yield _("State"), self.shown_state(thing)
        yield _("What is wrong"), _problem(thing) or release.changed(thing)
        if thing.state == State.FAILED and not thing.stopped_at:
            yield _("Next attempt"), date_and_time(thing.next_attempt_at)
        yield _("Petition"), thing.target.petition.slug
        yield _("Institution"), naming.link_to_target(thing.target)
        yield _("Number of the bundle"), thing.number
        yield _("Content"), thing.get_content_display()
        yield _("Counts"), _in_words(thing.frozen.get("counts", {}))
        yield _("Cut-off"), date_and_time(thing.cut_off)
        yield _("Why it was made"), _why(thing)
        yield _("Frozen"), date_and_time(thing.frozen_at)
        yield _("Identity"), thing.identity
        yield _("File"), thing.path
        yield _("Size"), filesizeformat(thing.size) if thing.size else ""
        yield "SHA-256", thing.sha256
        yield _("Seal"), _seal_in_words(thing.seal_level)
        yield (
            _("Valid, says the DigiDoc library"),
            _yes_or_no(thing.is_valid) if thing.sealed_at else "",
        )
        yield _("Sealed"), date_and_time(thing.sealed_at)
        for copy in thing.archive_copies.order_by("part"):
            yield _("Archive copy"), copy.problem or date_and_time(copy.stamped_at)
            yield _("Archive copy is good until"), date_and_time(copy.good_until)
        yield from release.facts(thing)
        if delivery := getattr(thing, "delivery", None):
            yield _("Delivery"), naming.link_to_delivery(delivery)
        yield from _discarded(thing)

    @admin.display(description=_("bundle"))
    def link(self, bundle: Bundle) -> SafeString:
        return self.link_to(bundle, f"{bundle.target.profile.institution.code} {bundle.number}")

    @admin.display(description=_("petition"))
    def petition(self, bundle: Bundle) -> str:
        return bundle.target.petition.slug

    @admin.display(description=_("content"))
    def what(self, bundle: Bundle) -> str:
        return bundle.get_content_display()

    @admin.display(description=_("state"))
    def shown_state(self, bundle: Bundle) -> SafeString:
        return state_tag(bundle.get_state_display(), TAGS[bundle.state])

    @admin.display(description=_("cut-off"))
    def cut_off_at(self, bundle: Bundle) -> str:
        return date_and_time(bundle.cut_off)

    @admin.display(description=_("what is wrong"))
    def trouble(self, bundle: Bundle) -> str:
        return _problem(bundle) or "–"


def _problem(bundle: Bundle) -> str:
    """A bare seal is said in our words; the library has only the name of what is missing."""
    is_bare = bundle.seal_level == "B" and bundle.state in release.WAITING
    return "" if is_bare else bundle.problem


def _discarded(bundle: Bundle) -> Facts:
    yield _("Discarded by"), bundle.discarded_by and bundle.discarded_by.email
    yield _("Discarded"), date_and_time(bundle.discarded_at)
    yield _("Why it was discarded"), bundle.discard_reason
    yield _("Its time was over"), date_and_time(bundle.forgotten_at)
    yield _("Files removed"), date_and_time(bundle.removed_at)
    yield from holding.facts(bundle)


def _why(bundle: Bundle) -> str:
    because = bundle.get_because_display()
    return f"{because}: {bundle.reason}" if bundle.reason else because


def _in_words(counts: dict[str, Any]) -> str:
    """What is counted by kind; how many came from where stands in the bundle itself."""
    known = ((counts[name], words) for name, words in _COUNTED.items() if name in counts)
    return ", ".join(str(words % {"number": number}) for number, words in known)


def _seal_in_words(level: str) -> Any:
    """What a level means for whoever opens the file."""
    if level == "B" and seal.configured_level() == "B":
        return _(
            "Level B, without a timestamp: it shows that nothing was changed, but not when it was"
            " sealed, and DigiDoc calls it not yet valid. Ask whoever keeps the installation to"
            " set TSA_URL; then it can be sealed again here, before it leaves."
        )
    if level == "B":
        return _(
            "Level B, without a timestamp: DigiDoc calls it not yet valid. A timestamp service is"
            " set up now: seal it again before it leaves."
        )
    if level == "B-LT":
        return _("Level B-LT: with a timestamp and the proof that the certificate was good.")
    return level


def _yes_or_no(answer: bool | None) -> Any:
    return _("not asked") if answer is None else _("yes") if answer else _("no")
