"""References are read out on the telephone and typed from paper."""

import pytest

from testimonies.privacy import references


def test_a_reference_stays_what_it_is() -> None:
    made = references.new_reference("S", 16)

    assert references.as_written(made) == made


@pytest.mark.parametrize(
    "typed", ["s-01ab1", "S-O1ABL", " s-oiab1 ", "S-01 AB1"], ids=["small", "signs", "both", "gap"]
)
def test_what_people_type_for_it_is_understood(typed: str) -> None:
    assert references.as_written(typed) == "S-01AB1"
