"""Text to document: YAML 1.2 core values only, every value with its place, all errors at once.

JSON is read by the same reader (it is YAML), with numbers in JSON's own notation. Tags, anchors, aliases, merge keys,
duplicate keys and text that YAML versions read differently are refused; size, depth and count are limited.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path as FilePath

import yaml
from attrs import define, field

from ruleengine.diagnostics import Place, Report
from ruleengine.source.document import Document, Path

MAX_BYTES = 4_000_000
MAX_DEPTH = 24
MAX_VALUES = 300_000

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
_JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,4})?\Z")
_WORDS = {"yes", "no", "on", "off", "true", "false", "null", "~"}
_SURPRISES = re.compile(
    r"""(?: [-+]?0[0-9_]+ | \+[0-9].* | [-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?
      | [-+]?(\.[0-9]+|[0-9]+\.|[0-9]+\.?[0-9]*[eE][-+]?[0-9]+|\.[0-9]+[eE][-+]?[0-9]+)
      | [-+]?0[xob][0-9a-fA-F_]+ | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN) | [-+]?(inf|Infinity|NaN|nan|Inf)
      | [-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)? )\Z""",
    re.VERBOSE,
)


def read_file(path: FilePath, report: Report, shown: str | None = None) -> Document | None:
    """Read a YAML or JSON file; None and errors in `report` when it cannot be used. `shown` names it in messages."""
    name = shown or path.as_posix()
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            report.add("E102", f"`{name}` has {path.stat().st_size} bytes, the limit is {MAX_BYTES}", Place(name))
            return None
        raw = path.read_bytes()
    except OSError as error:
        report.add("E101", f"cannot read `{name}`: {(error.strerror or 'input error').lower()}", Place(name))
        return None
    return read_bytes(raw, name, report)


def read_bytes(raw: bytes, name: str, report: Report) -> Document | None:
    """Read YAML or JSON bytes; `name` (its ending tells JSON from YAML) is used in messages."""
    if len(raw) > MAX_BYTES:
        report.add("E102", f"`{name}` has {len(raw)} bytes, the limit is {MAX_BYTES}", Place(name))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        report.add("E103", f"byte {raw[error.start]:#04x} is not UTF-8", Place(name, line, column))
        return None
    errors = len(report.errors)
    builder = _Builder(name, report, json=name.lower().endswith(".json"))
    data = builder.build(text)
    if len(report.errors) > errors:
        return None
    return Document(name, data, builder.places, builder.key_places)


@define
class _Frame:
    """A list or map that is still open."""

    path: Path
    value: dict[str, object] | list[object]
    key: str | None = None
    skip: bool = False  # a duplicate or unusable key was seen; its value is read and dropped


class _Stop(Exception):
    """Going on reading makes no sense."""


@define
class _Builder:
    name: str
    report: Report
    json: bool
    places: dict[Path, tuple[int, int]] = field(factory=dict)
    key_places: dict[Path, tuple[int, int]] = field(factory=dict)
    stack: list[_Frame] = field(factory=list)
    root: object = None
    documents: int = 0
    count: int = 0

    def build(self, text: str) -> object:
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self._take(event)
        except _Stop:
            pass
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)
            self.report.add("E104", (error.problem or "the text cannot be read").lower(), place)
        except yaml.YAMLError as error:
            reason = str(getattr(error, "reason", "the text cannot be read"))
            self.report.add("E104", reason.lower(), Place(self.name))
        return self.root

    def _place(self, event: yaml.Event) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.report.add("E110", "a second document begins here", self._place(event))
                raise _Stop
        elif isinstance(event, yaml.AliasEvent):
            self.report.add("E107", f"the alias `*{event.anchor}` stands for a value written elsewhere", self._place(event))
            self._put(None, event)
        elif isinstance(event, yaml.ScalarEvent):
            self._features(event)
            if self._expects_key():
                self._key(event)
            else:
                self._put(self._scalar(event), event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._features(event)
            self._open(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()

    def _features(self, event: yaml.NodeEvent) -> None:
        if event.anchor:
            self.report.add("E107", f"the anchor `&{event.anchor}` is not allowed", self._place(event))
        if event.tag:
            self.report.add("E107", f"the tag `{event.tag}` is not allowed", self._place(event))

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _key(self, event: yaml.ScalarEvent) -> None:
        frame, key = self.stack[-1], event.value
        place = self._place(event)
        if key == "<<" and not event.style:
            self.report.add("E107", "the merge key `<<` is not allowed", place)
        if key in frame.value:
            line = self.key_places[(*frame.path, key)][0]
            self.report.add("E108", f"the key `{key}` stands here and in line {line}", place)
            frame.skip = True
        else:
            self.key_places[(*frame.path, key)] = (place.line, place.column)
        frame.key = key

    def _open(self, event: yaml.NodeEvent, value: dict[str, object] | list[object]) -> None:
        if self._expects_key():
            self.report.add("E111", "a list or map stands where a key is due", self._place(event))
            raise _Stop
        if len(self.stack) >= MAX_DEPTH:
            self.report.add("E105", f"more than {MAX_DEPTH} levels", self._place(event))
            raise _Stop
        path = self._put(value, event)
        self.stack.append(_Frame(path, value))

    def _put(self, value: object, event: yaml.Event) -> Path:
        """Store a value where the open list or map expects it; its path."""
        self.count += 1
        if self.count > MAX_VALUES:
            self.report.add("E106", f"more than {MAX_VALUES} values", self._place(event))
            raise _Stop
        path: Path = ()
        if not self.stack:
            self.root = value
        else:
            frame = self.stack[-1]
            if isinstance(frame.value, list):
                path = (*frame.path, len(frame.value))
                frame.value.append(value)
            elif frame.key is not None:
                path = (*frame.path, frame.key)
                if not frame.skip:
                    frame.value[frame.key] = value
                frame.key, frame.skip = None, False
            else:
                self.report.add("E111", "an alias stands where a key is due", self._place(event))
                raise _Stop
        mark = event.start_mark
        self.places.setdefault(path, (mark.line + 1, mark.column + 1))
        return path

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        text = event.value
        if event.style:
            return text
        if _INTEGER.match(text):
            return int(text) if len(text) <= 400 else Decimal(text)
        if _DECIMAL.match(text) or (self.json and _JSON_NUMBER.match(text)):
            return Decimal(text)
        if text in ("true", "false"):
            return text == "true"
        if text in ("null", ""):
            return None
        if text.lower() in _WORDS or _SURPRISES.match(text):
            hint = "write it in quotes if text is meant"
            if text.lower() in ("yes", "on", "true", "no", "off", "false"):
                hint += ", or write `true` or `false`"
            elif any(c.isdigit() for c in text):
                hint += ", or write the number in plain decimal digits"
            message = f"`{text}` means different things to different readers of YAML"
            self.report.add("E109", message, self._place(event), suggestion=hint)
            return None
        return text
