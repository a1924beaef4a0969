"""The pages of the queue: as many as somebody looks through, each read by its fifty rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from testimonies.admin.queue_filters import Filter, counted
from testimonies.models import Submission
from testimonies.review.counting import queries as counting
from testimonies.review.counting.queries import Cell


class QueueList(ChangeList):
    """Knows how many there are without asking again, and when that was counted."""

    def get_results(self, request: HttpRequest) -> None:
        numbers = counted(request)
        self._stopped_by = list(self._who_stops(numbers.cells))
        request.queue_many = counting.total(  # type: ignore[attr-defined]
            cell for cell, stops in self._stopped_by if stops is None
        )
        self.counted_at = numbers.at
        super().get_results(request)
        if not (self.show_all and self.can_show_all):
            page = self.page_num if self.multi_page else 1
            self.result_list = self.paginator.page(page).object_list
        self.is_longer = self.result_count > self.paginator.num_pages * self.list_per_page

    def beside(self, own: Filter) -> list[Cell]:
        """The cells that every other filter lets through."""
        return [cell for cell, stops in self._stopped_by if stops is None or stops is own]

    def _who_stops(self, cells: Iterable[Cell]) -> Iterator[tuple[Cell, Filter | None]]:
        """The only filter that a cell does not come through; those that two stop are nowhere."""
        filters: list[Any] = self.filter_specs
        for cell in cells:
            stops = [each for each in filters if not each.holds(cell, each.chosen)]
            if len(stops) < 2:  # noqa: PLR2004  (two)
                yield cell, next(iter(stops), None)


class QueuePages(Paginator[Submission]):
    """Counts so many and no more; what is beyond them was counted beside the filters."""

    EXACT = 200
    #: Whoever looks for what has waited less long narrows the queue: to come further back, the
    #: database would have to pass everything before it.
    MOST = 40

    def __init__(self, *args: Any, counted: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._counted = counted

    @cached_property
    def count(self) -> int:
        many = len(self._first)
        return many if many < self.EXACT else max(many, self._counted)

    @cached_property
    def num_pages(self) -> int:
        pages = -(-self.count // self.per_page)
        return max(1, min(pages, self.MOST))

    def page(self, number: int | str) -> Page[Submission]:
        """Which they are first, from the index; then what stands in a line, of these alone."""
        number = self.validate_number(number)
        top = number * self.per_page
        own = slice(top - self.per_page, top)
        found: Any = self.object_list
        keys = self._first if top <= self.EXACT else found.values_list("pk", flat=True)
        return Page(found.filter(pk__in=list(keys[own])), number, self)

    @cached_property
    def _first(self) -> list[int]:
        """In their order, which an index has: any other way reads all that there are."""
        found: Any = self.object_list
        return list(found.values_list("pk", flat=True)[: self.EXACT])
