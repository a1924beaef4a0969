"""The style sheet keeps what it promises to people who see badly or pay for each byte."""

import re
from pathlib import Path

import pytest

SHEET = Path("static/css/site.css")
TEXT_ON = [
    ("ink", "paper"),
    ("ink", "ground"),
    ("muted", "paper"),
    ("muted", "ground"),
    ("link", "paper"),
    ("link", "ground"),
    ("visited", "paper"),
    ("visited", "ground"),
    ("bad", "paper"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
]


def tokens() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, colour in re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", SHEET.read_text()):
        found.setdefault(name, colour)
    return found


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "background"), TEXT_ON)
def test_text_stands_out_seven_to_one(text: str, background: str) -> None:
    colours = tokens()

    assert contrast(colours[text], colours[background]) >= 7


def test_borders_of_fields_stand_out_three_to_one() -> None:
    colours = tokens()

    assert contrast(colours["line"], colours["paper"]) >= 3


def test_the_sheet_stays_small() -> None:
    assert SHEET.stat().st_size <= 20_000


#: These do sums or send large files, and go only to who looks after an entry or adds a paper.
MOST = {
    "ledger-proof.js": 6_000, "sha256.js": 3_500, "tus.js": 4_000, "record.js": 6_000,
    "autosave.js": 3_500,  # on every question page: what is typed there is worth it
    "cover-areas.js": 3_000,  # for moderators, on the page of one paper
    "desk.js": 3_000,  # for the staff: all keys of the desk
    "passkey.js": 3_000,  # for the staff: the browser speaks of keys in bytes, pages in letters
    "say.js": 6_500,  # for moderators, on the page of one recording: player, keys, keeping
}  # fmt: skip


def test_the_scripts_stay_small() -> None:
    scripts = list(Path("static/js").glob("*.js"))

    assert scripts
    assert all(script.stat().st_size <= MOST.get(script.name, 2_000) for script in scripts)


def test_the_sheet_asks_nobody_else_for_anything() -> None:
    addresses = re.findall(r"url\(([^)]*)\)|@import", SHEET.read_text())

    assert all(address.strip("\"'").startswith("../img/") for address in addresses)


def test_only_long_words_are_divided() -> None:
    rules = re.findall(r"{[^{}]*hyphens: auto[^{}]*}", SHEET.read_text())

    assert rules
    assert all("hyphenate-limit-chars" in rule for rule in rules)
