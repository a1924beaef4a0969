"""The canonical JSON of a custody line, quickly: the same bytes that `chain.link` hashes.

Only the plain is done here; for what is odd (fractions, numbers beyond 2^53, names of fields that
are not ASCII) `rfc8785` is asked. Tests compare the two for all that JSON can say.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

import rfc8785

#: Position, hash, moment as JSON, event, kind and name of the subject, by, actor, detail as JSON.
Row = tuple[int, bytes | None, str, str, str, str, int | None, str, str]

BEYOND = 2**53
#: "2026-11-26T15:07:02.123456" with its quotes; PostgreSQL leaves zeros at the end out.
WHOLE_MOMENT = 28

#: An event, a kind, an actor: there are few.
word = lru_cache(maxsize=1_024)(encode_basestring)


def line(position: int, row: Row) -> bytes:
    """ValueError where there is no canonical form."""
    _position, _hash, at, event, kind, subject, by, actor, told = row
    return (
        f'{{"actor":{word(actor)},"at":{moment(at)},"by":{"null" if by is None else by}'
        f',"detail":{detail(told)},"event":{word(event)},"position":{position}'
        f',"subject":{encode_basestring(subject)},"subject_kind":{word(kind)}}}'
    ).encode()


def moment(at: str) -> str:
    if len(at) == WHOLE_MOMENT:
        return f'{at[:-1]}+00:00"'
    whole, _point, digits = at[:-1].partition(".")
    return f'{whole}.{digits:0<6}+00:00"'


@lru_cache(maxsize=4_096)
def detail(told: str) -> str:
    return of(json.loads(told))


def of(value: Any) -> str:
    """Of anything that JSON can say."""
    return _WAYS[type(value)](value)


def _whole(value: int) -> str:
    return str(value) if -BEYOND < value < BEYOND else _odd(value)


def _list(value: list[Any]) -> str:
    return f"[{','.join([of(each) for each in value])}]"


def _object(value: dict[str, Any]) -> str:
    if not "".join(value).isascii():
        return _odd(value)
    fields = [f"{encode_basestring(name)}:{of(value[name])}" for name in sorted(value)]
    return f"{{{','.join(fields)}}}"


def _odd(value: Any) -> str:
    return rfc8785.dumps(value).decode()


_WAYS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: _whole,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _value: "null",
    float: _odd,
    list: _list,
    dict: _object,
}
