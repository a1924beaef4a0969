import pytest

from testimonies.evidence.ranges import NotSatisfiable, Range, asked


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-9", Range(0, 9)),
        ("bytes=90-", Range(90, 99)),
        ("bytes=-10", Range(90, 99)),
        ("bytes=-1000", Range(0, 99)),
        ("bytes=50-1000", Range(50, 99)),
        ("", None),
        ("bytes=-", None),
        ("bytes=9-0", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        (f"bytes={'9' * 5000}-", None),
        (f"bytes=0-{'9' * 5000}", None),
        (f"bytes=-{'9' * 5000}", None),
    ],
)
def test_one_range_is_understood_and_anything_else_means_the_whole(
    header: str, expected: Range | None
) -> None:
    assert asked(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=1000-2000", "bytes=-0"])
def test_bytes_beyond_the_end_cannot_be_had(header: str) -> None:
    with pytest.raises(NotSatisfiable):
        asked(header, 100)
