"""A rule set that reads another version of a factor table and is the same in all else."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from ruleengine.diagnostics import Refused, Report
from ruleengine.resolve.overlay import load_for_use
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import FactorTable


def with_tables_replaced(
    library: Library, resolved: ResolvedRuleSet, pairs: Sequence[tuple[str, str]]
) -> ResolvedRuleSet:
    """The rule set with tables replaced, each pair an old and a new `id@version`.

    Raises `Refused` where it reads no such table (E301), or a file is no table of the library (E310).
    """
    elements, tables, report = dict(resolved.elements), dict(resolved.tables), Report()
    for old, new in pairs:
        names = [name for name, table in resolved.tables.items() if str(table.reference) == old]
        if not names:
            known = tuple(dict.fromkeys(str(t.reference) for t in resolved.tables.values()))
            report.tell("E301.not_read", None, ruleset=str(resolved.reference), name=old, known=known)
            continue
        found = _table(library, new, report)
        if found is None:
            continue
        for name in names:
            element = elements[f"tables.{name}"]
            tables[name] = found
            fields = {**element.fields, "table": str(found.reference)}
            elements[f"tables.{name}"] = evolve(element, fields=fields)
    report.stop_on_errors()
    return evolve(resolved, elements=elements, tables=tables)


def _table(library: Library, named: str, report: Report) -> FactorTable | None:
    try:
        item = load_for_use(library, library.find(named))
    except Refused as refused:
        report.take(refused.diagnostics)
        return None
    if not isinstance(item, FactorTable):
        report.tell("E310.table_due", None, name=named)
        return None
    return item
