"""Events of the YAML parser to plain data with places; what the format does not know is reported."""

from __future__ import annotations

import re
from contextlib import suppress

import yaml
from attrs import define, field

from ruleengine.characters import code_point
from ruleengine.diagnostics import Diagnostic, Fact, Place, Related, Report
from ruleengine.diagnostics.facts import facts_of
from ruleengine.source.document import Extent, Path
from ruleengine.source.events import events_of
from ruleengine.source.grammar_errors import WIDE_SPACES, grammar_error
from ruleengine.source.plain_values import AMBIGUOUS, ambiguous_key, is_text, plain_value
from ruleengine.source.wording import shown_text

MAX_DEPTH = 24
MAX_VALUES = 300_000
MAX_ERRORS = 200

_FULL_WIDTH_COLON = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\s*(：)")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?\b")


@define
class _Frame:
    """A list or map that is still open; `flow` tells that it stands in brackets or braces."""

    path: Path
    value: dict[str, object] | list[object]
    start: Extent
    flow: bool = False
    is_map: bool = False
    key: str | None = None
    key_path: Path = ()
    key_event: yaml.ScalarEvent | None = None
    before: yaml.ScalarEvent | None = None  # the value before the key, for what a comma in it has torn apart
    skip: bool = False  # a duplicate or unusable key was seen; its value is read and dropped


class _Stop(Exception):
    """Going on reading makes no sense."""


@define
class Builder:
    """Builds the data of one file; `errors` counts what was reported."""

    name: str
    report: Report
    places: dict[Path, Extent] = field(factory=dict)
    key_places: dict[Path, Extent] = field(factory=dict)
    errors: int = 0
    _stack: list[_Frame] = field(factory=list)
    _root: object = None
    _documents: int = 0
    _count: int = 0
    _last: yaml.ScalarEvent | None = None

    def build(self, text: str) -> object:
        """The data of a text; None where there is none."""
        with suppress(_Stop):
            try:
                for event in events_of(text):
                    self._take(event)
            except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
                fault = grammar_error(error, text, self._last)
                related = (Related(fault.role, Place(self.name, *fault.related)),) if fault.related else ()
                self._add(fault.key, Place(self.name, *fault.at), related, **dict(fault.facts))
        return self._root

    def _place(self, event: yaml.Event) -> Place:
        return Place(self.name, *_span(event))

    def _add(
        self, key: str, place: Place, related: tuple[Related, ...] = (), /, **facts: Fact | None
    ) -> None:
        """Report an error; the last one that is told stops the reading."""
        self.errors += 1
        last = self.errors >= MAX_ERRORS
        known = facts_of({**facts, "only_told": MAX_ERRORS if last else None})
        self.report.take([Diagnostic(key, known, place, related=related)])
        if last:
            raise _Stop

    def _take(self, event: yaml.Event) -> None:
        """Take the next event; of a large file there are a hundred thousand, most of them scalars."""
        if isinstance(event, yaml.ScalarEvent):
            self._last = event
            if event.anchor or event.tag:
                self._features(event)
            frame = self._stack[-1] if self._stack else None
            if frame is not None and frame.is_map and frame.key is None:
                self._key(event, frame)
            else:
                self._put(event.value if event.style else self._plain(event), event, _extent(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._features(event)
            self._open(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._add("E110.second", self._place(event))
                raise _Stop
        elif isinstance(event, yaml.AliasEvent):
            self._add("E107.alias", self._place(event), name=shown_text(str(event.anchor)))
            self._put(None, event, _extent(event))

    def _features(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._add("E107.anchor", self._place(event), name=shown_text(str(event.anchor)))
        if event.tag:
            self._add("E107.tag", self._place(event), name=shown_text(event.tag))

    def _key(self, event: yaml.ScalarEvent, frame: _Frame) -> None:
        key, span = event.value, _extent(event)
        path = (*frame.path, key)
        if not event.style and (key == "<<" or not key.isascii()):
            self._plain_key(event)
        first = self.key_places.get(path) if key in frame.value else None
        if first:
            related = (Related("first", Place(self.name, *first)),)
            self._add("E108.twice", self._place(event), related, key=shown_text(key), line=first[0])
            frame.skip = True
        else:
            self.key_places[path] = span
        frame.key, frame.key_path, frame.key_event = key, path, event

    def _plain_key(self, event: yaml.ScalarEvent) -> None:
        """Report a key without quotes that some or all readers of YAML take for something else than its text."""
        key = event.value
        if key == "<<":
            self._add("E107.merge_key", self._place(event))
        wide = None if key[:1].isascii() else WIDE_SPACES.match(key)
        if wide:
            place = self._place(event)
            end = place.column + len(wide[0])
            span = Place(self.name, place.line, place.column, place.line, end)
            self._add("E104.wide_indentation", span, character=code_point(key[0]))

    def _open(self, event: yaml.CollectionStartEvent, value: dict[str, object] | list[object]) -> None:
        around = self._stack[-1] if self._stack else None
        if around is not None and around.is_map and around.key is None:
            self._add("E111.collection", self._place(event))
            raise _Stop
        if len(self._stack) >= MAX_DEPTH:
            self._add("E105.levels", self._place(event), limit=MAX_DEPTH)
            raise _Stop
        span = _span(event)
        path = self._put(value, event, span)
        self._stack.append(_Frame(path, value, span, bool(event.flow_style), isinstance(value, dict)))

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        """A list or map ends: in brackets where they close, otherwise with the last value in it."""
        frame = self._stack.pop()
        end = event.end_mark if frame.flow else self._last.end_mark if self._last else None
        if end is not None and self.places.get(frame.path) == frame.start:
            self.places[frame.path] = (*frame.start[:2], end.line + 1, end.column + 1)

    def _put(self, value: object, event: yaml.Event, span: Extent) -> Path:
        """Store a value where the open list or map expects it; its path."""
        self._count += 1
        if self._count > MAX_VALUES:
            self._add("E106.values", self._place(event), limit=MAX_VALUES)
            raise _Stop
        path: Path = ()
        if not self._stack:
            self._root = value
        else:
            frame = self._stack[-1]
            if isinstance(frame.value, list):
                path = (*frame.path, len(frame.value))
                frame.value.append(value)
            elif frame.key is not None:
                path = frame.key_path
                self._torn(frame, event)
                if not frame.skip:
                    frame.value[frame.key] = value
                frame.key, frame.skip = None, False
            else:
                self._add("E111.alias", self._place(event))
                raise _Stop
        self.places.setdefault(path, span)
        return path

    def _torn(self, frame: _Frame, event: yaml.Event) -> None:
        """Report a key that is no name: a piece of a text, cut off by a comma or run together by `：`, or a number."""
        key, before = frame.key_event, frame.before
        frame.before = event if isinstance(event, yaml.ScalarEvent) else None
        if key is None or key.style:
            return
        colon = _FULL_WIDTH_COLON.match(key.value) if "：" in key.value else None
        if colon:
            line, column, _, _ = _span(key)
            place = Place(self.name, line, column + colon.start(1), line, column + colon.end(1))
            self._add("E104.full_width_colon", place)
        elif frame.flow and frame.before is not None and not frame.before.value and _touch(key, event):
            self._torn_by_comma(key, before)
        elif not is_text(key.value):
            self._add("E111.not_text", self._place(key), key=shown_text(key.value))

    def _torn_by_comma(self, key: yaml.ScalarEvent, before: yaml.ScalarEvent | None) -> None:
        number = before is not None and not before.style and re.fullmatch(r"-?[0-9]+", before.value)
        decimals = _DIGITS.match(key.value)
        if before is not None and number and decimals:
            line, column, _, _ = _span(before)
            place = Place(self.name, line, column, *_span(key)[2:])
            whole = f"{before.value},{key.value}"
            written = f"{before.value}.{key.value}"
            self._add("E104.decimal_comma", place, text=shown_text(whole), written=shown_text(written))
        else:
            self._add("E104.entry_without_colon", self._place(key), text=shown_text(key.value))

    def _plain(self, event: yaml.ScalarEvent) -> object:
        """The value of text without quotes."""
        text = event.value
        if text == "-":
            self._add("E109.dash", self._place(event))
        value = plain_value(text)
        if value is AMBIGUOUS:
            self._add(ambiguous_key(text), self._place(event), text=shown_text(text))
            return None
        return value


def _touch(first: yaml.Event, second: yaml.Event) -> bool:
    """Whether an event begins where another ends."""
    return _span(second)[:2] == _span(first)[2:]


def _span(event: yaml.Event) -> Extent:
    """Where an event begins and ends; of a list or map only the beginning is known yet."""
    extent = _extent(event)
    return (*extent[:2], 0, 0) if isinstance(event, yaml.CollectionStartEvent) else extent


def _extent(event: yaml.Event) -> Extent:
    """Where an event begins and ends."""
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return (0, 0, 0, 0)
    return (start.line + 1, start.column + 1, end.line + 1, end.column + 1)
