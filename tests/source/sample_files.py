"""Valid files of every kind, and what is made of them by breaking one rule of their shape at a time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruleengine.diagnostics import Report, as_text
from ruleengine.source.document import Document
from ruleengine.source.reader import read_file
from ruleengine.source.shape_rules import Rules, type_names


def kind_of_file(path: Path) -> str:
    """The kind of a file of the library, by its place and name."""
    if path.name == "status.yaml":
        return "status"
    if path.name.endswith(".tests.yaml"):
        return "tests"
    if "examples" in (p.name for p in path.parents):
        return "assessment" if path.name.endswith(".assessment.yaml") else "inventory"
    return "factor_table" if path.parents[1].name == "factors" else "ruleset"


HERE = Path(__file__).parent / "samples"
ROOT = Path(__file__).parents[2]
#: Sample files and their kinds.
SAMPLES = {path: path.stem.partition("-")[0] for path in sorted(HERE.glob("*.yaml"))}

#: The files of the rule library and their kinds.
LIBRARY = {
    path: kind_of_file(path) for path in sorted((ROOT / "rules").rglob("*.yaml")) if path.name != "lock.yaml"
}

Steps = tuple[str | int, ...]


def read(path: Path) -> Document:
    """The document of a file that can be read."""
    report = Report()
    document = read_file(path, report, shown=path.name)
    assert document is not None, as_text(report.items)
    return document


def plain(value: object) -> object:
    """Data as a JSON parser gives it: floats for decimals."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return float(value) if isinstance(value, Decimal) else value


def as_document(data: object) -> Document:
    """Data as a document without places."""
    return Document("sample.yaml", data, {(): (1, 1)}, {})


def broken(rules: Rules, data: object) -> Iterator[tuple[str, object]]:
    """The data with one rule broken, for every rule at every place; and what was done: "" where nothing was.

    Entries of a list, or of a map of chosen names, that have the same keys or the same type are one place. Of
    the file only that is kept which the place needs: of the keys at its top those that a file must have, of names that
    authors choose and of lists the one that leads to the place, or the first.
    """
    for steps, inner, value in {_form(*place): place for place in _places(rules, data)}.values():
        rest, way = _alone(rules, data, steps)
        if way:
            rest = {k: v for k, v in rest.items() if k == way[0] or rules["schema"][k].get("required")}
        yield "", rest
        for what, wrong in _wrong_values(inner, value):
            yield f"{steps}: {what}", changed(rest, way, wrong)
        if isinstance(value, dict):
            for what, wrong in _wrong_maps(inner, value):
                yield f"{steps}: {what}", changed(rest, way, wrong)


def _alone(rules: Rules, value: Any, steps: Steps) -> tuple[Any, Steps]:
    """The data without what stands beside the place in lists and maps of chosen names; where the place is now."""
    if not steps:
        return value, ()
    first, rest = steps[0], steps[1:]
    inner, way = _alone(_rules_of(rules, first), value[first], rest)
    if isinstance(value, list):
        beside = [item for index, item in enumerate(value) if index != first]
        return [inner, *beside[: rules.get("minlength", 1) - 1]], (0, *way)
    named = {k: _shortened(rules["schema"][k], v) for k, v in value.items() if k in rules.get("schema", {})}
    return {**(named if first in named else {}), first: inner}, (first, *way)


def _shortened(rules: Rules, value: Any) -> Any:
    """The data with the first of each list and of each map of chosen names, or as many as there must be."""
    kept = rules.get("minlength", 1)
    if isinstance(value, list):
        return [_shortened(rules.get("schema", {}), item) for item in value[:kept]]
    if not isinstance(value, dict):
        return value
    names = value if rules.get("schema") else [*value][:kept]
    return {name: _shortened(_rules_of(rules, name), value[name]) for name in names}


def _form(steps: Steps, rules: Rules, value: object) -> tuple[object, ...]:
    """What places have in common of which one is enough: their rules, and the keys or the type of the value."""
    return (
        len(steps),
        id(rules),
        tuple(value) if rules.get("schema") and isinstance(value, dict) else type(value),
    )


def _rules_of(rules: Rules, step: str | int) -> Rules:
    """The rules of what a list or map holds at a step; empty where it has none."""
    known: Rules = rules.get("schema", {})
    if isinstance(step, int):
        return known
    found: Rules = known.get(step) or rules.get("valuesrules") or rules.get("allow_unknown") or {}
    return found


def _places(rules: Rules, value: object, steps: Steps = ()) -> Iterator[tuple[Steps, Rules, object]]:
    yield steps, rules, value
    if isinstance(value, list) and "schema" in rules:
        for index, item in enumerate(value):
            yield from _places(rules["schema"], item, (*steps, index))
    if isinstance(value, dict):
        for key, item in value.items():
            if inner := _rules_of(rules, key):
                yield from _places(inner, item, (*steps, key))


def _wrong_values(rules: Rules, value: object) -> Iterator[tuple[str, object]]:
    types = type_names(rules)
    others: dict[str, object] = {"string": "text", "decimal": 3, "boolean": True, "dict": {}, "list": []}
    accepted = {*types, *(("decimal",) if "integer" in types else ())}
    if not rules.get("nullable"):
        yield "no value", None
    for name, other in others.items():
        if name not in accepted:
            yield f"a {name}", other
    if types == ("integer",):
        yield "a fraction", Decimal("0.5")
    if "regex" in rules:
        yield "blank", " "
        if rules["regex"] != r"[\s\S]*\S[\s\S]*":
            yield "line break within", f"{value}\n{value}"
    if "allowed" in rules:
        yield "not in the list", f"{value} "
    if "min" in rules:
        yield "too small", rules["min"] - 1
    if "max" in rules:
        yield "too large", rules["max"] + 1
    if "minlength" in rules:
        yield "empty", [] if isinstance(value, list) else {}
    if "maxlength" in rules:
        yield "too long", "a" * (rules["maxlength"] + 1)


def _wrong_maps(rules: Rules, value: dict[str, object]) -> Iterator[tuple[str, object]]:
    known: Rules = rules.get("schema", {})
    if known and not rules.get("allow_unknown"):
        yield "a surplus key", {**value, "surplus_key": "text"}
    if "keysrules" in rules:
        yield "a wrong key", {**value, " Wrong Key ": next(iter(value.values()), "text")}
    for key in value:
        if known.get(key, {}).get("required"):
            yield f"without {key}", {k: v for k, v in value.items() if k != key}
        others = known.get(key, {}).get("excludes", [])
        for other in [others] if isinstance(others, str) else others:
            if other not in value:
                yield f"{other} beside {key}", {**value, other: _example(known[other])}
    for keys in rules.get("needs_one", {}).values():
        yield f"none of {keys}", {k: v for k, v in value.items() if k not in keys}


def _example(rules: Rules) -> object:
    examples: dict[str, object] = {"string": "text", "decimal": 1, "integer": 1, "boolean": True, "dict": {}}
    return rules["allowed"][0] if "allowed" in rules else examples.get(type_names(rules)[0], [])


def changed(data: object, steps: Steps, value: object) -> object:
    """A copy of the data with another value at a place."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(data, list):
        return [changed(item, rest, value) if n == first else item for n, item in enumerate(data)]
    assert isinstance(data, dict)
    return {key: changed(item, rest, value) if key == first else item for key, item in data.items()}


def steps_in(data: object, steps: Steps = ()) -> Iterator[Steps]:
    """The paths of all values in data."""
    yield steps
    if isinstance(data, dict | list):
        for step, item in data.items() if isinstance(data, dict) else enumerate(data):
            yield from steps_in(item, (*steps, step))


def keys_of(rules: Rules, steps: Steps = ()) -> Iterator[Steps]:
    """The paths of all keys that a shape names; `*` stands for names that authors choose."""
    for key, inner in (rules.get("schema", {}) if "list" not in type_names(rules) else {}).items():
        yield (*steps, key)
        yield from keys_of(inner, (*steps, key))
    content = rules.get("valuesrules") or (rules.get("schema") if "list" in type_names(rules) else None)
    if content:
        yield from keys_of(content, (*steps, "*"))


def keys_in(rules: Rules, value: object, steps: Steps = ()) -> Iterator[Steps]:
    """The paths of all keys in data, written as `keys_of` writes them."""
    if isinstance(value, dict):
        for key, item in value.items():
            named = key in rules.get("schema", {})
            inner = rules["schema"][key] if named else rules.get("valuesrules", {})
            step = key if named else "*"
            yield (*steps, step)
            yield from keys_in(inner, item, (*steps, step))
    if isinstance(value, list):
        for item in value:
            yield from keys_in(rules.get("schema", {}), item, (*steps, "*"))
