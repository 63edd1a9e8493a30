"""Maps given from Python to documents: plain data such as a file holds, or what of it no file could hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from attrs import define, field

from ruleengine.diagnostics import Place, Refused, Report
from ruleengine.source.document import Document, Path
from ruleengine.source.tree import MAX_DEPTH, MAX_VALUES
from ruleengine.source.wording import shown_text


def given_document(given: Mapping[str, object], name: str) -> Document:
    """The document of a map; `name` is how messages call it. Raises `Refused` with all that no file could hold.

    Tuples count as lists and dates as texts; numbers are int or Decimal, since a double is not what was written.
    """
    copy = _Copy(name)
    data = copy.of(given, ())
    if copy.report.errors:
        raise Refused(copy.report.items)
    return Document(name, data, {}, {})


@define
class _Copy:
    name: str
    report: Report = field(factory=Report)
    count: int = 0

    def of(self, value: object, path: Path) -> object:
        """The value as plain data; nothing where it cannot be, which is told."""
        self.count += 1
        deep = len(path) >= MAX_DEPTH and isinstance(value, Mapping | list | tuple)
        if deep or self.count > MAX_VALUES:
            self._too_large(deep)
            return None
        if isinstance(value, Mapping):
            return {
                self._key(k, path): self.of(v, (*path, k if isinstance(k, str) else ""))
                for k, v in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.of(v, (*path, n)) for n, v in enumerate(value)]
        if (
            value is None
            or isinstance(value, str | int)
            or (isinstance(value, Decimal) and value.is_finite())
        ):
            return value
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        self._tell("E203.no_plain_value", path, value)
        return None

    def _key(self, key: object, path: Path) -> str:
        if not isinstance(key, str):
            self._tell("E203.no_plain_key", path, key)
        return key if isinstance(key, str) else ""

    def _tell(self, key: str, path: Path, found: object) -> None:
        words = ".".join(str(step) for step in path)
        kind = "NaN, Infinity" if isinstance(found, Decimal) else type(found).__name__
        self.report.tell(key, Place(self.name), path=shown_text(words or self.name), kind=kind)

    def _too_large(self, deep: bool) -> None:
        """Tell once that there are too many levels, or too many values."""
        place = Place(self.name)
        if not self.report.errors and deep:
            self.report.tell("E105.levels", place, limit=MAX_DEPTH)
        elif not self.report.errors:
            self.report.tell("E106.values", place, limit=MAX_VALUES)
