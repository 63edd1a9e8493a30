"""Replay: a result record is calculated again from the rules and the inventory that it names, and compared.

A hash that differs is told first. Numbers and verdicts are always compared; words and counts only where rules, tables,
inventory and engine are those of the record, since else they follow from the difference that is told already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

from attrs import field, frozen

from ruleengine.diagnostics import Both, Diagnostic, Fact, Phrase, Report, in_order
from ruleengine.language import BETWEEN, LANGUAGES
from ruleengine.pipeline import product_of, program_of
from ruleengine.portfolio.reading.inventories import is_tables, one_of
from ruleengine.resolve.standing import standing_sentences
from ruleengine.ruleset.library import Library
from ruleengine.run.record.earlier import LACKING
from ruleengine.run.record.from_document import KEY, read_record_document, record_from_document
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.record import ResultRecord
from ruleengine.run.record.writing import record_data
from ruleengine.source.document import Document, Path

#: What is compared by its hash, and what is not compared.
_APART = ("result_record", "engine", "tables", "standing", "inventory", "explanation", "explanation_zh")
#: Where the values of a record stand: amounts, and the fields of emissions, quantities and indicators.
_AMOUNTS = (
    "per_unit", "per_unit_rounded", "total", "total_rounded", "reference_flow", "stages", "species", "stages_per_unit",
    "species_per_unit", "data_quality",
)  # fmt: skip
_VALUED = ("emissions", "quantities", "indicators", "roles")
#: What has come of conditions of the rule set.
_JUDGED = ("preconditions", "checks")
_VALUES = ("value", "per_unit", "values")
#: Differences of which others are consequences.
_CAUSES = ("W734.engine", "E733.rules", "E733.table", "E733.other_table", "E733.inventory")


@frozen
class Replay:
    """A record and what came out when it was calculated again; `found` has every difference, and warnings."""

    record: ResultRecord
    again: ResultRecord
    found: tuple[Diagnostic, ...]

    @property
    def holds(self) -> bool:
        """Whether rules, tables, inventory and numbers are those of the record."""
        return all(d.severity == "warning" for d in self.found)

    @property
    def values(self) -> int:
        """How many values were compared."""
        return sum(_is_value(path) for path, _ in _leaves(record_data(self.record), ()))


def verify(path: FilePath, inventory: FilePath, library: Library) -> Replay:
    """Replay the record in `path` with an inventory file.

    Raises `Refused` where the file is no record, the library has no such rule set, or the inventory cannot be used.
    """
    document = read_record_document(path)
    record = record_from_document(document)
    named = document.place(("ruleset", "version"))
    program = program_of(library, f"{record.ruleset.id}@{record.ruleset.version}", place=named)
    product = product_of(
        program, one_of(inventory, program, record.inventory.id if is_tables(inventory) else None)
    )
    again = result_record(product.result, product.warnings)
    comparison = _Comparison(document, record, again, inventory.as_posix())
    comparison.compare()
    return Replay(record, again, tuple(in_order(comparison.report.items)))


@frozen
class _Comparison:
    document: Document
    record: ResultRecord
    again: ResultRecord
    file: str
    report: Report = field(factory=Report)

    @property
    def earlier(self) -> bool:
        """Whether the record is of an earlier format, which could not say all of what is calculated now."""
        return self.record.format != self.again.format

    def compare(self) -> None:
        """Tell what differs."""
        self._sources()
        explained = any(d.key in _CAUSES for d in self.report.items)
        recorded, now = record_data(self.record), record_data(self.again)
        for name in now:
            if name not in _APART:
                self._differences(recorded[name], now[name], (name,), explained)

    def _sources(self) -> None:
        """Engine, rule set, factor tables and inventory."""
        record, again, place = self.record, self.again, self.document.place
        if self.earlier:
            self.report.tell(
                "W734.format", place((KEY,)), recorded=record.format, now=again.format, lacking=LACKING
            )
        if record.engine != again.engine:
            self.report.tell("W734.engine", place(("engine",)), recorded=record.engine, now=again.engine)
        rules, inventory = record.ruleset, record.inventory
        if rules.hash != again.ruleset.hash:
            self.report.tell(
                "E733.rules", place(("ruleset", "hash")), ruleset=f"{rules.id}@{rules.version}",
                recorded=rules.hash, now=again.ruleset.hash,
            )  # fmt: skip
        self._tables()
        if record.standing != again.standing:
            was, now = (
                Both(*(BETWEEN[n].join(standing_sentences(s, x)) for n, x in enumerate(LANGUAGES)))
                for s in (record.standing, again.standing)
            )
            if again.standing:
                self.report.tell("W734.standing", place(("standing",)), now=now)
            else:
                self.report.tell("W734.standing_no_more", place(("standing",)), was=was)
        if inventory.hash != again.inventory.hash:
            self.report.tell(
                "E733.inventory", place(("inventory", "hash")), file=self.file, recorded=inventory.hash,
                now=again.inventory.hash,
            )  # fmt: skip
        elif inventory.printed_hash != again.inventory.printed_hash:
            self.report.tell(
                "W734.wording", place(("inventory", "printed_hash")), file=self.file,
                recorded=inventory.printed_hash, now=again.inventory.printed_hash,
            )  # fmt: skip

    def _tables(self) -> None:
        recorded, now = self.record.tables, self.again.tables
        for name in (*now, *(n for n in recorded if n not in now)):
            place = self.document.place(("tables", name, "hash"))
            if name not in recorded or name not in now:
                key = "E733.missing" if name not in recorded else "E733.surplus"
                self.report.tell(key, place, name=f"tables.{name}")
                continue
            was, found = recorded[name], now[name]
            if (was.id, was.version) != (found.id, found.version):
                self.report.tell(
                    "E733.other_table", place, name=name, recorded=f"{was.id}@{was.version}",
                    now=f"{found.id}@{found.version}",
                )  # fmt: skip
            elif was.hash != found.hash:
                table = f"{was.id}@{was.version}"
                self.report.tell(
                    "E733.table", place, name=name, table=table, recorded=was.hash, now=found.hash
                )

    def _differences(self, recorded: object, now: object, path: Path, explained: bool) -> None:
        """What differs at a place of the record and below it."""
        if path == ("ruleset", "hash") or (self.earlier and ".".join(map(str, path)) in LACKING):
            return
        if isinstance(now, Mapping) and isinstance(recorded, Mapping) and "absent" not in {*now, *recorded}:
            for key in (*now, *(k for k in recorded if k not in now)):
                if key in now and key in recorded:
                    self._differences(recorded[key], now[key], (*path, key), explained)
                elif (not explained or path[0] in (*_VALUED, *_JUDGED)) and not _follows(path, key):
                    self._tell("E733.missing" if key in now else "E733.surplus", (*path, key))
        elif isinstance(now, list) and isinstance(recorded, list) and len(now) == len(recorded):
            for index, (was, found) in enumerate(zip(recorded, now, strict=True)):
                self._differences(was, found, (*path, index), explained)
        elif recorded != now:
            judged = path[0] in _JUDGED and path[-1] in ("verdict", "outcome")
            key = "E733.verdict" if judged else "E733.value" if _is_value(path) else "E733.word"
            if key != "E733.word" or not explained:
                self._tell(key, path, recorded=_shown(recorded), now=_shown(now))

    def _tell(self, key: str, path: Path, recorded: Fact | None = None, now: Fact | None = None) -> None:
        name = _named(path[:-1] if key == "E733.verdict" else path)
        section = {"checks": "requirements", "preconditions": "must"}.get(str(path[0]), path[0])
        of_element = path[0] in (*_VALUED, *_JUDGED) and path[0] != "roles" and len(path) > 1
        element = f"{section}.{path[1]}" if of_element else None
        self.report.tell(
            key, self.document.place(path), element=element, name=name, recorded=recorded, now=now
        )


def _follows(path: Path, key: str) -> bool:
    """Whether a key is there or not as its value says: why there is none."""
    return path[0] in _VALUED and key == "reason"


def _is_value(path: Path) -> bool:
    """Whether a value of the calculation stands at a path, and not words about it."""
    return path[0] in _AMOUNTS or (len(path) > 2 and path[0] in _VALUED and path[2] in _VALUES)


def _leaves(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if isinstance(value, Mapping) and "absent" not in value:
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    else:
        yield path, value


def _named(path: Path) -> str:
    """A path as people write it, rows counted from 1: `quantities.heat.values[2]`."""
    parts = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")


def _shown(value: object) -> Fact:
    """A value of a record for a message."""
    if isinstance(value, Mapping) and "absent" in value:
        return Phrase(f"value.{str(value['absent']).replace(' ', '_')}")
    if isinstance(value, Mapping | list):
        return Phrase("value.parts", count=len(value))
    if value is None:
        return Phrase("value.not_stated")
    return str(value).lower() if isinstance(value, bool) else str(value)
