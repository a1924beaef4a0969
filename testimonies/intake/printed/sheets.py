"""What stands on a printed form, page by page, read from the questionnaire that browsers see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import CharField, CheckboxSelectMultiple, Field, MultipleChoiceField, Textarea
from django.utils.translation import gettext as _

from testimonies.claims.questions import CLAIM
from testimonies.claims.rules import Authority
from testimonies.intake import numbers, queries
from testimonies.intake.asking import ThreeParts
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.consent.forms import YES
from testimonies.intake.instead import Instead
from testimonies.intake.printed import short
from testimonies.intake.printed.form_code import Asks
from testimonies.intake.printed.short import Length
from testimonies.intake.questionnaire import FilesPage, ManyPage, Page, Questionnaire
from testimonies.intake.questions import TESTIMONY
from testimonies.intake.sealed.pages import ONE_MORE, UNDER_SEAL
from testimonies.intake.teller.forms import ABOUT, DIED, MEMBER
from testimonies.models.case import Voice
from testimonies.models.claim import Head

Words = dict[str, Any]

#: How many entries are printed of a page that collects them. Copies of the sheet do for more.
ENTRIES: Mapping[str, int] = {"other-names": 2, "periods": 2, "family": 2}
PAPERS = 8
LINES_OF_STORY = 12
#: What is answered by choosing this form and no other: (page, control) → what is left of it.
SAID: dict[Voice, dict[tuple[str, str], frozenset[str]]] = {
    Voice.SELF: {("teller", "about"): frozenset({"self"})},
    Voice.LIVING: {
        ("teller", "about"): frozenset(key for key, _label in ABOUT) - {"self", MEMBER},
        ("alive", "alive"): frozenset({"yes", "unknown"}),
    },
    Voice.DEAD: {
        ("teller", "about"): frozenset(key for key, _label in ABOUT) - {"self", MEMBER},
        ("alive", "alive"): frozenset({DIED}),
    },
    Voice.ORGANISATION: {("teller", "about"): frozenset({MEMBER})},
}
#: Of a form about oneself: nobody else is spoken of.
ONLY_OF_ANOTHER = frozenset({("teller", "relation"), ("teller", "own_name")})
#: A few letters each: such neighbours share a line.
NARROW = frozenset({"amount", "currency", "money_of"})
#: On paper there is nothing to choose a file with.
NOT_ON_PAPER = frozenset({("papers", "file"), ("papers", "part_of"), ("papers", "kind")})


@dataclass(frozen=True)
class Section:
    """Questions of one questionnaire; a form for both has two."""

    questionnaire: Questionnaire
    pages: tuple[Page, ...]
    about: Circumstances
    length: Length = Length.WHOLE
    #: The country that was chosen with the form.
    country: str = ""

    @property
    def is_short(self) -> bool:
        return self.length == Length.SHORT

    def entries(self, page: Page) -> int:
        return short.ENTRIES if self.is_short else ENTRIES.get(page.key, 1)

    def is_brief(self, page: Page) -> bool:
        """What is asked of thirteen harms in the same words is explained at the first of them."""
        same = [each.key for each in self.pages if short.is_said_briefly(each.key)]
        return page.key in same and (self.is_short or page.key != same[0])

    def asks(self, page: Page, control: str) -> bool:
        return not self.is_short or short.asks_control(page.key, control)

    def said(self, page: Page, control: str) -> frozenset[str] | None:
        if (page.key, control) == ("forum", "country") and self.country:
            return frozenset({self.country})
        return SAID[self.about.voice].get((page.key, control))


def questionnaires(asks: Asks) -> tuple[Questionnaire, ...]:
    match asks:
        case Asks.TESTIMONY:
            return (TESTIMONY,)
        case Asks.BOTH:
            return (TESTIMONY, CLAIM)
        case _:
            return (CLAIM,)


def sections(
    asks: Asks, voice: Voice, length: Length = Length.WHOLE, country: str = ""
) -> list[Section]:
    about = Circumstances(
        voice=voice, institutions=queries.institutions(country), operations=queries.operations()
    )
    made: list[Section] = []
    printed: set[str] = set()
    for each in questionnaires(asks):
        pages = [page for page in each.pages if page.key not in printed]
        pages = [page for page in pages if _is_printed(page, asks, voice)]
        if length == Length.SHORT:
            pages = [page for page in pages if short.asks_page(page.key)]
        printed |= {page.key for page in pages}
        made.append(Section(each, tuple(pages), about, length, country))
    return made


def pages(section: Section) -> Iterator[Words]:
    """What the template is given of each page; every entry is a page of its own."""
    for page in section.pages:
        for number in range(1, section.entries(page) + 1):
            yield _page(page, section, number if isinstance(page, ManyPage) else 0)


def _is_printed(page: Page, asks: Asks, voice: Voice) -> bool:
    """What a browser would be asked that answers everything; under seal only what is asked for."""
    if asks == Asks.SEALED or page.key == UNDER_SEAL.key:
        return asks == Asks.SEALED and page.key == UNDER_SEAL.key
    another = voice != Voice.SELF
    about = Circumstances(voice=voice, papers=(("", ""),) if another else ())
    return page.when(_answers(voice), about)


def _answers(voice: Voice) -> dict[str, Any]:
    return {
        "teller": {"about": [min(SAID[voice]["teller", "about"])]},
        "heads": {"heads": [head.value for head in Head]},
        "earlier": {"earlier": [YES]},
        "standing": {"authority": [Authority.POWER_OF_ATTORNEY]},
    }


def _page(page: Page, section: Section, entry: int) -> Words:
    voice, is_further = section.about.voice, entry > 1
    heading = page.title(voice)
    if isinstance(page, ManyPage) and is_further:
        heading = str(page.entry_heading)
    return {
        "number": numbers.of_page(page.key),
        "heading": f"{heading} ({entry})" if section.entries(page) > 1 else heading,
        "intro": "" if is_further or section.is_brief(page) else _intro(page, voice),
        "fields": _asked(page, section),
        "instead": [] if is_further or section.is_short else _instead(page),
    }


def _instead(page: Page) -> list[str]:
    return [str(each.label) for each in page.instead if each != Instead.LATER]


def _intro(page: Page, voice: Voice) -> str:
    return "" if isinstance(page, FilesPage) else page.opening(voice)


def _asked(page: Page, section: Section) -> list[Words]:
    if isinstance(page, FilesPage):
        return _papers(page, short.PAPERS if section.is_short else PAPERS)
    return _one_more() if page.key == ONE_MORE.key else list(_fields(page, section))


def _one_more() -> list[Words]:
    """Nobody meets the page about sexual violence who has not asked for it."""
    label = _("There is a separate sheet about sexual violence, for whoever wants it.")
    hint = _(
        "Nobody asks you to. What is written there is sealed: it is in no list, no search, and not"
        " in the archive."
    )
    options = [_("Please send me that sheet")]
    return [
        {"kind": "many", "number": numbers.of_control(ONE_MORE.key, "open"), "label": label,
         "hint": hint, "rows": 0, "choices": [{"heading": "", "options": options}]}
    ]  # fmt: skip


def _papers(page: Page, rows: int) -> list[Words]:
    label = _("What you enclose. Please send copies and keep the originals.")
    return [
        {"kind": "rows", "number": numbers.of_page(page.key), "label": label, "hint": "",
         "rows": rows, "choices": []}
    ]  # fmt: skip


def _fields(page: Page, section: Section) -> Iterator[Words]:
    form = page.form(about=section.about)
    for name, field in form.fields.items():
        place = (page.key, name)
        is_left_out = form.about.voice == Voice.SELF and place in ONLY_OF_ANOTHER
        if name.endswith("_certainty") or place in NOT_ON_PAPER or is_left_out:
            continue
        if not section.asks(page, name):
            continue
        words: Words = {
            "number": numbers.of_control(page.key, name),
            "label": str(field.label or ""),
            "hint": "" if section.is_brief(page) else str(field.help_text or ""),
            "narrow": name in NARROW,
        }
        asked = words | _room(field, section.said(page, name))
        if section.is_short:
            asked["rows"] = short.LINES.get(name, asked["rows"])
        elif sure := form.fields.get(f"{name}_certainty"):
            asked["sure"] = {
                "number": numbers.of_control(page.key, f"{name}_certainty"),
                "label": str(sure.label),
                "choices": _choices(sure, None),
            }
        yield asked


def _room(field: Field, left: frozenset[str] | None) -> Words:
    """The boxes or lines that a question gets."""
    if isinstance(field, ThreeParts):
        return {"kind": "date", "rows": 0, "choices": []}
    if choices := _choices(field, left):
        is_many = isinstance(field, MultipleChoiceField)
        is_ticked = left is not None and len(left) == 1
        kind = "ticked" if is_ticked else "many" if is_many else "one"
        return {"kind": kind, "rows": 0, "choices": choices}
    if isinstance(field, CharField) and isinstance(field.widget, Textarea):
        return {"kind": "lines", "rows": _rows(int(field.widget.attrs["rows"])), "choices": []}
    is_list = isinstance(field.widget, CheckboxSelectMultiple)
    return {"kind": "lines", "rows": 2 if is_list else 1, "choices": []}


def _rows(on_screen: int) -> int:
    return 2 * on_screen if on_screen >= LINES_OF_STORY else on_screen


def _choices(field: Field, left: frozenset[str] | None) -> list[Words]:
    """Groups of tick boxes; a heading where there are several."""
    groups: list[Words] = []
    loose: list[str] = []
    for key, label in getattr(field, "choices", ()):
        if isinstance(label, list | tuple):
            groups.append({"heading": str(key), "options": [str(words) for _key, words in label]})
        elif left is None or key in left:
            loose.append(str(label))
    only_unknown = len(loose) == 1 and left is None
    if loose and not only_unknown:
        groups.append({"heading": "", "options": loose})
    return groups
