"""The quick way to a line's bytes says the same as the standard's own, whatever a line holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from testimonies.custody import actions as custody_chain
from testimonies.custody import canonical, queries
from testimonies.models import CustodyEvent
from testimonies.models.custody import Actor

WORDS = some.text(max_size=12)
PLAIN = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | WORDS
)
ANYTHING = some.recursive(
    PLAIN,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # it asks what, not when
@given(ANYTHING)
def test_the_quick_way_says_what_the_standard_says(value: Any) -> None:
    try:
        expected = rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        with pytest.raises(ValueError, match="exceeds"):
            canonical.of(value)
        return

    assert canonical.of(value).encode() == expected
    assert canonical.detail(json.dumps(value)).encode() == expected


@pytest.mark.parametrize(
    "value",
    [
        {"\U0001f56f": 1, "\ue000": 2, "z": 3},
        {"bb": 1, "a": {"d": [], "c": {}}, "": None},
        [1e21, 1e-7, -0.0, 5.0, 2**53 - 1, -(2**53) + 1, True],
        '\u2028 \x7f \x00 \x1f / \\ " \b\f\n\r\t ąЖ \U0001f56f',
    ],
)
def test_so_it_does_for_what_is_known_to_be_hard(value: Any) -> None:
    assert canonical.of(value).encode() == rfc8785.dumps(value)


@pytest.mark.django_db
@pytest.mark.parametrize("microsecond", [0, 1, 120_000, 999_999])
@pytest.mark.parametrize(
    "detail",
    [{}, {"ž": 0.5, "b": [None, True, -1]}, {"long": "x" * 3_000, "a": 'q"\\\n'}, {"n": 2.5e-9}],
)
def test_what_the_one_writer_chained_is_whole(microsecond: int, detail: dict[str, Any]) -> None:
    CustodyEvent.objects.create(
        at=datetime(2026, 3, 29, 1, 0, 9, microsecond, UTC),
        event="evidence.received",
        subject_kind="evidence",
        subject='ą"\\',
        actor=Actor.SUBMITTER,
        detail=detail,
    )

    assert custody_chain.extend_chain() == 1

    assert queries.verify_chain().is_whole
