"""Text to document: YAML 1.2 core values only, every value with its place, all errors at once.

JSON is read by the same reader (it is YAML), with numbers in JSON's own notation. Tags, anchors, aliases,
merge keys, duplicate keys and text that YAML versions read differently are refused; size, depth, count and
the number of errors told are limited.
"""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path as FilePath

import yaml
from attrs import define, field

from ruleengine.diagnostics import Place, Report
from ruleengine.source.document import Document, Path
from ruleengine.source.grammar_errors import grammar_error, line_and_column
from ruleengine.source.wording import shown_text

MAX_BYTES = 4_000_000
MAX_DEPTH = 24
MAX_VALUES = 300_000
MAX_ERRORS = 200

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
_JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,4})?\Z")
_WORDS = {"yes", "no", "on", "off", "true", "false", "null", "~"}
_SURPRISES = re.compile(
    r"""(?: [-+]?0[0-9_]+ | \+[0-9].* | [-+]?[0-9]+_[0-9_]*(\.[0-9_]*)?
      | [-+]?(\.[0-9]+|[0-9]+\.|[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+|\.[0-9]+[eE][-+]?[0-9]+)
      | [-+]?0[xob][0-9a-fA-F_]+ | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN) | [-+]?(inf|Infinity|NaN|nan|Inf)
      | [-+]?[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)? )\Z""",
    re.VERBOSE,
)
_LINE_BREAKS = re.compile("[\x85\u2028\u2029]")
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")

_AMBIGUOUS = object()


def read_file(path: FilePath, report: Report, shown: str | None = None) -> Document | None:
    """Read a YAML or JSON file; None and errors in `report` when it cannot be used.

    `shown` names the file in messages. Not more than `MAX_BYTES` are read, even from what is not a file.
    """
    name = shown or path.as_posix()
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or "not a usable path").lower()
        report.add("E101", f"cannot read `{shown_text(name)}`: {reason}", Place(name))
        return None
    return read_bytes(raw, name, report)


def read_bytes(raw: bytes, name: str, report: Report) -> Document | None:
    """Read YAML or JSON bytes; `name` (its ending tells JSON from YAML) is used in messages."""
    if len(raw) > MAX_BYTES:
        report.add("E102", f"`{name}` has more than {MAX_BYTES} bytes", Place(name))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before, byte = error.object[: error.start].decode("utf-8"), error.object[error.start]
        report.add("E103", f"byte {byte:#04x} is not UTF-8", Place(name, *line_and_column(before)))
        return None
    hidden = _LINE_BREAKS.search(text)
    if hidden:
        message = f"the character U+{ord(hidden[0]):04X} ends a line for some readers of YAML only"
        hint = f'remove it, or write it as `"\\u{ord(hidden[0]):04x}"` in double quotes'
        place = Place(name, *line_and_column(text[: hidden.start()]))
        report.add("E109", message, place, suggestion=hint)
        return None
    json = name.lower().endswith(".json")
    builder = _Builder(name, report, json=json)
    data = builder.build(_SURROGATES.sub(_one_character, text) if json else text)
    if builder.errors:
        return None
    return Document(name, data, builder.places, builder.key_places)


def _one_character(pair: re.Match[str]) -> str:
    """JSON writes a character beyond U+FFFF as two escapes; YAML knows only one escape a character."""
    high, low = int(pair[2], 16), int(pair[3], 16)
    return f"{pair[1]}{chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))}"


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
    errors: int = 0

    def build(self, text: str) -> object:
        with suppress(_Stop):
            try:
                for event in yaml.parse(text, Loader=_LOADER):
                    self._take(event)
            except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
                fault = grammar_error(error, text)
                place = Place(self.name, fault.line, fault.column)
                self._add("E104", fault.message, place, fault.suggestion)
        return self.root

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)

    def _add(self, code: str, message: str, place: Place, suggestion: str | None = None) -> None:
        """Report an error; the last one that is told stops the reading."""
        self.errors += 1
        if self.errors >= MAX_ERRORS:
            suggestion = f"correct these first: reading stops after {MAX_ERRORS} errors"
        self.report.add(code, message, place, suggestion=suggestion)
        if self.errors >= MAX_ERRORS:
            raise _Stop

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._add("E110", "a second document begins here", self._place(event))
                raise _Stop
        elif isinstance(event, yaml.AliasEvent):
            message = f"the alias `*{shown_text(str(event.anchor))}` stands for a value written elsewhere"
            self._add("E107", message, self._place(event))
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

    def _features(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            name = shown_text(str(event.anchor))
            self._add("E107", f"the anchor `&{name}` is not allowed", self._place(event))
        if event.tag:
            self._add("E107", f"the tag `{shown_text(event.tag)}` is not allowed", self._place(event))

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _key(self, event: yaml.ScalarEvent) -> None:
        frame, key = self.stack[-1], event.value
        place = self._place(event)
        if key == "<<" and not event.style:
            self._add("E107", "the merge key `<<` is not allowed", place)
        self._plain_name(event)
        if key in frame.value:
            line = self.key_places[(*frame.path, key)][0]
            self._add("E108", f"the key `{shown_text(key)}` stands here and in line {line}", place)
            frame.skip = True
        else:
            self.key_places[(*frame.path, key)] = (place.line, place.column)
        frame.key = key

    def _plain_name(self, event: yaml.ScalarEvent) -> None:
        """Report a key that some or all readers of YAML take for something else than text."""
        if event.style or isinstance(_plain_value(event.value, self.json), str):
            return
        message = f"the key `{shown_text(event.value)}` is not read as text by every reader of YAML"
        self._add("E111", message, self._place(event), "write it in quotes if a name is meant")

    def _open(self, event: yaml.CollectionStartEvent, value: dict[str, object] | list[object]) -> None:
        if self._expects_key():
            self._add("E111", "a list or map stands where a key is due", self._place(event))
            raise _Stop
        if len(self.stack) >= MAX_DEPTH:
            self._add("E105", f"more than {MAX_DEPTH} levels", self._place(event))
            raise _Stop
        path = self._put(value, event)
        self.stack.append(_Frame(path, value))

    def _put(self, value: object, event: yaml.Event) -> Path:
        """Store a value where the open list or map expects it; its path."""
        self.count += 1
        if self.count > MAX_VALUES:
            self._add("E106", f"more than {MAX_VALUES} values", self._place(event))
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
                self._add("E111", "an alias stands where a key is due", self._place(event))
                raise _Stop
        place = self._place(event)
        self.places.setdefault(path, (place.line, place.column))
        return path

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        text = event.value
        if event.style:
            return text
        value = _plain_value(text, self.json)
        if value is not _AMBIGUOUS:
            return value
        hint = "write it in quotes if text is meant"
        if text.lower() in ("yes", "on", "true", "no", "off", "false"):
            hint += ", or write `true` or `false`"
        elif any(c.isdigit() for c in text):
            hint += ", or write the number in plain decimal digits"
        message = f"`{shown_text(text)}` means different things to different readers of YAML"
        self._add("E109", message, self._place(event), suggestion=hint)
        return None


def _plain_value(text: str, json: bool) -> object:
    """The value of text without quotes, `_AMBIGUOUS` where readers of YAML differ."""
    if _INTEGER.match(text):
        return int(text) if len(text) <= 400 else Decimal(text)
    if _DECIMAL.match(text) or (json and _JSON_NUMBER.match(text)):
        return Decimal(text)
    if text in ("true", "false"):
        return text == "true"
    if text in ("null", ""):
        return None
    return _AMBIGUOUS if text.lower() in _WORDS or _SURPRISES.match(text) else text
