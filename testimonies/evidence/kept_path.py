from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models


class KeptPath(models.CharField[str, str]):
    """The name of a file in the evidence storage; empty where there is none.

    SECURITY: whoever looks for files that no row names asks every column of this kind. A name in
    a column of another kind is not seen, and its file looks like one that nobody needs.
    """

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For the database it is text like any other."""
        name, _path, arguments, words = super().deconstruct()
        return name, "django.db.models.CharField", arguments, words
