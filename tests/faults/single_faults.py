"""Single faults: plain data with one field deleted, twice, of another type, or misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

Path = tuple[str | int, ...]

#: Values of the types that a file can hold, one for each.
_OTHERS = (None, True, 7, "text", {"text": "text"})


@frozen
class SingleFault:
    """What is wrong at one place of a file."""

    kind: str
    path: Path
    change: object = None

    def __str__(self) -> str:
        where = ".".join(str(step) for step in self.path) or "the file"
        return f"{self.kind} {where}" + (f" {self.change!r}" if self.kind not in ("delete", "twice") else "")

    def of(self, data: object) -> object:
        """The data with this fault; `data` stays as it is."""
        return _changed(data, self.path, self)


def single_faults(data: object) -> Iterator[SingleFault]:
    """All faults of plain data, in the order of the file."""
    for path, value in _values(data):
        if path:
            yield SingleFault("delete", path)
            yield SingleFault("twice", path)
        others = (*_OTHERS, [value])
        yield from (SingleFault("retype", path, other) for other in others if type(other) is not type(value))
        if isinstance(value, str):
            yield from (SingleFault("misspell", path, text) for text in ("", *_misspelt(value)))
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            yield from (SingleFault("number", path, n) for n in (0, -value, value * 10**40))
        if path and isinstance(path[-1], str):
            yield from (SingleFault("key", path, text) for text in _misspelt(path[-1]))


def _values(data: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every value inside plain data with the way to it, the whole first."""
    yield path, data
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inner:
        yield from _values(value, (*path, step))


def _misspelt(text: str) -> Iterator[str]:
    yield text + "x"
    if len(text) > 1 and text[0] != text[1]:
        yield text[1] + text[0] + text[2:]


def _changed(data: object, path: Path, fault: SingleFault) -> object:
    if not path:
        return fault.change
    step, rest = path[0], path[1:]
    entries = data.items() if isinstance(data, dict) else enumerate(data if isinstance(data, list) else [])
    changed: list[tuple[object, object]] = []
    for key, value in entries:
        if key != step:
            changed.append((key, value))
        elif rest:
            changed.append((key, _changed(value, rest, fault)))
        else:
            changed += _entries(key, value, fault)
    return dict(changed) if isinstance(data, dict) else [value for _, value in changed]


def _entries(key: object, value: object, fault: SingleFault) -> list[tuple[object, object]]:
    """What stands in place of one entry."""
    match fault.kind:
        case "delete":
            return []
        case "twice":
            return [(key, value), (f"{key}{'-' if '-' in str(key) else '_'}2", value)]
        case "key":
            return [(fault.change, value)]
    return [(key, fault.change)]
