"""The hash of an element: it changes with everything that the element reaches, and with nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from ruleengine.formula import typed as t
from ruleengine.program.program import Program
from ruleengine.resolve.hashes import NAMED, Reach, element_hashes
from ruleengine.resolve.identity import FORMULAS
from ruleengine.resolve.overlay import resolve
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.library import Library
from ruleengine.source.canonical import fingerprint
from tests.ruleset.small_library import SMALL, copy_of_small_library
from tests.run.examples import LIBRARY, program_of

REAL = [str(r) for r in LIBRARY.references() if "factors" not in r.id]
#: What requirements and values of the small library rest on, worked out by hand.
LAMP = {
    "requirements.sources-listed": {"sources.own", "vocabulary.evidence.record", "vocabulary.methods.review"},
    "requirements.battery-mass": {
        "sources.own", "vocabulary.evidence.record", "inputs.has_battery", "inputs.battery_mass",
    },
    "requirements.score-limit": {
        "sources.own", "vocabulary.evidence.record", "vocabulary.methods.recalculation", "inputs.data_sources",
        "parameters.score_limit",
    },
    "quantities.material_emissions": {"inputs.materials", "inputs.parts", "inputs.data_sources"},
    "emissions.disposal": {
        "inputs.materials", "inputs.parts", "inputs.data_sources", "parameters.landfill", "sources.own",
    },
    "inputs.kind": {"tables.grid"},
    "functional_unit": {"parameters.reference_life", "sources.own"},
    "vocabulary.evidence.record": set(),
}  # fmt: skip


def resolved(library: Library, name: str) -> ResolvedRuleSet:
    """A rule set of a library, resolved."""
    return resolve(library, library.find(name))


@pytest.mark.parametrize("name", LAMP)
def test_what_an_element_rests_on(name: str) -> None:
    found = Reach(resolved(Library(SMALL), "mini/lamp"))
    assert found.closure(name) == LAMP[name] | {name}


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all single values."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path


def other(value: object, key: str | int) -> object:
    """Another value of the same kind; a formula stays one and reads the same names."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value + 1
    return f"({value}) + 1" if key in FORMULAS else f"{value}x"


def changed(value: object, path: tuple[str | int, ...]) -> object:
    """Plain data with one single value changed."""
    step, *rest = path
    if isinstance(value, list):
        return [changed_or_other(v, rest, step) if i == step else v for i, v in enumerate(value)]
    assert isinstance(value, Mapping)
    return {k: changed_or_other(v, rest, step) if k == step else v for k, v in value.items()}


def changed_or_other(value: object, rest: list[str | int], key: str | int) -> object:
    return changed(value, tuple(rest)) if rest else other(value, key)


def with_change(found: ResolvedRuleSet, name: str, path: tuple[str | int, ...]) -> ResolvedRuleSet:
    """The rule set with one single value of one element changed."""
    kind = "singles" if name in found.singles else "elements"
    elements = getattr(found, kind)
    fields = changed(elements[name].fields, path)
    return evolve(found, **{kind: {**elements, name: evolve(elements[name], fields=fields)}})


@pytest.mark.parametrize("name", ["mini/lamp", "mini/led", "mini/limits"])
def test_every_field_of_what_is_reached_counts_and_nothing_else(name: str) -> None:
    found = resolved(Library(SMALL), name)
    before, reach = element_hashes(found), Reach(found)
    closures = {e: reach.closure(e) for e in before}
    seen = 0
    for element in before:
        for path in leaves(reach.elements[element].fields):
            after = element_hashes(with_change(found, element, path))
            told = {e for e in before if after[e] != before[e]}
            assert told == {e for e, reached in closures.items() if element in reached}, (element, path)
            seen += 1
    assert seen > 150


def one_by_one(found: ResolvedRuleSet) -> dict[str, str]:
    """The hashes as the guide defines them: each of the whole text of its element."""
    reach = Reach(found)
    return {name: fingerprint(reach.described(name)) for name in reach.elements}


@pytest.mark.parametrize("name", ["mini/lamp", "mini/led", "mini/limits"])
def test_the_hashes_of_all_elements_are_those_of_their_texts(name: str) -> None:
    found = resolved(Library(SMALL), name)
    assert element_hashes(found) == one_by_one(found)
    reached = Reach(found)
    assert any(f"tables.{k}" in reached.closure(n) for k in found.tables for n in reached.elements)


@pytest.mark.parametrize("name", REAL)
def test_the_hashes_of_the_shipped_elements_are_those_of_their_texts(name: str) -> None:
    found = program_of(name).resolved
    assert element_hashes(found) == one_by_one(found)


def rests_on(program: Program, tree: t.Typed) -> Iterator[str]:
    """The names that a compiled formula reads, told from its typed tree."""
    for node in t.walk(tree):
        match node:
            case t.Value(name=name) if name.startswith("footprint."):
                part = "footprint.total" if name == "footprint.per_unit" else name
                summed = (step.typed for step in program.footprint if step.name == part)  # bases have none
                yield from (e for total in summed for item in total.parts for e in rests_on(program, item))
            case t.Value(name=name):
                yield name.removeprefix("when(").removesuffix(")").partition(".")[0]
            case t.Find() | t.Aggregate():
                yield node.table


@pytest.mark.parametrize("name", REAL)
def test_all_that_the_compiled_formulas_read_is_reached(name: str) -> None:
    program = program_of(name)
    reach = Reach(program.resolved)
    paths = {e.id: e.name for s in NAMED for e in program.resolved.section(s)}
    # The sums of the footprint are made of the emissions, not of what the boundary says.
    steps = [s for s in program.all_steps() if s.kind != "footprint"]
    for step in steps:
        read = {paths[n] for n in rests_on(program, step.typed)}
        assert read <= reach.closure(step.element.name), step.name
    assert steps


@pytest.mark.parametrize("name", REAL)
def test_every_element_has_a_hash_of_its_own(name: str) -> None:
    found = element_hashes(program_of(name).resolved)
    assert len(set(found.values())) == len(found) > 60
    assert all(re.fullmatch("sha256:[0-9a-f]{64}", h) for h in found.values())


def hashes_after(folder: Path, file: str, old: str, new: str, of: str = "mini/lamp") -> set[str]:
    """The elements whose hash is another one after a change of one file."""
    library = copy_of_small_library(folder)
    before = element_hashes(resolved(library, of))
    path = library.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    after = element_hashes(resolved(Library(library.root), of))
    return {e for e in {*before, *after} if before.get(e) != after.get(e)}


LAMP_FILE, BASE_FILE = "mini/lamp/1.0.0.yaml", "mini/base/1.0.0.yaml"
SAME = {
    "a comment": (LAMP_FILE, "# A category", "# One category"),
    "white space in a formula": (LAMP_FILE, "sum(materials.mass) * landfill", "'sum(materials.mass)  *  landfill'"),
    "a line break in a formula": (LAMP_FILE, "  power * life * (", "  power *\n      life * ("),
    "the notation of a number": (LAMP_FILE, "value: 0.05", "value: 0.0500"),
    "the order of fields": (LAMP_FILE, "{unit: h, above: 0,", "{above: 0, unit: h,"),
    "the order of elements": (
        BASE_FILE,
        "    recalculation: {zh: 重新计算, en: recalculation}\n    review: {zh: 文件审查, en: document review}\n",
        "    review: {zh: 文件审查, en: document review}\n    recalculation: {zh: 重新计算, en: recalculation}\n",
    ),
    "a title": (LAMP_FILE, "en: lamps}", "en: luminaires}"),
}  # fmt: skip


@pytest.mark.parametrize("what", SAME)
def test_what_is_only_written_differently_changes_no_hash(what: str, tmp_path: Path) -> None:
    assert hashes_after(tmp_path, *SAME[what]) == set()


def test_a_number_of_a_factor_table_changes_what_looks_it_up(tmp_path: Path) -> None:
    told = hashes_after(tmp_path, "mini/factors/heat/1.0.0.yaml", "0.9", "0.8")
    assert {"tables.heat", "inputs.region", "emissions.electricity_use", "indicators.left_out"} <= told
    assert {"tables.grid", "inputs.kind", "emissions.disposal", "requirements.battery-mass"}.isdisjoint(told)


def test_an_element_that_a_child_leaves_alone_keeps_its_hash() -> None:
    base, child = (element_hashes(resolved(Library(SMALL), n)) for n in ("mini/base", "mini/lamp"))
    assert base["requirements.score-limit"] == child["requirements.score-limit"]
    assert base["requirements.share-limit"] != child["requirements.share-limit"]


def test_formulas_in_a_circle_and_formulas_that_cannot_be_read_have_hashes() -> None:
    found = resolved(Library(SMALL), "mini/lamp")
    flow = evolve(found.singles["reference_flow"], fields={"formula": "reference_life / footprint.per_unit"})
    broken = evolve(found.elements["emissions.disposal"], fields={"formula": "sum(("})
    around = evolve(
        found,
        singles={**found.singles, "reference_flow": flow},
        elements={**found.elements, "emissions.disposal": broken},
    )
    assert len(element_hashes(around)) == len(element_hashes(found))
    assert element_hashes(around) == one_by_one(around)
    assert "reference_flow" in Reach(around).closure("reference_flow")
