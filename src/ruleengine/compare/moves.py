"""What is done to an inventory on its way to another version, and what is to be told of it: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import evolve, frozen

from ruleengine.compare.edits import FieldEdit
from ruleengine.diagnostics import Fault
from ruleengine.program.program import Field, InputTable
from ruleengine.source.document import Path

Action = Literal["value", "key", "out", "add", "item"]


@frozen
class Move:
    """One change of the file: at a path, the name or value that is put there, and what a reader is told of it.

    `reason` is a name of `migration_text.REASONS`; `asked` is what is to be filled in there.
    """

    action: Action
    path: Path
    put: object = None
    reason: str = ""
    asked: Asked | None = None


@frozen
class Asked:
    """What the new version wants and the inventory does not say, or says in a way that is no longer taken.

    `name` is an input, a table or `table.column`; `rows` are those of its table that lack it, `given` what stands
    there and is refused, with the finding. `required` is false for what may be given; `assumed` says that a stated
    value stands there now. `products` counts those of a portfolio; it is 0 where one inventory is spoken of.
    """

    name: str
    field: Field | InputTable
    required: bool
    rows: int = 0
    given: object = None
    fault: Fault | None = None
    assumed: bool = False
    is_new: bool = True
    products: int = 0

    def together(self, known: Asked | None, products: int = 1) -> Asked:
        """The same of so many products more, with what was known of others."""
        if known is None:
            return evolve(self, products=products)
        return evolve(known, rows=known.rows + self.rows, products=known.products + products)


@frozen
class Dropped:
    """A value that the new version does not take, by its name in the old one."""

    name: str
    label: Mapping[str, str]
    value: object


@frozen
class Redefined:
    """An input that is called as it was, or was renamed, and does not mean what it meant."""

    name: str
    fields: tuple[FieldEdit, ...]


def with_steps(data: object, steps: tuple[Move, ...]) -> object:
    """Plain data with steps made; the paths of steps are those of the data as they were."""
    by_path: dict[Path, list[Move]] = {}
    for step in steps:
        by_path.setdefault(step.path, []).append(step)
    added: dict[Path, list[Move]] = {}
    for step in steps:
        if step.action in ("add", "item"):
            added.setdefault(step.path[:-1], []).append(step)

    def copied(value: object, path: Path) -> object:
        put = [s for s in by_path.get(path, ()) if s.action == "value"]
        if put:
            return put[-1].put
        if isinstance(value, Mapping):
            found: dict[str, object] = {}
            for key, inner in value.items():
                own = by_path.get((*path, key), ())
                if any(s.action == "out" for s in own):
                    continue
                name = next((str(s.put) for s in own if s.action == "key"), key)
                found[name] = copied(inner, (*path, key))
            return found | {str(s.path[-1]): s.put for s in added.get(path, ())}
        if isinstance(value, list):
            items = [copied(item, (*path, n)) for n, item in enumerate(value)]
            return items + [s.put for s in added.get(path, ())]
        return value

    return copied(data, ())
