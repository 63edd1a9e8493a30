"""Single inputs that point at a row of a table: read in formulas, compared with columns, never dangling."""

from __future__ import annotations

import json

import pytest

from ruleengine.diagnostics import as_text
from ruleengine.inventory.template import inventory_template
from ruleengine.portfolio.batch.batch import calculate_portfolio
from ruleengine.resolve.hashes import Reach
from ruleengine.run.explain import as_tree_text, explanation
from tests.library_builder import calculation, findings, inventory_text, product, read, result

INPUTS = {
    "sites": {"id": "!id", "share": "1"},
    "products": {"id": "!id", "mass": "kg", "site": "@sites"},
    "releases": {"product": "@products", "co2": "kg"},
    "declared": "@products",
    "other": "@products?",
    "here": "@sites?",
}
VALUES: dict[str, object] = {
    "sites": [{"id": "n", "share": 2}, {"id": "s", "share": 5}],
    "products": [{"id": "a", "mass": 1, "site": "n"}, {"id": "b", "mass": 3, "site": "s"}],
    "releases": [{"product": "a", "co2": 10}, {"product": "b", "co2": 20}, {"product": "b", "co2": 30}],
    "declared": "b",
}
FORMULAS = {
    "mass": "declared.mass * gwp",
    "behind": "declared.site.share * one",
    "calculated": "declared.load * gwp",
    "same": "sum(releases.co2, where=releases.product == declared) * gwp",
    "others": "sum(releases.co2, where=releases.product != declared) * gwp",
    "either": "(other.mass if given(other) else declared.mass) * gwp",
    "both": "one if declared == other else 2 * one",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return product(
        tmp_path_factory.mktemp("rules"),
        inputs=INPUTS,
        parameters={"gwp": "1 kgCO2e/kg", "one": "1 kgCO2e"},
        quantities={"load": ("kg", "products.mass + sum(releases.co2, by=releases.product)")},
        emissions={f"e_{name}": formula for name, formula in FORMULAS.items() if name not in ("both",)},
        indicators={"both": ("kgCO2e", FORMULAS["both"])},
    )


def test_what_formulas_read_in_the_row(program) -> None:
    found = calculation(program, **VALUES, other="a").values
    assert [found[f"e_{n}"] for n in FORMULAS if n != "both"] == [3, 5, 53, 50, 10, 1]
    assert found["both"] == 2
    assert calculation(program, **VALUES, other="b").values["both"] == 1
    assert calculation(program, **VALUES).values["e_either"] == 3


def test_a_row_that_is_not_there_is_an_error_of_the_inventory(program) -> None:
    none, told = read(program, inventory_text(program, {**VALUES, "declared": "bb", "other": "aa"}))
    assert none is None
    assert [(d.code, d.element, d.message, d.suggestion) for d in told.errors] == [
        ("E607", "declared", "`bb` is not a row of `products`", "did you mean `b`?"),
        ("E607", "other", "`aa` is not a row of `products`", "did you mean `a`?"),
    ]
    _, told = read(program, inventory_text(program, {k: v for k, v in VALUES.items() if k != "declared"}))
    assert [d.key for d in told.errors] == ["E605.value"]


def test_a_batch_says_the_same(program, tmp_path) -> None:
    products = [
        {**VALUES, "declared": name, "other": other} for name, other in (("a", "b"), ("c", None), ("b", "b"))
    ]
    lines = [json.dumps({"inventory": f"p{n}", "values": v}) for n, v in enumerate(products)]
    (tmp_path / "p.jsonl").write_text("\n".join(lines), encoding="utf-8")
    calculate_portfolio(
        program, tmp_path / "p.jsonl", tmp_path / "r.csv", rejects=tmp_path / "j.jsonl", block=3
    )
    rows = (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [(r.split(",")[0], r.split(",")[1]) for r in rows[1:]] == [
        (f'"p{n}"', str(result(program, **products[n]).values["footprint.total"])) for n in (0, 2)
    ]
    (reject,) = map(json.loads, (tmp_path / "j.jsonl").read_text(encoding="utf-8").splitlines())
    assert [(r["key"], r["element"]) for r in reject["reasons"]] == [("E607.row", "declared")]


def test_explanation_and_template_name_it(program) -> None:
    text = as_tree_text(explanation(result(program, **VALUES), "en"))
    assert "declared.mass = 3 kg\n" in text
    assert "declared.site.share = 5\n" in text
    assert (
        "# declared（中） declared（products的一行 a row of products；必填 required）"
        in inventory_template(program)
    )


def test_its_hash_covers_the_table_that_it_points_at(program) -> None:
    assert Reach(program.resolved).closure("inputs.declared") == {
        "inputs.declared", "inputs.products", "inputs.sites",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "formula", "key"),
    [
        ({"declared": "@releases"}, "declared.co2", "E514.no_key"),
        ({"declared": "@product"}, "declared.mass", "E514.reference"),
        ({}, "sum(releases.co2, by=declared)", "E406.group"),
        ({}, "releases.co2 if releases.product == here else 0", "E406.comparison"),
        ({}, "products.mass if products.id == declared else 0", "E406.comparison"),
        ({}, "declared.mas", "E404.column"),
    ],
)
def test_what_is_refused(tmp_path, given, formula: str, key: str) -> None:
    told = findings(tmp_path, inputs={**INPUTS, **given}, quantities={"q": ("kg", formula)})
    assert [d.key for d in told.errors] == [key], as_text(told.items)
