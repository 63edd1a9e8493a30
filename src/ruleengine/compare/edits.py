"""What differs between two versions, as edits of elements; plain data that documents, tables and JSON are made of."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import Final, Literal, get_args

from attrs import field, frozen

from ruleengine.compare.entries import Entry, Subject
from ruleengine.resolve.hashes import element_hashes

Kind = Literal["added", "removed", "modified", "moved", "renumbered", "renamed"]
#: What an edit is about, the gravest first: it changes results; it asks for other data; it changes what the rules are
#: for; what is verified; where a statement comes from; words only.
Purpose = Literal["numeric", "data", "scope", "verification", "provenance", "editorial"]
#: For the reader, the gravest first: what was valid may be refused; results or verdicts may differ; nothing does.
EditSeverity = Literal["breaking", "normative", "editorial"]

KINDS: Final = get_args(Kind)
PURPOSES: Final = get_args(Purpose)
SEVERITIES: Final = get_args(EditSeverity)


class NotThere(Enum):
    """The value of a field that is not there; null is a value."""

    ABSENT = "absent"


ABSENT: Final = NotThere.ABSENT
#: The way to a field within an element: `columns`, `mass`, `unit`.
FieldPath = tuple[str, ...]


@frozen
class FieldEdit:
    """One field with its old and its new value; `purpose` and `severity` are what this change alone means.

    `follows` says that the text differs only because something that it names was renamed.
    """

    path: FieldPath
    old: object
    new: object
    purpose: Purpose
    severity: EditSeverity
    follows: bool = False

    @property
    def name(self) -> str:
        """`columns.mass.unit`."""
        return ".".join(self.path)


@frozen
class Edit:
    """One change of one element; of an added one there is no old entry, of a removed one no new one.

    Where an inherited element is taken out, the new entry says so and why. `fields` are the fields that differ; of an
    element that was added or taken out they are not listed one by one.
    """

    kind: Kind
    old: Entry | None
    new: Entry | None
    fields: tuple[FieldEdit, ...]
    purpose: Purpose
    severity: EditSeverity

    @property
    def entry(self) -> Entry:
        """The new entry where it is there, else the old one."""
        sides = [e for e in (self.new, self.old) if e is not None]
        return next((e for e in sides if e.is_there), sides[0])

    @property
    def path(self) -> str:
        """The path of the element, the new one where it was renamed or moved."""
        return self.entry.path

    @property
    def old_path(self) -> str | None:
        """The path that it had, None where it was not there."""
        return None if self.old is None or not self.old.is_there else self.old.path

    @property
    def new_path(self) -> str | None:
        """The path that it has, None where it is no longer there."""
        return None if self.new is None or not self.new.is_there else self.new.path

    @property
    def reasons(self) -> tuple[Mapping[str, object], ...]:
        """What the new version gives as reasons that the old one did not: of a removal, or of overlays."""
        if self.new is None:
            return ()
        if not self.new.is_there:
            because = self.new.fields["removed"]
            return (because,) if isinstance(because, Mapping) else ()
        given, before = ([] if e is None else e.fields.get("because", []) for e in (self.new, self.old))
        known = before if isinstance(before, list) else []
        return tuple(r for r in given if r not in known) if isinstance(given, list) else ()


@frozen
class Difference:
    """The edits that make `new` of `old`; `renames` are paths that are another's now, columns among them.

    `reordered` are the sections whose elements stand in another order; nothing but the order of documents rests on it.
    """

    old: Subject
    new: Subject
    edits: tuple[Edit, ...]
    renames: Mapping[str, str] = field(factory=dict)
    reordered: tuple[str, ...] = ()

    def edit(self, path: str) -> Edit | None:
        """The edit of the element with this path, old or new; None where it is the same in both."""
        return self._by_path.get(path)

    @cached_property
    def _by_path(self) -> Mapping[str, Edit]:
        old = {e.old_path: e for e in self.edits if e.old_path is not None}
        return {
            **old,
            **{e.new_path: e for e in self.edits if e.new_path is not None},
            **{e.path: e for e in self.edits},
        }

    @cached_property
    def affected(self) -> tuple[str, ...]:
        """The elements that say what they said and rest on something that does not: their hashes differ.

        Empty for factor tables, whose rows rest on nothing.
        """
        if self.old.resolved is None or self.new.resolved is None:
            return ()
        old, new = element_hashes(self.old.resolved), element_hashes(self.new.resolved)
        return tuple(p for p, h in new.items() if p in old and old[p] != h and self.edit(p) is None)
