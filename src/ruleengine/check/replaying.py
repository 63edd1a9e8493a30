"""Recorded results calculated again with the engine and the library of today: which figures differ, and why.

A folder of records holds result records (`*.json`) and `elements.json`: for each rule set the elements that it had,
each with a hash of what it says itself. So a figure that differs is told with those elements, among all that it rests
on, that are others now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath

from attrs import define, field, frozen

from ruleengine.check.verify import verify
from ruleengine.diagnostics import Diagnostic, Place, Refused, Report
from ruleengine.pipeline import product_of, program_of
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.hashes import Reach
from ruleengine.resolve.overlay import resolve
from ruleengine.ruleset.from_document import reference as reference_of
from ruleengine.ruleset.library import Library
from ruleengine.run.record.from_document import read_record_document
from ruleengine.run.record.from_result import result_record
from ruleengine.run.record.writing import record_data
from ruleengine.source.folders import content_of
from ruleengine.source.kind import read_any
from ruleengine.source.wording import shown_text

#: The file with the elements of the rule sets that the records are of.
ELEMENTS = "elements.json"
#: What differs in a figure.
_FIGURES = ("E733.value", "E733.verdict", "E733.missing", "E733.surplus")
#: What a record is calculated from besides its rule set, and differs now.
_CAUSES = {
    "W734.engine": "engine", "E733.inventory": "inventory", "E733.other_table": "table", "E733.table": "table",
}  # fmt: skip
_SIGNS = 16


@frozen
class ChangedFigure:
    """A value or verdict that is another one now, and the changes that it rests on: `engine`, `inventory`, paths of
    elements, names of look-up tables.
    """

    name: str
    recorded: str | None
    now: str | None
    causes: tuple[str, ...]


@frozen
class Replayed:
    """A record calculated again; `refused` is why that could not be done."""

    file: str
    ruleset: str
    inventory: str
    figures: tuple[ChangedFigure, ...] = ()
    changes: tuple[str, ...] = ()
    refused: tuple[Diagnostic, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it was calculated and every figure is the recorded one."""
        return not self.figures and not self.refused


@define
class Replays:
    """Records and the inventories that they are of, found below folders by id and rule set."""

    library: Library
    inventories: Sequence[FilePath]
    found: dict[tuple[str, str], FilePath] = field(init=False)
    _reaches: dict[str, Reach] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.found = {}
        for folder in self.inventories:
            for path in _files(folder, (".yaml", ".yml")):
                kind, document = read_any(path, Report())
                if kind == "inventory" and document is not None:
                    data = as_map(document.data)
                    self.found.setdefault((str(data.get("ruleset")), str(data.get("inventory"))), path)

    def replay(self, folder: FilePath) -> Iterator[Replayed]:
        """Each record of a folder, calculated again, in the order of their names; raises `Refused` where it is none."""
        elements = _elements_in(folder)
        for path in _files(folder, (".json",)):
            if path.name == ELEMENTS:
                continue
            try:
                yield self._one(path, elements)
            except Refused as refused:
                yield Replayed(path.as_posix(), "", "", refused=tuple(refused.diagnostics))

    def _one(self, path: FilePath, elements: Mapping[str, object]) -> Replayed:
        document = read_record_document(path)
        data = as_map(document.data)
        rules, inventory = as_map(data["ruleset"]), str(as_map(data["inventory"])["id"])
        named = f"{rules['id']}@{rules['version']}"
        source = self.found.get((named, inventory))
        if source is None:
            report = Report()
            report.tell(
                "E735.inventory", document.place(("inventory",)), id=shown_text(inventory), ruleset=named
            )
            return Replayed(path.as_posix(), named, inventory, refused=tuple(report.items))
        replay = verify(path, source, self.library)
        general = {_CAUSES[d.key]: d for d in replay.found if d.key in _CAUSES}
        tables = [f"tables.{dict(d.facts)['name']}" for d in replay.found if _CAUSES.get(d.key) == "table"]
        changed = self._changed(named, as_map(elements.get(named)))
        beside = tuple(c for c in ("engine", "inventory") if c in general)
        figures = []
        for told in replay.found:
            if told.key in _FIGURES:
                facts = dict(told.facts)
                rests = self._rests_on(named, str(facts["name"]), told.element)
                own = tuple(c for c in dict.fromkeys((*changed, *tables)) if rests is None or c in rests)
                was, now = (None if facts.get(k) is None else str(facts[k]) for k in ("recorded", "now"))
                figures.append(ChangedFigure(str(facts["name"]), was, now, (*beside, *own) or ("engine",)))
        return Replayed(
            path.as_posix(), named, inventory, tuple(figures), tuple(dict.fromkeys((*beside, *changed, *tables)))
        )  # fmt: skip

    def reach(self, named: str) -> Reach:
        """What the elements of a rule set rest on; raises `Refused`."""
        if named not in self._reaches:
            self._reaches[named] = Reach(resolve(self.library, reference_of(named)))
        return self._reaches[named]

    def _changed(self, named: str, recorded: Mapping[str, object]) -> tuple[str, ...]:
        """The elements that say something else than when the records were made; none where that is not known."""
        now = _signs(self.reach(named))
        if not recorded:
            return ()
        return tuple(p for p in dict.fromkeys((*now, *recorded)) if now.get(p) != recorded.get(p))

    def _rests_on(self, named: str, name: str, element: str | None) -> set[str] | None:
        """The elements that a figure rests on; None for one that rests on all emissions."""
        reach = self.reach(named)
        path = element or ".".join(name.partition("[")[0].split(".")[:2])
        return reach.closure(path) if path in reach.elements else None


def recorded(library: Library, inventories: Sequence[FilePath]) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """The records of all inventories below folders, by the names of their files, with `elements.json`; and why some
    have none.
    """
    replays = Replays(library, inventories)
    files: dict[str, bytes] = {}
    elements: dict[str, object] = {}
    refused: list[Diagnostic] = []
    programs: dict[str, Program] = {}
    for (named, inventory), path in sorted(replays.found.items()):
        try:
            if named not in programs:
                programs[named] = program_of(library, named)
            product = product_of(programs[named], path)
        except Refused as fault:
            refused += fault.diagnostics
            continue
        elements[named] = _signs(replays.reach(named))
        name = f"{named}-{inventory}".replace("/", "-").replace("@", "-")
        data = record_data(result_record(product.result, product.warnings))
        files[f"{name}.json"] = (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    files[ELEMENTS] = (json.dumps(elements, indent=0) + "\n").encode()
    return files, refused


def _signs(reach: Reach) -> dict[str, str]:
    """A short hash of what each element says itself, and of the rows of look-up tables."""
    tables = {f"tables.{k}": t.fingerprint for k, t in reach.resolved.tables.items()}
    return {
        path: hashlib.sha256((text + tables.get(path, "")).encode()).hexdigest()[:_SIGNS]
        for path, text in reach.texts.items()
    }


def _elements_in(folder: FilePath) -> Mapping[str, object]:
    """The elements of rule sets that a folder of records holds; nothing where it has no such file."""
    path = folder / ELEMENTS
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_bytes())
    except ValueError:
        report = Report()
        report.tell("E735.elements", Place(path.as_posix()), file=path.as_posix())
        raise Refused(report.items) from None
    return as_map(data)


def _files(folder: FilePath, endings: tuple[str, ...]) -> list[FilePath]:
    """The files below a folder that end so; raises `Refused` where it is no folder that can be read."""
    found = content_of(folder)
    if "" in found.faults:
        raise Refused([found.faults[""].diagnostic(Place(folder.as_posix()))])
    return [folder / name for name in found.files if FilePath(name).suffix.lower() in endings]
