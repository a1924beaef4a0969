"""The countries of the world in the language of the page, those most signers live in first."""

import re
from functools import cache

from babel import Locale
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

#: Where the petition comes from, and where most of their families live abroad.
HOME = ("EE", "LV", "LT", "PL", "UA")
ABROAD = ("AU", "BE", "CA", "CZ", "DE", "DK", "FI", "FR", "GB", "IE", "IT", "NO", "SE", "US")

#: Not countries, although the Unicode tables name them: unions, test codes, outlying places.
_NOT_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
_ISO_CODE = re.compile("[A-Z]{2}")  # the others are regions of several countries
CODES = frozenset(
    str(code)
    for code in Locale.parse("en").territories
    if _ISO_CODE.fullmatch(str(code)) and code not in _NOT_COUNTRIES
)

#: The order of letters where it is not that of the Latin alphabet with its accents left out.
_ALPHABETS = {
    "et": "abcdefghijklmnopqrsšzžtuvwõäöüxy",
    "lt": "aąbcčdeęėfghiįyjklmnopqrsštuųūvwxzž",
    "lv": "aābcčdeēfgģhiījkķlļmnņopqrsštuūvwxyzž",
    "pl": "aąbcćdeęfghijklłmnńoóprsśtuvwxyzźż",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "en": "aåbcçdeéfghiíjklmnoôópqrstuüvwxyz",
}


@cache
def names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    return {code: territories.get(code, code) for code in CODES}


def name(code: str, language: str) -> str:
    """Of a country, or of the European Union."""
    return str(Locale.parse(language).territories.get(code, code))


@cache
def options(language: str) -> SafeString:
    """The options of a select box. Rendered once: 250 of them cost 30 ms with a form widget."""
    by_code = names(language)
    rest = [code for code in CODES if code not in HOME + ABROAD]
    with override(language):
        return format_html(
            '<option value="">{}</option>{}<optgroup label="{}">{}</optgroup>',
            _("Choose a country"),
            _options(list(HOME + ABROAD), by_code),
            _("All other countries"),
            _options(sorted(rest, key=lambda code: place(by_code[code], language)), by_code),
        )


def _options(codes: list[str], by_code: dict[str, str]) -> SafeString:
    rows = ((code, by_code[code]) for code in codes)
    return format_html_join("", '<option value="{}">{}</option>', rows)


def place(name: str, language: str) -> list[int]:
    alphabet = _ALPHABETS[language]
    return [alphabet.find(letter) for letter in name.lower() if letter.isalpha()]
