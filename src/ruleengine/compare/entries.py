"""A resolved rule set or a factor table as entries that can be laid beside those of another one.

An entry is an element with its fields as plain data. What does not count for the meaning of a file is left out (order,
white space of formulas, line breaks), so that two spellings of the same rules have the same entries. Beside its own
fields an entry may have
    `because`   the reasons of the overlays that changed it
    `origin`    the id of the rule set that says it first
    `rows`      of a look-up table: what the factor table says, row by row
    `removed`   that an inherited element was taken out, with the reason; it has no other fields then
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from ruleengine.resolve.identity import folded
from ruleengine.resolve.resolved import ResolvedElement, ResolvedRuleSet
from ruleengine.ruleset.model import FactorTable, Reference
from ruleengine.source.canonical import canonical

#: The section of what a file says of itself.
HEADER = "header"
#: Fields of an entry that no author wrote in the element.
ADDED_FIELDS = ("because", "origin", "rows", "removed")


@frozen
class Entry:
    """One element: its section and id, its fields as plain data, and whose clause number it names."""

    section: str
    id: str
    fields: Mapping[str, object]
    standard: str | None = field(default=None, eq=False)

    @property
    def path(self) -> str:
        """`emissions.use_electricity`; of a section that holds one thing, its name."""
        return f"{self.section}.{self.id}" if self.id else self.section

    @property
    def is_there(self) -> bool:
        """False where it says only that an inherited element was taken out."""
        return "removed" not in self.fields

    @property
    def clause(self) -> str | None:
        """The clause that it traces to."""
        clause = self.fields.get("clause")
        return None if clause is None else str(clause)

    def text(self) -> str:
        """The canonical text of its fields."""
        return canonical(self.fields)


@frozen
class Subject:
    """What is compared: a rule set with all that it inherits, or a factor table."""

    reference: Reference
    entries: Mapping[str, Entry]
    item: ResolvedRuleSet | FactorTable = field(eq=False, repr=False)

    @property
    def resolved(self) -> ResolvedRuleSet | None:
        """The rule set; None for a factor table."""
        return self.item if isinstance(self.item, ResolvedRuleSet) else None


def subject(item: ResolvedRuleSet | FactorTable) -> Subject:
    """The entries of a resolved rule set or of a factor table."""
    if isinstance(item, FactorTable):
        return Subject(item.reference, {e.path: e for e in _of_table(item)}, item)
    return Subject(item.reference, {e.path: e for e in _of_rule_set(item)}, item)


def _of_rule_set(resolved: ResolvedRuleSet) -> Iterator[Entry]:
    own = resolved.own
    header: dict[str, object] = {**own.header, "abstract": own.abstract}
    header["extends"] = None if own.extends is None else str(own.extends)
    if resolved.data_class is not None:
        header["data_class"] = resolved.data_class
    yield from (_header(key, value) for key, value in header.items() if value not in (None, False))
    for element in (*resolved.singles.values(), *resolved.elements.values()):
        yield _of_element(resolved, element)
    for removal in resolved.removals:
        gone = removal.element
        if gone.name not in resolved.elements:
            yield Entry(gone.section, gone.id, {"removed": removal.because}, str(removal.by))


def _of_element(resolved: ResolvedRuleSet, element: ResolvedElement) -> Entry:
    said = folded(element.fields)
    fields: dict[str, object] = dict(said) if isinstance(said, Mapping) else {}
    if element.reasons:
        fields["because"] = list(element.reasons)
    fields["origin"] = element.origins[0].id
    if element.section == "tables" and element.id in resolved.tables:
        fields["rows"] = {e.path: e.fields for e in _of_table(resolved.tables[element.id])}
    return Entry(element.section, element.id, fields, str(element.clause_reference))


def _of_table(table: FactorTable) -> Iterator[Entry]:
    """Its columns, sources and rows (by their keys), and what it says of itself."""
    data = table.document.data
    parts: Mapping[str, object] = data if isinstance(data, Mapping) else {}
    for key in ("status", "title", "note", "year", "nature", "source"):
        if parts.get(key) is not None:
            yield _header(key, parts[key])
    for section in ("sources", "columns"):
        held = parts.get(section)
        for id_, fields in held.items() if isinstance(held, Mapping) else ():
            yield Entry(section, str(id_), fields)
    rows = parts.get("rows")
    for row in rows if isinstance(rows, list) else ():
        keys = "/".join(str(row.get(k)) for k in table.keys)
        yield Entry("rows", keys, {k: v for k, v in row.items() if k not in table.keys})


def _header(key: str, value: object) -> Entry:
    return Entry(HEADER, key, value if isinstance(value, Mapping) else {"value": value})
