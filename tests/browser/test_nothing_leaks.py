"""The same as after the other journeys: in a parallel run those in a browser have an instance."""

from __future__ import annotations

from tests.journeys.test_nothing_leaks import (  # noqa: F401
    secrets,
    test_a_stolen_database_names_nobody,
    test_files_of_witnesses_are_for_their_owner_alone,
    test_no_log_names_anybody,
    test_the_broker_knows_nobody,
)
