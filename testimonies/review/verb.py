"""One thing that can be done with a submission: its address, its form, its key, and who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from accounts.models import User
from testimonies.models import ConsentRecord, Submission
from testimonies.review.forms import NothingToSay

Words = str | Promise
Answers = dict[str, Any]


@dataclass(frozen=True)
class Verb:
    """One button. `may` asks who may, `fits` asks whether it makes sense just now."""

    slug: str
    label: Words
    done: Words
    may: Callable[[User, Submission], bool]
    fits: Callable[[Submission], bool]
    act: Callable[[Submission, User, Answers], object]
    form: type[forms.Form] = NothingToSay
    key: str = ""
    look: str = ""
    #: Whom it is offered, among those who may.
    is_for: Callable[[User, Submission], bool] = lambda _user, _submission: True
    #: What of the consent must be so; without one it is never offered.
    fits_consent: Callable[[ConsentRecord], bool] | None = None
    #: It decides: only on what was read, and not while a colleague has it in hand.
    decides: bool = False
    #: For half a minute, by whoever has pressed it.
    can_be_undone: bool = True
    #: What is chosen before there is a letter to read, and under which heading the letters stand.
    choice: type[forms.Form] | None = None
    decision: str = ""

    @property
    def address(self) -> str:
        return f"admin:testimonies_submission_{self.slug}"

    @property
    def asks(self) -> bool:
        return bool(self.form.base_fields)

    @property
    def at_first(self) -> type[forms.Form]:
        """What stands beside the submission."""
        return self.choice or self.form
