"""Retired ids: whose they were, that nothing else is called so, and how little else they touch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ruleengine.resolve.aliases import present_path
from ruleengine.resolve.hashes import element_hashes
from ruleengine.resolve.overlay import resolve
from tests.library_builder import ROOT, compiled, findings, overlay, rule_set, texts, write_library

SECTIONS: Mapping[str, Mapping[str, object]] = {
    "inputs": {
        "power": {"unit": "W", "aliases": ["rated_power", "p"]},
        "parts": {"columns": {"mass": {"unit": "kg", "aliases": ["weight"]}}, "aliases": ["items"]},
    },
    "parameters": {"factor": {"value": 2, "unit": "kgCO2e/kg", "aliases": ["ef"]}},
    "emissions": {"e": {"formula": "sum(parts.mass) * factor", "aliases": ["materials_e"]}},
    "requirements": {"light": {"check": "power < parameter_of_power", "aliases": ["light-only"]}},
    "quantities": {"parameter_of_power": {"unit": "W", "formula": "power", "aliases": ["limit"]}},
    "provisions": {"cut_off": {"clause": "9", "text": texts("cut"), "source": "book", "aliases": ["cut"]}},
    "gaps": {
        "annex": {
            "what": texts("a"),
            "why": texts("b"),
            "effect": texts("c"),
            "source": "book",
            "aliases": ["annex-c"],
        }
    },
}
WITHOUT = {
    s: {k: {f: v for f, v in e.items() if f != "aliases"} for k, e in named.items()}
    for s, named in SECTIONS.items()
}


@pytest.mark.parametrize(
    ("path", "present"),
    [
        ("inputs.rated_power", "inputs.power"),
        ("inputs.p", "inputs.power"),
        ("inputs.power", None),
        ("inputs.elsewhere", None),
        ("inputs.items", "inputs.parts"),
        ("inputs.parts.weight", "inputs.parts.mass"),
        ("inputs.items.weight", "inputs.parts.mass"),
        ("inputs.items.mass", "inputs.parts.mass"),
        ("inputs.parts.mass", None),
        ("inputs.power.weight", None),
        ("parameters.ef", "parameters.factor"),
        ("quantities.limit", "quantities.parameter_of_power"),
        ("emissions.limit", None),
        ("requirements.light-only", "requirements.light"),
        ("provisions.cut", "provisions.cut_off"),
        ("gaps.annex-c", "gaps.annex"),
        ("vocabulary.evidence.invoice", "vocabulary.evidence.bill"),
        ("sources.manual", "sources.book"),
    ],
)
def test_a_retired_id_leads_to_the_present_one(tmp_path: Path, path: str, present: str | None) -> None:
    data = rule_set(**SECTIONS)
    data["vocabulary"]["evidence"]["bill"]["aliases"] = ["invoice"]
    data["sources"]["book"]["aliases"] = ["manual"]
    assert present_path(compiled(write_library(tmp_path, data)).resolved, path) == present


def test_retired_ids_count_for_the_rule_set_and_not_for_its_elements(tmp_path: Path) -> None:
    resolved = [
        compiled(write_library(tmp_path / n, rule_set(**s))).resolved
        for n, s in (("a", SECTIONS), ("b", WITHOUT))
    ]
    assert element_hashes(resolved[0]) == element_hashes(resolved[1])
    assert resolved[0].fingerprint != resolved[1].fingerprint


def test_an_heir_adds_retired_ids_to_those_of_its_base(tmp_path: Path) -> None:
    own = {"factor": {"aliases": ["older"], "because": texts("was renamed here too")}}
    library = write_library(tmp_path, rule_set(**SECTIONS), overlay("test/heir@1.0.0", parameters=own))
    resolved = resolve(library, library.find("test/heir@1.0.0"))
    assert {a: present_path(resolved, f"parameters.{a}") for a in ("ef", "older")} == {
        "ef": "parameters.factor", "older": "parameters.factor",
    }  # fmt: skip


def test_what_a_rule_set_removes_leaves_its_id_to_be_retired(tmp_path: Path) -> None:
    own = {"lighter": {**rule_set(requirements={"r": "power < parameter_of_power"})["requirements"]["r"]}}
    own["lighter"]["aliases"] = ["light"]
    heir = overlay(
        "test/heir@1.0.0", requirements=own, removed={"requirements.light": {"because": texts("stricter")}}
    )
    assert findings(tmp_path, rule_set(**SECTIONS), heir, name="test/heir@1.0.0").errors == []


FACTOR = {"value": 2, "unit": "kg"}
FAULTS = {
    "itself": ({"a": {**FACTOR, "aliases": ["a"]}}, ["E318.itself parameters.a"]),
    "in use": ({"a": {**FACTOR, "aliases": ["b"]}, "b": FACTOR}, ["E318.present parameters.a"]),
    "claimed twice": (
        {"a": {**FACTOR, "aliases": ["z"]}, "b": {**FACTOR, "aliases": ["y", "z"]}},
        ["E318.twice parameters.b"],
    ),
    "circle of two": (
        {"a": {**FACTOR, "aliases": ["b"]}, "b": {**FACTOR, "aliases": ["a"]}},
        ["E318.circle parameters.a"],
    ),
    "circle of three": (
        {n: {**FACTOR, "aliases": [m]} for n, m in (("a", "b"), ("b", "c"), ("c", "a"))},
        ["E318.circle parameters.a"],
    ),
    "behind a circle": (
        {n: {**FACTOR, "aliases": [m]} for n, m in (("o", "a"), ("a", "b"), ("b", "a"))},
        ["E318.present parameters.o", "E318.circle parameters.a"],
    ),
    "twice in one list": ({"a": {**FACTOR, "aliases": ["z", "z"]}}, []),
    "the id of another section": ({"a": {**FACTOR, "aliases": ["q"]}}, []),
}


@pytest.mark.parametrize("name", FAULTS)
def test_retired_ids_are_free(tmp_path: Path, name: str) -> None:
    parameters, expected = FAULTS[name]
    found = findings(tmp_path, parameters=parameters, quantities={"q": ("kg", "a")}, emissions={"e": "0 * q"})
    assert [f"{d.key} {d.element}" for d in found.errors if d.code == "E318"] == expected


def test_columns_have_retired_ids_of_their_own(tmp_path: Path) -> None:
    columns = {"a": {"unit": "kg", "aliases": ["b"]}, "b": "kg", "c": {"unit": "kg", "aliases": ["power"]}}
    library = write_library(tmp_path, rule_set(inputs={"power": "W", "rows": {"columns": columns}}))
    report = findings(tmp_path, *(()), inputs={"power": "W", "rows": {"columns": columns}})
    assert library.find(ROOT)
    (told,) = [d for d in report.errors if d.code == "E318"]
    assert told.message == "`b` is named as a retired id of `a`, and there is an element `b`"
    assert told.said("zh").message == "`b`被列为`a`的停用标识，而现有要素`b`"
    assert told.related[0].place.line > told.place.line
