"""The questions of a claim, in the order in which they are asked.

Who and about whom is asked only where the case has no testimony that says it.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from testimonies.claims import forms
from testimonies.intake import questions
from testimonies.intake.asking import Circumstances
from testimonies.intake.questionnaire import Answers, Page, Questionnaire
from testimonies.models.case import Kind
from testimonies.models.claim import Head


def _without_testimony(_answers: Answers, about: Circumstances) -> bool:
    return not about.has_testimony


def chosen_heads(answers: Answers) -> list[str]:
    return list(answers.get("heads", {}).get("heads", []))


def _page_of(head: Head) -> Page:
    """The page of one head; asked when the head is chosen."""

    def is_chosen(answers: Answers, _about: Circumstances) -> bool:
        return head in chosen_heads(answers)

    return Page(
        key=f"head-{head.value.replace('_', '-')}",
        heading=head.label,
        form=forms.OneHead,
        intro=_("An amount is never needed."),
        when=is_chosen,
    )


STANDING = Page(
    key="standing",
    heading=_("In what capacity you claim"),
    form=forms.InWhatCapacity,
    why=_("The laws let some people claim for themselves and some for others."),
)
PAPERS = replace(
    questions.PAPERS,
    intro=_(
        "Add what supports the claim, one file at a time. What you have added before is still"
        " there. You can also go on without any."
    ),
)
HEADS = Page(key="heads", heading=_("What you claim for"), form=forms.Heads)
PAGE_OF_HEAD: dict[str, Page] = {head.value: _page_of(head) for head in Head}
EARLIER = Page(
    key="earlier",
    heading=_("What has been recognised before"),
    form=forms.Earlier,
    why=_("Institutions ask it, and an honest answer helps your claim."),
)
FORUM = Page(key="forum", heading=_("The country"), form=forms.Forum)
RECEIVERS = Page(
    key="receivers",
    heading=_("To whom it may go"),
    intro=_("A claim is never public. It goes to the institutions that you name, encrypted."),
    form=forms.WhoReceives,
)

CLAIM = Questionnaire(
    kind=Kind.CLAIM,
    pages=[
        *(
            replace(page, when=_without_testimony)
            for page in (
                questions.TELLER,
                questions.NAME,
                questions.OTHER_NAMES,
                questions.BIRTH,
            )
        ),
        STANDING,
        PAPERS,
        HEADS,
        *PAGE_OF_HEAD.values(),
        EARLIER,
        FORUM,
        RECEIVERS,
        questions.CONTACT,
    ],
    consent=frozenset({"receivers"}),
)
