"""Testimonies as people hand them in: started, filled page by page, submitted, by the actions."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.filled import Filled
from testimonies.intake.pausing import actions as pausing
from testimonies.models import Draft, Letter, Submission
from tests.restored import restored

STORY = (
    "They came at four in the morning. Mother took the clock from the wall and a sack of flour."
    " We travelled for three weeks in a cattle wagon. I was seven."
)
#: Every page as Ona types it.
PAGES: dict[str, dict[str, list[str]]] = {
    "teller": {"about": ["self"], "relation": [""], "own_name": [""]},
    "alive": {"alive": ["no"]},  # asked of somebody who tells about another person
    "helper": {"helped": ["no"]},
    "name": {"given": ["Ona"], "patronymic": [""], "surname": ["Žemaitytė-Kazlauskienė"]},
    "birth": {
        "birth_0": ["14"],
        "birth_1": ["6"],
        "birth_2": ["1934"],
        "birth_certainty": ["exact"],
        "birth_place": ["Kretinga"],
    },
    "story": {"story": [STORY]},
    "after": {"after": ["I came home in 1958 and became a teacher."]},
    "audience": {"text": ["public"], "documents": ["archive"], "photographs": ["archive"]},
    "shown-as": {"identity": ["first_name"], "pseudonym": [""]},
    "uses": {
        "uses": ["petition_bundle", "education"],
        "scope": ["all"],
        "institutions": [],
    },
    "waiting": {"embargo": ["none"], "until_0": [""], "until_1": [""], "until_2": [""]},
    "contact": {
        "preference": ["email"],
        "name": ["Ona Kazlauskienė"],
        "email": ["ona@example.org"],
        "phone": ["+370 600 11222"],
        "address": [""],
        "through": [""],
        "safe": ["yes"],
    },
}
ENTRIES: dict[str, list[dict[str, list[str]]]] = {
    "other-names": [
        {
            "given": ["Анна"],
            "surname": ["Жемайтите"],
            "patronymic": ["Ионовна"],
            "type": ["as_in_nkvd_file"],
            "script": ["Cyrl"],
            "note": ["The deportation file"],
        }
    ],
    "periods": [
        {
            "type": ["special_settlement"],
            "start_0": ["14"],
            "start_1": ["6"],
            "start_2": ["1941"],
            "start_certainty": ["exact"],
            "start_proof": ["archive"],
            "end_0": [""],
            "end_1": [""],
            "end_2": ["1958"],
            "end_certainty": ["about"],
            "end_proof": ["witnesses"],
            "from_place": ["Kretinga"],
            "to_place": ["Altai, Kamen"],
            "narrative": ["Barracks beside the saw-mill."],
        }
    ],
}


#: Lists of which Ona says nothing.
LISTS = ("journey", "family", "others", "property")


@restored
def a_started_draft(*, language: str = "en") -> drafts.Begun:
    """An empty draft in a case of its own, and its return code."""
    return drafts.start(questions.TESTIMONY, language=language)


def a_way_back(draft_id: int, *, to: str = "ona@example.org") -> str:
    """What stands in the link of the letter with the way back."""
    pausing.send_way_back(draft_id, to=to, language="en")
    return str(Letter.objects.filter(kind="way_back").latest("pk").contents["token"])


@restored
def a_filled_draft(*, language: str = "en", **pages: Any) -> drafts.Begun:
    """Every page answered. ``audience={"text": ["archive"]}`` answers one page differently;
    ``periods=[…]`` and ``other_names=[…]`` replace all entries."""
    begun = a_started_draft(language=language)
    lists: dict[str, list[dict[str, list[str]]]] = {**{key: [] for key in LISTS}, **ENTRIES}
    for page, entries in lists.items():
        for typed in pages.get(page.replace("-", "_"), entries):
            drafts.save_entry(
                begun.draft.pk, page, drafts.add_entry(begun.draft.pk, page), dict(typed)
            )
    others = {page.replace("_", "-") for page in pages} - PAGES.keys() - lists.keys()
    for page, typed in {**PAGES, **{page: {} for page in sorted(others)}}.items():
        different = pages.get(page.replace("-", "_"), {})
        drafts.save_page(begun.draft.pk, page, {**typed, **different}, at_page="check")
    return begun


@restored
def a_submitted_testimony(*, language: str = "en", **pages: Any) -> Submission:
    """Handed in; ``.testimony``, ``.receipt``, ``.case`` and ``.mentions`` hang on it."""
    begun = a_filled_draft(language=language, **pages)
    with translation.override(language):
        filled = Filled(Draft.objects.get(pk=begun.draft.pk), questions.TESTIMONY)
        return intake.submit(
            begun.draft.pk, reading.testimony(filled), questionnaire=questions.TESTIMONY
        )
