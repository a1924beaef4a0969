"""``python -m config.local.lint``: format, lint, templates, import contracts, types."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.local.processes import CHECKOUT

PROGRAMS = Path(sys.executable).parent
SOURCES = ("manage.py", "config", "accounts", "testimonies", "petitions", "tests", "bench")
AT_ONCE = 2  # types, which begin, take as long as all the others


def run() -> bool:
    """Whether everything is as it should be."""
    with ThreadPoolExecutor(AT_ONCE) as hands:
        results = list(hands.map(_passes, _steps()))  # every step speaks
    return all(results)


def _steps() -> list[list[str]]:
    sources = [source for source in SOURCES if _has_python(CHECKOUT / source)]
    return [
        ["mypy", "--no-error-summary", *sources],
        ["ruff", "format", "--check", "--quiet", *sources],
        ["ruff", "check", "--quiet", *sources],
        ["djlint", "--check", "templates"],
        ["djlint", "--lint", "--quiet", "templates"],
        ["lint-imports"],
    ]


def _has_python(source: Path) -> bool:
    return source.is_file() or any(source.rglob("*.py"))


def _passes(step: list[str]) -> bool:
    program, *arguments = step
    ran = subprocess.run(
        [str(PROGRAMS / program), *arguments],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ran.returncode:
        print(f"--- {program} {' '.join(arguments)}\n{ran.stdout}", flush=True)
    else:
        print(f"{program} {arguments[0] if arguments else ''}: fine", flush=True)
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
