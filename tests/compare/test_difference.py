"""Differences of rule sets: what is seen, what it is called, and that edits make the new version of the old one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from ruleengine.compare.applying import applied, patched
from ruleengine.compare.as_text import difference_lines
from ruleengine.compare.difference import difference, inverted
from ruleengine.compare.edits import Difference, Edit
from ruleengine.compare.purposes import Readers, purpose_of
from ruleengine.compare.view import difference_view
from ruleengine.program.from_resolved import compile_program
from ruleengine.resolve.overlay import resolve
from ruleengine.resolve.resolved import ResolvedRuleSet
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.model import ELEMENT_SECTIONS, SINGLE_SECTIONS
from ruleengine.source.shape_rules import shape_rules
from tests.conftest import Golden
from tests.library_builder import factor_table, rule_set, texts, write_library
from tests.ruleset.small_library import SMALL

RULES = Path(__file__).parents[2] / "rules"
CATEGORIES = ("electronics", "engines", "ev-chargers", "fibers", "furniture", "lighting", "plastics")
SECTIONS: dict[str, object] = {
    "inputs": {"mass": "kg", "kind": "a|b", "parts": {"id": "!id", "weight": "kg", "share": "%?"}},
    "parameters": {"factor": "3 kgCO2e/kg", "limit": "5 kg"},
    "quantities": {"heavy": ("kg", "mass + sum(parts.weight)")},
    "emissions": {"making": "heavy * factor"},
    "indicators": {"ratio": ("kg", "heavy * 2")},
    "requirements": {"light": "mass <= limit"},
    "must": {"some": "mass > 0"},
}


TABLE: dict[str, object] = {"columns": {"weight": {"unit": "kg", "label": texts("weight")}}}


def versions(folder: Path, **changed: object) -> tuple[ResolvedRuleSet, ResolvedRuleSet]:
    """The small rule set, and the same with other sections as its version 2."""
    old = rule_set("test/product@1.0.0", **deepcopy(SECTIONS))
    new = rule_set("test/product@2.0.0", **{**deepcopy(SECTIONS), **changed})
    library = write_library(folder, old, new)
    return resolve(library, library.find("test/product@1.0.0")), resolve(
        library, library.find("test/product@2.0.0")
    )


def edits(folder: Path, **changed: object) -> tuple[Edit, ...]:
    """The edits to a version with other sections."""
    return difference(*versions(folder, **changed)).edits


def other(section: str, name: str, given: object, **more: object) -> dict[str, object]:
    """A section of the small rule set with one element otherwise; None takes it out."""
    found = {**deepcopy(SECTIONS)[section], name: given, **more}
    return {section: {k: v for k, v in found.items() if v is not None}}


@cache
def real(name: str) -> ResolvedRuleSet:
    """A rule set of ours."""
    library = Library(RULES)
    return resolve(library, library.find(name))


def test_nothing_differs_from_itself(tmp_path: Path) -> None:
    old, new = versions(tmp_path)
    found = difference(old, new)
    assert found.edits == ()
    assert found.reordered == ()
    assert found.affected == ()


def test_order_and_layout_are_no_edits(tmp_path: Path) -> None:
    turned = {s: dict(reversed(list(v.items()))) for s, v in SECTIONS.items()}
    turned["quantities"] = {"heavy": ("kg", "mass\n    +   sum(parts.weight)")}
    found = difference(*versions(tmp_path, **turned))
    assert found.edits == ()
    assert found.reordered == ("inputs", "parameters")


CHANGES: Mapping[str, tuple[dict[str, object], str]] = {
    "a factor": (
        other("parameters", "factor", "4 kgCO2e/kg"), "modified parameters.factor numeric normative"),
    "a limit": (other("parameters", "limit", "6 kg"), "modified parameters.limit verification normative"),
    "a formula": (other("emissions", "making", "2 * heavy * factor"), "modified emissions.making numeric normative"),
    "a check": (other("requirements", "light", "mass < limit"), "modified requirements.light verification normative"),
    "a precondition": (other("must", "some", "mass > 1 kg"), "modified must.some data breaking"),
    "a new precondition": (other("must", "more", "mass < 9 kg"), "added must.more data breaking"),
    "a demand": (other("inputs", "width", "m"), "added inputs.width data breaking"),
    "a default": (
        other("inputs", "mass", {"unit": "kg", "default": 9}), "modified inputs.mass numeric normative",
    ),
    "another unit": (other("inputs", "mass", "t"), "modified inputs.mass data breaking"),
    "a first limit": (other("inputs", "mass", {"unit": "kg", "max": 9}), "modified inputs.mass data breaking"),
    "a figure of records": (
        other("quantities", "carbon", {"unit": "kgC", "formula": "mass * 0.5 kgC/kg", "role": "fossil-carbon-content"}),
        "added quantities.carbon numeric normative"),
    "a figure that nothing reads": (
        other("quantities", "carbon", ("kg", "mass * 0.5")), "added quantities.carbon editorial editorial"),
    "a question": (other("inputs", "width", "m?"), "added inputs.width data normative"),
    "an input is gone": (other("inputs", "kind", None), "removed inputs.kind data breaking"),
    "a value is gone": (other("inputs", "kind", "a"), "modified inputs.kind data breaking"),
    "a value more": (other("inputs", "kind", "a|b|c"), "modified inputs.kind data normative"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_change_is_called(name: str, tmp_path: Path) -> None:
    changed, expected = CHANGES[name]
    (edit,) = edits(tmp_path, **changed)
    assert f"{edit.kind} {edit.path} {edit.purpose} {edit.severity}" == expected


def test_limits_that_are_looser_and_stricter(tmp_path: Path) -> None:
    def severity(name: str, old: int, new: int) -> str:
        sides = (
            rule_set(
                f"test/{name}@{v}.0.0",
                **{**deepcopy(SECTIONS), **other("inputs", "mass", {"unit": "kg", name: n})},
            )
            for v, n in ((1, old), (2, new))
        )
        library = write_library(tmp_path / f"{name}{old}", *sides)
        found = difference(*(resolve(library, library.find(f"test/{name}@{v}.0.0")) for v in (1, 2)))
        return found.edits[0].severity

    assert [severity("max", 9, 8), severity("max", 8, 9)] == ["breaking", "normative"]
    assert [severity("min", 1, 2), severity("min", 2, 1)] == ["breaking", "normative"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"required": False}, {}, "breaking"),
        ({"required": False}, {"required": True}, "breaking"),
        ({"required": True}, {}, "normative"),
        ({}, {"required": False}, "normative"),
        ({"default": 9}, {}, "breaking"),
        ({"default": 9}, {"required": False}, "normative"),
        ({}, {"default": 9}, "normative"),
        ({**TABLE, "when": 'kind == "a"'}, TABLE, "breaking"),
        ({**TABLE, "when": 'kind == "a"'}, {**TABLE, "when": 'kind == "b"'}, "breaking"),
        (TABLE, {**TABLE, "when": 'kind == "a"'}, "normative"),
        ({**TABLE, "required": False}, TABLE, "breaking"),
    ],
)
def test_data_that_were_not_asked_for_are_a_new_demand(
    old: dict[str, object], new: dict[str, object], expected: str, tmp_path: Path
) -> None:
    sides = (
        rule_set(
            f"test/product@{v}.0.0",
            **{
                **deepcopy(SECTIONS),
                **other("inputs", "width", fields if "columns" in fields else {"unit": "m", **fields}),
            },
        )
        for v, fields in ((1, old), (2, new))
    )
    library = write_library(tmp_path, *sides)
    found = difference(*(resolve(library, library.find(f"test/product@{v}.0.0")) for v in (1, 2)))
    assert found.edits[0].severity == expected
    lines = [str(line) for line in difference_lines(difference_view(found, "en"), "en")]
    unsaid = "    required: false → true (where nothing is said)"
    assert (unsaid in lines) == (
        old.get("required") is False and "required" not in new and "default" not in new
    )


def test_a_table_that_was_not_asked_for_is_a_new_demand(tmp_path: Path) -> None:
    (edit,) = edits(tmp_path, **other("inputs", "legs", {"id": "!id", "weight": "kg"}))
    assert (edit.kind, edit.severity) == ("added", "breaking")


def called_weight(resolved: ResolvedRuleSet, **more: object) -> ResolvedRuleSet:
    """A rule set whose quantity `heavy` is called `weight`, in formulas too."""
    elements = {}
    for name, element in resolved.elements.items():
        fields = {k: v.replace("heavy", "weight") if k == "formula" else v for k, v in element.fields.items()}
        if name == "quantities.heavy":
            name, element = "quantities.weight", evolve(element, id="weight")
            fields |= more
        elements[name] = evolve(element, fields=fields)
    return evolve(resolved, elements=elements)


@pytest.mark.parametrize("more", [{}, {"aliases": ["heavy"], "label": {"zh": "重", "en": "weight"}}])
def test_a_renamed_element_is_one_edit_and_formulas_follow(more: dict[str, object], tmp_path: Path) -> None:
    old, _ = versions(tmp_path)
    new = called_weight(old, **more)
    for found in (difference(old, new), difference(new, old)):
        kinds = {e.path: (e.kind, e.purpose, e.severity) for e in found.edits}
        moved = [e for e in found.edits if e.kind == "renamed"]
        assert [{e.old_path, e.new_path} for e in moved] == [{"quantities.heavy", "quantities.weight"}]
        assert len(kinds) == 3
        assert {k[1] for k in kinds.values()} == {"editorial"}
        assert all(f.follows for e in found.edits for f in e.fields if f.path == ("formula",))


def test_other_words_without_an_alias_are_another_element(tmp_path: Path) -> None:
    old, _ = versions(tmp_path)
    found = difference(old, called_weight(old, label={"zh": "重", "en": "weight"}))
    assert found.renames == {}
    kinds = {e.path: e.kind for e in found.edits}
    assert (kinds["quantities.heavy"], kinds["quantities.weight"]) == ("removed", "added")


def test_edits_make_the_new_version_of_the_old_one() -> None:
    for category in CATEGORIES:
        found = difference(real(f"gb/{category}@0.1.0"), real(f"gb/{category}@0.2.0"))
        assert len(found.edits) > 100
        made = patched(found.old.entries, found.edits)
        assert {p: e.fields for p, e in made.items()} == {p: e.fields for p, e in found.new.entries.items()}
        back = inverted(found)
        made = patched(back.old.entries, back.edits)
        assert {p: e.fields for p, e in made.items()} == {p: e.fields for p, e in found.old.entries.items()}
        assert sorted(pairs(back)) == sorted((b, a) for a, b in pairs(found))


def pairs(found: Difference) -> Iterator[tuple[str, str]]:
    """Old and new path of every edit."""
    return ((str(e.old_path), str(e.new_path)) for e in found.edits)


def test_all_edits_applied_are_the_new_rule_set() -> None:
    found = difference(real("gb/lighting@0.1.0"), real("gb/lighting@0.2.0"))
    whole = applied(found, found.edits)
    assert {n: e.fields for n, e in whole.elements.items()} == {
        n: e.fields for n, e in real("gb/lighting@0.2.0").elements.items()
    }
    assert list(whole.elements) == list(real("gb/lighting@0.2.0").elements)
    assert compile_program(whole).steps == compile_program(real("gb/lighting@0.2.0")).steps
    assert applied(found, ()).elements == real("gb/lighting@0.1.0").elements


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


def otherwise(value: object, path: tuple[str | int, ...]) -> object:
    """The same with another value at a path."""
    if not path:
        if isinstance(value, bool):
            return not value
        return value + 1 if isinstance(value, int | Decimal) else f"{value} x"
    first, *rest = path
    if isinstance(value, list):
        return [otherwise(v, tuple(rest)) if i == first else v for i, v in enumerate(value)]
    assert isinstance(value, Mapping)
    return {k: otherwise(v, tuple(rest)) if k == first else v for k, v in value.items()}


def test_a_change_of_any_field_is_seen() -> None:
    """Every single value of a small rule set changed, one of each element at a time."""
    library = Library(SMALL)
    old = resolve(library, library.find("mini/lamp"))
    elements = {**old.singles, **old.elements}
    found = {name: list(leaves(e.fields)) for name, e in elements.items()}
    for turn in range(max(map(len, found.values()))):
        changed = {
            name: evolve(elements[name], fields=otherwise(elements[name].fields, paths[turn]))
            for name, paths in found.items()
            if turn < len(paths)
        }
        new = evolve(
            old,
            singles={n: changed.get(n, e) for n, e in old.singles.items()},
            elements={n: changed.get(n, e) for n, e in old.elements.items()},
        )
        seen = {e.path: [f.path for f in e.fields] for e in difference(old, new).edits}
        assert seen.keys() == changed.keys()
        for name, (path,) in seen.items():
            assert path == tuple(s for s in found[name][turn] if isinstance(s, str))[: len(path)]


def fields_of(rules: Mapping[str, object], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The ways to all fields of a shape; keys of maps that authors choose are `*`."""
    schema = rules.get("schema")
    inner = rules.get("valuesrules")
    if rules.get("type") == "dict" and isinstance(schema, Mapping):
        for name, field in schema.items():
            if "zh" in schema:
                yield path
                return
            yield from fields_of(field, (*path, str(name)))
    elif isinstance(inner, Mapping):
        yield from fields_of(inner, (*path, "*"))
    else:
        yield path


def test_every_field_of_the_format_has_the_purpose_that_is_written_down(golden: Golden) -> None:
    """A field that is new in the format stands in the list once somebody has looked at what it is about."""
    shape = shape_rules("ruleset")["schema"]
    lines = []
    for section in (*ELEMENT_SECTIONS, *SINGLE_SECTIONS):
        rules: Any = shape
        for step in section.split("."):
            rules = rules[step] if step in rules else rules["schema"][step]
        for path in dict.fromkeys(fields_of(rules)):
            inner = tuple(p for p in path[1:] if p != "*") if path[:1] == ("*",) else path
            purpose = purpose_of(section, "x" if path[:1] == ("*",) else "", inner or ("",), Readers())
            lines.append(f"{section} {'.'.join(inner)}: {purpose}")
    golden(Path(__file__).with_name("purposes.txt"), "\n".join(lines) + "\n")


def test_rows_of_factor_tables_are_compared_one_by_one(tmp_path: Path) -> None:
    old = factor_table("test/factors@1.0.0", ["kind"], {"co2e": "kgCO2e/kg"}, [["a", 1], ["b", 2]])
    new = factor_table("test/factors@2.0.0", ["kind"], {"co2e": "kgCO2e/kg"}, [["b", 2], ["a", 3], ["c", 3]])
    library = write_library(tmp_path, rule_set(**deepcopy(SECTIONS)), old, new)
    tables = [library.table(library.find(f"test/factors@{v}")) for v in ("1.0.0", "2.0.0")]
    found = difference(*tables)
    told = {e.path: (e.kind, e.purpose, [f.name for f in e.fields]) for e in found.edits}
    assert told == {"rows.a": ("modified", "numeric", ["co2e"]), "rows.c": ("added", "numeric", [])}
    assert found.reordered == ("rows",)
