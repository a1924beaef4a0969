"""The filters of the queue, each choice with how many there are of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from testimonies.admin.desk import staff
from testimonies.models import Submission
from testimonies.models.case import Kind
from testimonies.models.claim import State
from testimonies.models.testimony import Workflow
from testimonies.review import queue
from testimonies.review.counting import queries as counting
from testimonies.review.counting.queries import Cell, Counted
from testimonies.templatetags.components import country_name, language_name

Found = QuerySet[Submission]
Words = Any  # said now, or when it is shown


def counted(request: HttpRequest) -> Counted:
    """Once a page."""
    kept = getattr(request, "queue_counted", None)
    if not isinstance(kept, Counted):
        kept = counting.count(request.user)
        request.queue_counted = kept  # type: ignore[attr-defined]
    return kept


class Filter(admin.SimpleListFilter):
    """One question to the queue. What is chosen in the others narrows the numbers beside it."""

    template = "testimonies/review/filter.html"
    #: What stands first and narrows nothing.
    everything: ClassVar[Words] = gettext_lazy("All")

    def __init__(self, request: HttpRequest, *rest: Any) -> None:
        self.counted = counted(request)
        self.user = staff(request)
        super().__init__(request, *rest)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Words]]:
        return [(value, words) for value, words in self.offers() if self._is_offered(value)]

    def offers(self) -> Iterable[tuple[str, Words]]:
        raise RuntimeError("each filter has its own")

    def holds(self, cell: Cell, value: str) -> bool:
        """Whether the cell is of this choice; `value` is empty for the first one."""
        raise RuntimeError("each filter has its own")

    def narrow(self, found: Found, value: str) -> Found:
        raise RuntimeError("each filter has its own")

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: Found) -> Found:
        return self.narrow(queryset, self.chosen)

    @cached_property
    def chosen(self) -> str:
        known = {str(value) for value, _words in self.lookup_choices}
        return self.value() or "" if self.value() in known else ""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        beside: Callable[[Filter], list[Cell]] = changelist.beside  # type: ignore[attr-defined]
        numbers = self.numbers(beside(self))
        for value, words in (("", self.everything), *self.lookup_choices):
            name = self.parameter_name or ""
            query, away = ({name: value}, []) if value else ({}, [name])
            many = number_format(numbers[str(value)], force_grouping=True)
            yield {
                "selected": self.chosen == str(value),
                "query_string": changelist.get_query_string(query, away),
                "display": f"{words} ({many})",
            }

    def numbers(self, cells: list[Cell]) -> Mapping[str, int]:
        """How many there are of each choice."""
        values = ["", *(str(value) for value, _words in self.lookup_choices)]
        return {
            value: counting.total(cell for cell in cells if self.holds(cell, value))
            for value in values
        }

    def _is_offered(self, value: str) -> bool:
        """What there is none of is not offered, but for what somebody has chosen already."""
        is_chosen = self.used_parameters.get(self.parameter_name or "") == value
        return is_chosen or any(self.holds(cell, value) for cell in self.counted.cells)


class Waits(Filter):
    title = gettext_lazy("what it waits for")
    parameter_name = "waits"
    everything = gettext_lazy("somebody here")

    def offers(self) -> Iterable[tuple[str, Words]]:
        return [*queue.WAITS_FOR.items(), ("all", _("All"))]

    def holds(self, cell: Cell, value: str) -> bool:
        match value:
            case "":
                return cell.is_ours
            case "changed":
                return cell.is_changed
            case "all":
                return True
        return cell.waits_for == value

    def narrow(self, found: Found, value: str) -> Found:
        return found if value == "all" else queue.waiting_for(found, value)

    def _is_offered(self, value: str) -> bool:
        return True


class Hands(Filter):
    """A colleague is called by the number of the account, which says nothing to anybody else."""

    title = gettext_lazy("in whose hands")
    parameter_name = "hands"

    def offers(self) -> Iterable[tuple[str, Words]]:
        yield "mine", _("mine")
        yield "nobody", _("nobody’s")
        ids = {cell.assignee for cell in self.counted.cells if cell.assignee} - {self.user.pk}
        for colleague in User.objects.filter(pk__in=ids).order_by("email"):
            yield str(colleague.pk), colleague.email

    def holds(self, cell: Cell, value: str) -> bool:
        return not value or cell.assignee == self._meant(value)

    def narrow(self, found: Found, value: str) -> Found:
        return found.filter(queued__assignee=self._meant(value)) if value else found

    def _is_offered(self, value: str) -> bool:
        return True

    def _meant(self, value: str) -> int | None:
        if value == "nobody":
            return None
        return self.user.pk if value == "mine" else int(value)


class HeldBack(Filter):
    """Suspended, on legal hold, or doubted: what waits for another act than reading."""

    title = gettext_lazy("what stops it")
    parameter_name = "stopped"

    def offers(self) -> Iterable[tuple[str, Words]]:
        return queue.HELD_BACK.items()

    def holds(self, cell: Cell, value: str) -> bool:
        return not value or getattr(cell, f"is_{value}")

    def narrow(self, found: Found, value: str) -> Found:
        return found.filter(**{f"queued__is_{value}": True}) if value else found


class Age(Filter):
    title = gettext_lazy("how long it has waited")
    parameter_name = "age"

    def offers(self) -> Iterable[tuple[str, Words]]:
        return [(age, words) for age, (words, _longer) in queue.AGES.items()]

    def holds(self, cell: Cell, value: str) -> bool:
        return not value or cell.age > list(queue.AGES).index(value)

    def narrow(self, found: Found, value: str) -> Found:
        return queue.waiting_longer(found, queue.AGES[value][1], at=now()) if value else found


class Field(Filter):
    """By a column of the queue of the same name."""

    column: ClassVar[str]

    def holds(self, cell: Cell, value: str) -> bool:
        return not value or getattr(cell, self.column) == value

    def narrow(self, found: Found, value: str) -> Found:
        return found.filter(**{f"queued__{self.column}": value}) if value else found

    def numbers(self, cells: list[Cell]) -> Mapping[str, int]:
        """In one pass: a cell is of one choice, and of the first."""
        many: Counter[str] = Counter()
        for cell in cells:
            many[getattr(cell, self.column)] += cell.many
        many[""] = counting.total(cells)
        return many


class ByState(Field):
    title = gettext_lazy("state")
    parameter_name = column = "state"

    def offers(self) -> Iterable[tuple[str, Words]]:
        return dict([*Workflow.choices, *State.choices]).items()


class Language(Field):
    title = gettext_lazy("language")
    parameter_name = column = "language"

    def offers(self) -> Iterable[tuple[str, Words]]:
        return [(code, language_name(code)) for code, _name in settings.LANGUAGES]


class Country(Field):
    title = gettext_lazy("country that a claim addresses")
    parameter_name = column = "country"

    def offers(self) -> Iterable[tuple[str, Words]]:
        codes = {cell.country for cell in self.counted.cells if cell.country}
        return sorted(
            ((code, country_name(code)) for code in codes), key=lambda each: str(each[1])
        )


class ByKind(Field):
    title = gettext_lazy("kind")
    parameter_name = column = "kind"

    def offers(self) -> Iterable[tuple[str, Words]]:
        return Kind.choices


FILTERS = (Waits, Hands, HeldBack, Age, ByState, ByKind, Language, Country)
