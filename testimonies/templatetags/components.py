"""The parts of pages: block components, and words for dates, countries, languages and figures."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import segno
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.forms import BaseForm, BaseFormSet, Field
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from testimonies.redactions.shown import Marked

register = template.Library()

# Babel's plain "en" is American: month first.
LOCALES = {"en": "en_GB"}
TAGS = frozenset({"", "wait", "good", "bad", "calm"})


@dataclass(frozen=True)
class Mistake:
    anchor: str
    sentence: str


@register.simple_block_tag
def panel(content: SafeString, title: str = "", level: int = 2) -> SafeString:
    """A framed part of a page: ``{% panel title="What happens next" %}…{% endpanel %}``."""
    if not title:
        return format_html('<div class="panel">{}</div>', content)
    name = f"panel-{slugify(title, allow_unicode=True)}"
    return format_html(
        '<section class="panel" aria-labelledby="{0}"><h{1} id="{0}">{2}</h{1}>{3}</section>',
        name,
        level,
        title,
        content,
    )


@register.simple_block_tag
def note(content: SafeString, kind: str = "") -> SafeString:
    """A remark beside the text; the kind is "", "care", "good" or "bad"."""
    css = f"note note-{kind}" if kind else "note"
    return format_html('<div class="{}">{}</div>', css, content)


@register.filter
def unbroken(name: str) -> SafeString:
    """A reference stays on one line: a narrow page would break it at a hyphen of its own."""
    return format_html('<span class="unbroken" translate="no">{}</span>', name)


@register.filter
def in_fours(letters: str) -> str:
    """For whoever types them from the page; it breaks between them where a page is narrow."""
    return " ".join(textwrap.wrap(letters, 4))


@register.filter
def quoted(words: str) -> str:
    """In the quotation marks of the language; nothing around nothing."""
    return _("“%(words)s”") % {"words": words} if words else ""


@register.simple_tag
def state_tag(label: str | Promise, kind: str = "") -> SafeString:
    """A state in words; the kind ("wait", "good", "bad", "calm") only colours it."""
    css = f"tag tag-{kind}" if kind in TAGS and kind else "tag"
    return format_html('<strong class="{}">{}</strong>', css, label)


@register.simple_tag
def marked(answer: Marked, language: str) -> SafeString:
    """An answer, letter by letter as it is kept, with what is covered in it marked."""
    told = format_html_join(
        "",
        "{}",
        (
            (format_html('<mark class="cover-{}">{}</mark>', each.state, each.words),)
            if each.state
            else (each.words,)
            for each in answer.pieces
        ),
    )
    place = '<div class="desk-story cover-words" lang="{}" data-answer="{}">{}</div>'
    return format_html(place, language, answer.question, told)


@register.simple_tag
def question(field: BoundField) -> SafeString:
    """The only field of a page: its label is the heading."""
    return SafeString(field.render("django/forms/field.html", {"field": field, "heading": True}))


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[BaseForm] | str | None) -> dict[str, object]:
    """Everything that is wrong, each line a link to its field. Takes forms and formsets."""
    return {"mistakes": [mistake for form in forms for mistake in mistakes_in(form)]}


@register.inclusion_tag("components/help_line.html")
def help_line() -> dict[str, object]:
    """How to reach a person. Reads the settings, since an error page has no context."""
    return {
        "phone": settings.HELP_PHONE,
        "hours": settings.HELP_HOURS,
        "email": settings.HELP_EMAIL,
    }


@register.filter
def day_month_year(day: date | datetime | None) -> str:
    """``19 September 2025``: the month in words, in the order that the language uses."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = localtime(day).date()
    return _in_words(day, babel_locale())


#: Its full stop would stand beside that of the sentence.
UKRAINIAN_YEAR = "\u202fр."


@lru_cache(maxsize=4096)
def _in_words(day: date, locale: Locale) -> str:
    """A list says the same days again and again."""
    return format_date(day, format="long", locale=locale).replace(UKRAINIAN_YEAR, " року")


@register.filter
def date_and_time(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return f"{day_month_year(moment)}, {localtime(moment):%H:%M}"


@register.filter
def date_and_time_there(moment: datetime | None) -> str:
    """With how far it is from universal time, for readers in other countries."""
    return "" if moment is None else f"{date_and_time(moment)} ({localtime(moment):%z})"


@register.filter
def figure(number: int | None) -> str:
    """``8 214``, grouped as the language groups."""
    return "" if number is None else format_decimal(number, locale=babel_locale())


@register.filter
def tel(phone: str) -> str:
    """A phone number as people write it → the address that dials it."""
    return "tel:" + "".join(sign for sign in phone if sign.isdigit() or sign == "+")


@register.filter
def inline_svg(drawing: str) -> SafeString:
    """SECURITY: only for drawings that our own code made; nothing is escaped."""
    return SafeString(drawing[drawing.index("<svg") :])


@register.simple_tag
def way_back() -> SafeString:
    """The code that a telephone reads, to the page where a return code is written.

    SECURITY: the return code is not in it. Telephones keep the addresses that they have read.
    """
    return SafeString(_drawn(settings.SITE_URL + reverse("testimonies:return")))


@cache
def _drawn(address: str) -> str:
    return segno.make(address, error="m").svg_inline(border=2, omitsize=True)


@register.simple_tag
def language_name(code: str) -> str:
    """The language's name in the language of the page; the code where nobody knows a name."""
    return str(babel_locale().languages.get(code, code))


@register.simple_tag
def country_name(code: str) -> str:
    """The name of an ISO 3166 code in the language of the page."""
    return str(babel_locale().territories.get(code.upper(), code))


def babel_locale() -> Locale:
    return _locale(get_language() or settings.LANGUAGE_CODE)


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(LOCALES.get(code, code), sep="-" if "-" in code else "_")


def mistakes_in(form: BaseForm | BaseFormSet[BaseForm] | str | None) -> Iterator[Mistake]:
    if isinstance(form, BaseFormSet):
        if form.is_bound:
            yield from (Mistake("", str(sentence)) for sentence in form.non_form_errors())
        for each in form.forms:
            yield from mistakes_in(each)
    elif isinstance(form, BaseForm) and form.errors:
        yield from (Mistake("", str(sentence)) for sentence in form.non_field_errors())
        for field in (form[name] for name in form.fields if name in form.errors):
            yield from (
                Mistake(anchor(field), in_place(field, str(error))) for error in field.errors
            )


def in_place(field: BoundField, sentence: str) -> str:
    """Django's own words for an empty field say nothing away from it: add its label."""
    empty = str(Field.default_error_messages["required"])
    if sentence != empty:
        return sentence
    label = str(field.label)
    return f"{label} {sentence}" if label.endswith(("?", ".", "!")) else f"{label}: {sentence}"


def anchor(field: BoundField) -> str:
    """The id of the control to go to; of a group, its first."""
    if field.is_hidden:
        return ""
    return field.id_for_label or f"{field.auto_id}_0"
