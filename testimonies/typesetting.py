"""PDF/A-3a and PDF/UA-1 by typst: the same words give the same bytes, fonts come in the wheel."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import typst
from django.conf import settings

#: Read once in a process, and not anew for each document.
FONTS = typst.Fonts(include_system_fonts=False)
Ranges = tuple[tuple[int, int], ...]

# What the embedded fonts draw. Anything else is named by its code point, never lost silently.
DRAWN = (
    (0x20, 0x7E),
    (0xA0, 0x377),  # Latin, phonetic letters, combining accents
    (0x384, 0x38A),
    (0x38E, 0x3A1),
    (0x3A3, 0x4FF),  # Greek and Cyrillic
    (0x1E00, 0x1EFF),
    (0x2000, 0x200A),
    (0x2010, 0x2027),  # dashes, quotation marks; no signs that turn the direction of a line
    (0x2030, 0x2040),
    (0x2074, 0x208E),
    (0x20A0, 0x20BF),  # currencies
    (0x2116, 0x2116),  # the sign of numbers in Ukrainian
)
# What is certain to be drawn, also beside any other letter.
CERTAIN = ((0x20, 0x7E), (0xA1, 0x17F), (0x401, 0x45F), (0x2013, 0x201E))
REFUSED = re.compile(r'(?:the text|codepoint) `"(.+?)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
ATTEMPTS = 40


def compose(
    template: str, words: Mapping[str, Any], *, at: datetime, attached: bytes = b""
) -> bytes:
    """Typeset ``templates/documents/<template>.typ``. ``words`` is data and never markup."""
    moment = at.astimezone(UTC)
    date = {"year": moment.year, "month": moment.month, "day": moment.day}
    data = _drawable({**words, "date": date, "author": "Atmintis"})
    for _attempt in range(ATTEMPTS):
        try:
            return _compile(template, data, attached, moment)
        except typst.TypstError as error:
            missing = _refused_text(error)
            if not missing:
                raise
            data = _replace(data, missing)
    # Somebody has strung together what fonts do not draw; the others in a bundle still go.
    return _compile(template, _drawable(data, CERTAIN), attached, moment)


def _compile(template: str, data: Any, attached: bytes, moment: datetime) -> bytes:
    folder = settings.BASE_DIR / "templates" / "documents"
    inputs = {"words": json.dumps(data, ensure_ascii=False), "attached": attached.decode()}
    return typst.compile(
        str(folder / f"{template}.typ"),
        root=str(folder),
        sys_inputs=inputs,
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(moment.timestamp()),
        font_paths=FONTS,
    )


def _refused_text(error: typst.TypstError) -> str:
    found = REFUSED.search(str(error))
    return ESCAPED.sub(lambda m: chr(int(m[1], 16)), found[1]) if found else ""


def _drawable(data: Any, ranges: Ranges = DRAWN) -> Any:
    return _each_text(
        data, lambda text: "".join(_shown(letter, ranges) for letter in _with_plain_signs(text))
    )


def _with_plain_signs(text: str) -> str:
    """Browsers send a line end as two signs; dates in Ukrainian hold a narrow space (U+202F)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u202f", "\u00a0")


def _replace(data: Any, missing: str) -> Any:
    named = "".join(_named(letter) for letter in missing)
    return _each_text(data, lambda text: text.replace(missing, named))


def _each_text(data: Any, change: Any) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: _each_text(value, change) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_each_text(value, change) for value in data]
    return data


def _shown(letter: str, ranges: Ranges) -> str:
    code = ord(letter)
    if letter in "\n\t" or any(first <= code <= last for first, last in ranges):
        return letter
    return _named(letter)


def _named(letter: str) -> str:
    return f"[U+{ord(letter):04X}]"
