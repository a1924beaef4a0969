"""The two pages: the question whether to open it, and the page itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from testimonies.intake import examples
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.questionnaire import Answers, Page
from testimonies.intake.sealed import forms


def wants_it(answers: Answers, _about: Circumstances) -> bool:
    return bool(answers.get("one-more-page", {}).get("open") == ["yes"])


def is_told(answers: Answers) -> bool:
    """Whether anything stands on the sealed page, or may be claimed for."""
    typed = answers.get("under-seal", {})
    is_claimed = not {forms.Goes.HEAD, forms.Goes.WORDS}.isdisjoint(typed.get("goes", []))
    return is_claimed or any(word.strip() for word in typed.get("sealed", []))


ONE_MORE = Page(
    key="one-more-page",
    heading=_("One more page, only if you want it"),
    form=forms.OneMorePage,
    instead=(),
    is_sealed=True,
    examples=examples.ONE_MORE,
)
UNDER_SEAL = Page(
    key="under-seal",
    heading=_("Under seal"),
    intro=_("You have opened this page. You can go back, or leave it, at any moment."),
    form=forms.UnderSeal,
    when=wants_it,
    is_sealed=True,
    examples=examples.UNDER_SEAL,
)
