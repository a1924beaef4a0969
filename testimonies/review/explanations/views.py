"""The page on which a decision is explained: the letter of its reason, to be read and changed.

Mounted by the admin. What is pressed there is the verb itself.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.models import User
from testimonies.models import Submission
from testimonies.review.explanations import wording
from testimonies.review.verb import Verb
from testimonies.review.verbs import VERBS

ONLY_REASON = "duplicate"


@require_GET
def explain(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    user, verb = request.user, VERBS.get(slug)
    if verb is None or verb.choice is None or not isinstance(user, User):
        raise Http404
    found = Submission.objects.visible_to(user).select_related("case", "testimony", "claim")
    submission = get_object_or_404(found, reference=reference)
    if not verb.may(user, submission):
        raise PermissionDenied
    choice = verb.choice(request.GET)
    if not choice.is_valid():
        return page(request, submission, verb, choice)
    said = choice.cleaned_data
    words = wording.letter(verb.decision, said.get("reason", ONLY_REASON), submission.language)
    form = verb.form(prefix=slug, initial={**said, "explanation": words})
    return page(request, submission, verb, form)


def page(
    request: HttpRequest, submission: Submission, verb: Verb, form: forms.Form
) -> HttpResponse:
    """The letter, or what has to be chosen before there is one."""
    is_letter = "explanation" in form.fields
    if is_letter:
        chosen = {name: form[name].value() for name in form.fields if name != "explanation"}
        for name in chosen:
            if not (form.errors.get(name) or form.non_field_errors()):
                form.fields[name].widget = forms.HiddenInput()
        form.fields["explanation"].widget.attrs |= {"lang": submission.language, "rows": 14}
    else:
        chosen = {}
    reason = str(chosen.get("reason", ONLY_REASON))
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": submission.reference,
        "heading": verb.label,
        "submission": submission,
        "verb": verb,
        "form": form,
        "is_letter": is_letter,
        "standing": request.POST.get("seen") or request.GET.get("seen", ""),
        "chosen": [] if form.non_field_errors() else _in_words(form, chosen),
        "yours": _in_your_language(verb, reason, submission) if is_letter else "",
    }
    return TemplateResponse(request, "testimonies/review/explain.html", context)


def _in_words(form: forms.Form, chosen: dict[str, Any]) -> list[tuple[str, str]]:
    told = []
    for name, value in chosen.items():
        choices = dict(getattr(form.fields[name], "choices", ()))
        told.append((str(form.fields[name].label), str(choices.get(value, value) or "")))
    return told


def _in_your_language(verb: Verb, reason: str, submission: Submission) -> str:
    """Whoever decides need not know the language of the letter to know what it says."""
    own = (get_language() or wording.COMMON).partition("-")[0]
    return "" if own == submission.language else wording.letter(verb.decision, reason, own)
