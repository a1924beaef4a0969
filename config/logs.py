"""Logs that name nobody."""

import logging
import re
from collections.abc import Mapping
from typing import Any

#: A long path segment with a digit or a capital in it: a token or a reference, not a word.
_KEY = re.compile(r"(?<=/)(?=[^/]*[A-Z0-9])[\w-]{16,}")


class WithoutBodies(logging.Filter):
    """Keeps request objects, SQL and its parameters, and exception texts out of the log.

    SECURITY: a PostgreSQL error repeats the offending row ("Key (email)=(…) already exists"),
    and a request object prints its path and form. The type and place of the error remain.
    Of a path the words remain; a token or a reference in it opens a page to whoever reads it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        for name in ("request", "sql", "params"):
            record.__dict__.pop(name, None)
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = _where(record.exc_info[1])
            record.exc_info = None
        if isinstance(record.args, tuple):
            record.args = tuple(_without_keys(value) for value in record.args)
        elif isinstance(record.args, Mapping):  # how Celery tells of a task, and once more
            record.args = _without_errors(record.args)
            record.__dict__["data"] = _without_errors(record.__dict__.get("data", {}))
        return True


def _without_keys(value: object) -> object:
    return _KEY.sub("…", value) if isinstance(value, str) else value


def _without_errors(told: Mapping[str, Any]) -> dict[str, Any]:
    return {**told, **{name: "…" for name in ("exc", "traceback") if name in told}}


def _where(error: BaseException) -> str:
    lines = [type(error).__qualname__]
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return "\n".join(lines)
