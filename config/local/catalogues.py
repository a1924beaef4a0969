"""``python -m config.local.catalogues``: compile translations where the ``.po`` is newer.

Babel does it, so that a fresh machine needs no GNU gettext.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config.local.processes import CHECKOUT


def compile_all(locale: Path = CHECKOUT / "locale") -> list[Path]:
    """Returns the catalogues that were compiled."""
    waiting = not_compiled(locale)
    for source in waiting:
        _compile(source)
    return waiting


def not_compiled(locale: Path = CHECKOUT / "locale") -> list[Path]:
    return [source for source in sorted(locale.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    language = source.parts[-3]
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    draft = source.with_suffix(".mo.new")  # a running instance never reads half a catalogue
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    for source in compile_all():
        print(f"compiled {source.relative_to(CHECKOUT)}")
