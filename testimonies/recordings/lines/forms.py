"""A page of lines as one form: nothing that was typed is lost, whichever button is pressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.models import Segment
from testimonies.recordings import rules, seen
from testimonies.recordings.actions import Add, Cut, Join, Line, Remove
from testimonies.recordings.actions.writing import Then
from testimonies.recordings.moments import MomentField
from testimonies.recordings.rules import Span

PARTS = ("start", "end", "speaker", "text")
NEW = "new"
SAVE, AUTOSAVE, ADD, CUT = "save", "autosave", "add", "cut"
BEGINS, ENDS, JOIN, REMOVE = "begins", "ends", "join", "remove"
VERBS = frozenset({SAVE, AUTOSAVE, ADD, CUT, BEGINS, ENDS, JOIN, REMOVE})
#: Where it is to be cut, where no script says it.
MARK = "|"


@dataclass(frozen=True)
class Row:
    """One line of the page. `theirs` is what somebody else wrote there meanwhile."""

    key: str
    seen: str
    start: forms.BoundField
    end: forms.BoundField
    speaker: forms.BoundField
    text: forms.BoundField
    beside: str = ""
    #: How many wordings it had before.
    earlier: int = 0
    theirs: str = ""
    #: Somebody else has removed it, or joined it with another.
    is_gone: bool = False


def token_of(segment: Segment) -> str:
    return str(seen.of(segment.revision, *_plain(*_values(segment))))


def _values(segment: Segment) -> tuple[int, int, str, str]:
    told = segment.told
    return segment.start_ms, segment.end_ms, told["speaker"], told["text"]


def _plain(start: int, end: int, speaker: str, text: str) -> tuple[int, int, str, str]:
    return start, end, rules.plain_name(speaker), rules.plain(text)


def _name(part: str, key: str) -> str:
    return f"{part}-{key}"


class Lines(forms.Form):
    """Fields for each line of a page, and for a new one below."""

    moment = MomentField(
        label=_("Moment"),
        required=False,
        help_text=_("Where the player stands; buttons of a line use it."),
    )
    #: Outside of the form, beside the player.
    moment.widget.attrs["form"] = "lines"
    caret = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, keys: Iterable[UUID], **more: Any) -> None:
        super().__init__(*args, **more)
        self.keys = [each.hex for each in keys]
        for key in (*self.keys, NEW):
            self._add_fields(key)

    @classmethod
    def showing(cls, segments: Iterable[Segment]) -> Lines:
        shown = list(segments)
        initial: dict[str, Any] = {}
        for each in shown:
            named = [_name(part, each.uuid.hex) for part in PARTS]
            initial |= dict(zip(named, _values(each), strict=True))
            initial[_name("seen", each.uuid.hex)] = token_of(each)
        return cls(keys=[each.uuid for each in shown], initial=initial)

    @classmethod
    def sent(cls, typed: Mapping[str, Any]) -> Lines:
        """For exactly the lines that came, also where some of them are not there any more."""
        return cls(typed, keys=_keys_in(typed))

    def _add_fields(self, key: str) -> None:
        is_there = key != NEW
        self.fields[_name("start", key)] = MomentField(label=_("Begins"), required=is_there)
        self.fields[_name("end", key)] = MomentField(label=_("Ends"), required=is_there)
        self.fields[_name("speaker", key)] = forms.CharField(
            label=_("Who speaks"),
            required=False,
            max_length=rules.LONGEST_SPEAKER,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields[_name("text", key)] = forms.CharField(
            label=_("What is said"),
            required=False,
            strip=False,
            max_length=rules.LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        if is_there:
            self.fields[_name("seen", key)] = forms.CharField(
                required=False, widget=forms.HiddenInput
            )

    def rows(
        self,
        there: Mapping[str, Segment],
        beside: Mapping[str, str],
        earlier: Mapping[UUID, int],
        changed: Iterable[str],
    ) -> Iterator[Row]:
        """`changed` are the lines that somebody else has changed since this page was made."""
        theirs = set(changed)
        for key in self.keys:
            other = there.get(key) if key in theirs else None
            start, end, speaker, text = (self[_name(part, key)] for part in PARTS)
            yield Row(
                key=key,
                seen=token_of(other) if other else str(self[_name("seen", key)].value() or ""),
                start=start,
                end=end,
                speaker=speaker,
                text=text,
                beside=beside.get(key, ""),
                earlier=earlier.get(UUID(hex=key), 0),
                theirs=_said(other) if other else "",
                is_gone=key not in there,
            )

    def new(self) -> list[forms.BoundField]:
        return [self[_name(part, NEW)] for part in PARTS]

    def lines(self, verb: str, key: str) -> list[Line]:
        """Those that were touched, and the one of which a button was pressed."""
        return [
            self._line(each, verb if each == key else "")
            for each in self.keys
            if each == key or not self._is_as_shown(each)
        ]

    def _is_as_shown(self, key: str) -> bool:
        told = _plain(*(self.cleaned_data[_name(part, key)] for part in PARTS))
        return seen.read(self.cleaned_data[_name("seen", key)]).is_same(*told)

    def then(self, verb: str, key: str) -> Then | None:
        """What the button asks for, beyond keeping the lines. None where it asks for nothing."""
        match verb:
            case "add":
                return Add(*self._new())
            case "cut":
                return Cut(UUID(key), self.cleaned_data["moment"] or 0, self._words(key))
            case "join":
                return Join(UUID(key))
            case "remove":
                return Remove(UUID(key))
        return None

    def asks_for_more(self, verb: str) -> bool:
        """Adds what is missing for this button."""
        told = self.cleaned_data
        if verb in {CUT, BEGINS, ENDS} and told.get("moment") is None:
            self.add_error("moment", _("Say at which moment."))
        if verb == ADD:
            for part in ("start", "end"):
                if told.get(_name(part, NEW)) is None and _name(part, NEW) not in self.errors:
                    self.add_error(_name(part, NEW), _("Say from when to when it is said."))
        return bool(self.errors)

    @property
    def has_new(self) -> bool:
        """Something was typed into the new line: it is kept with the others."""
        told = (self.cleaned_data.get(_name(part, NEW)) for part in PARTS)
        return any(str(each).strip() for each in told if each is not None)

    def _line(self, key: str, verb: str) -> Line:
        told = {part: self.cleaned_data[_name(part, key)] for part in (*PARTS, "seen")}
        moment = self.cleaned_data["moment"]
        span = Span(
            moment if verb == BEGINS else told["start"], moment if verb == ENDS else told["end"]
        )
        revision = seen.read(told["seen"]).revision
        return Line(UUID(key), revision, span, told["speaker"], told["text"])

    def _new(self) -> tuple[Span, str, str]:
        told = {part: self.cleaned_data[_name(part, NEW)] for part in PARTS}
        return Span(told["start"], told["end"]), told["speaker"], told["text"]

    def _words(self, key: str) -> tuple[str, str] | None:
        text = str(self.cleaned_data[_name("text", key)]).replace("\r\n", "\n")
        caret = self.cleaned_data["caret"]
        if caret is not None:
            return text[:caret], text[caret:]
        before, mark, after = text.partition(MARK)
        return (before, after) if mark else None


def _said(segment: Segment) -> str:
    times = f"{rules.clock(segment.start_ms)} – {rules.clock(segment.end_ms)}"
    speaker = f"{segment.told['speaker']}: " if segment.told["speaker"] else ""
    return f"{times}\n{speaker}{segment.told['text']}"


def _keys_in(typed: Mapping[str, Any]) -> Iterator[UUID]:
    for name in typed:
        part, _dash, key = name.partition("-")
        if part == "seen" and (found := rules.read_key(key)):
            yield found
