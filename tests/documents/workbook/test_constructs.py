"""Every construct of the formula language in a workbook: values, what is missing, not applicable and failed, names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.diagnostics import Refused
from ruleengine.documents.workbook.building import workbook
from ruleengine.documents.workbook.naming import CellNames, SheetNames
from ruleengine.run.result import Result
from tests.documents.workbook.recalculated import recalculated
from tests.library_builder import factor_table, product, rule_set, texts
from tests.library_builder import result as result_of

NA, FAILED = {"type": "Error", "kind": "Na"}, {"type": "Error", "kind": "Div"}
GRID = factor_table(
    "test/grid@1.0.0", ["zone", "year"], {"factor": "kgCO2e/kWh"},
    [["north", "y1", Decimal("0.5")], ["south", "y1", Decimal("0.25")]],
)  # fmt: skip
QUANTITIES = {
    "q_sum": ("kg", "sum(lines.mass)"),
    "q_some": ("kg", 'sum(lines.mass * lines.share, where=lines.kind == "a")'),
    "q_count": ("1", 'count(lines, where=lines.kind != "a")'),
    "q_mean": ("kg", "mean(lines.mass, weight=lines.share)"),
    "q_plain_mean": ("kg", "mean(lines.mass)"),
    "q_min": ("kg", "min(lines.mass)"),
    "q_max": ("kg", 'max(lines.mass, where=lines.kind == "b")'),
    "q_nothing": ("kg", 'max(lines.mass, where=lines.kind == "c")'),
    "q_any": 'any(lines.kind == "b")',
    "q_all": "all(lines.mass > gram)",
    "q_group": ("kg", "sum(lines.mass, by=lines.part)"),
    "q_group_lacking": ("kg", "sum(lines.mass + extra, by=lines.part)"),
    "q_group_count": ("1", "count(lines, by=lines.part)"),
    "q_follow": ("kg", "lines.part.weight * lines.share"),
    "q_found": ("kgCO2e", "energy * grid[zone, \"y1\"].factor"),
    "q_convert": ("g", "lines.mass + five"),
    "q_power": ("1", "ratio**3 - ratio**-2"),
    "q_root": ("1", "sqrt(ratio * 4)"),
    "q_functions": ("1", "abs(-ratio) + exp(ratio) + log(ratio) + min(ratio, 2) + max(ratio, 3)"),
    "q_steps": ("1", "ceil(ratio * 10) - floor(ratio * 10)"),
    "q_even": ("1", "round_half_even(ratio * 10 + tie, 2)"),
    "q_choice": ("1", 'ratio if zone in ("north", "south") else 0 - ratio'),
    "q_logic": 'not (ratio > 1 and zone == "south") or given(extra)',
    "q_absent": ("kg", "extra * 2"),
    "q_default": ("kg", "extra if given(extra) else three"),
    "q_both": "given(extra) and ratio > 0",
}  # fmt: skip
LINES = [
    {"kind": "a", "mass": "2 kg", "share": "50 %", "part": "p*1"},
    {"kind": "b", "mass": "300 g", "share": "25 %", "part": "p2"},
    {"kind": "a", "mass": 4, "share": "25 %", "part": "p*1"},
]
VALUES = {
    "energy": "3.6 MJ", "ratio": 1, "zone": "south", "lines": LINES,
    "parts": [{"id": "pp1", "weight": "7 kg"}, {"id": "p*1", "weight": "2 kg"}, {"id": "p2", "weight": "5 kg"}],
}  # fmt: skip


def small(folder: Path, values: dict[str, object], **more: object) -> Result:
    """The result of a small product that uses every construct."""
    sections: dict[str, object] = {
        "inputs": {
            "energy": "kWh", "ratio": "1", "zone": "north|south", "extra": "kg?",
            "parts": {"id": "!id", "weight": "kg"},
            "lines": {"kind": "a|b|c", "mass": "kg", "share": "1", "part": "@parts"},
        },
        "parameters": {
            "ef1": "2 kgCO2e/kg", "gram": "1 g", "five": "5 g",
            "tie": "0.005 1", "three": "3 kg", "limit": "6.3 kg",
        },
        "tables": {"grid": {"table": "test/grid@1.0.0", "label": texts("grid"), "clause": "5"}},
        "quantities": QUANTITIES,
        "emissions": {"e": "q_sum * ef1 + q_found"},
        "requirements": {"small": "q_sum <= limit", "even": "q_power == 0", "few": "q_absent > three"},
        **more,
    }  # fmt: skip
    program = product(folder, rule_set(**sections), GRID)
    return result_of(program, **values)


def test_every_construct_comes_to_the_same(tmp_path: Path) -> None:
    found = recalculated(small(tmp_path, VALUES), tmp_path)
    assert list(found.unlike()) == []
    assert found.value("q_even") == 10.0
    assert found.value("q_some") == 2.0
    assert found.value("q_convert") == 2005.0
    assert found.value("q_follow") == 1.0
    assert found.value("q_nothing") == "不适用"
    assert found.value("q_absent") == NA
    assert found.value("q_default") == 3.0
    assert found.value("q_both") is False


def test_missing_not_applicable_and_failed_stay_apart(tmp_path: Path) -> None:
    absent = recalculated(small(tmp_path / "1", {**VALUES, "extra": "not applicable"}), tmp_path)
    assert list(absent.unlike()) == []
    assert absent.value("q_absent") == "不适用"
    given = recalculated(small(tmp_path / "2", {**VALUES, "extra": "2 kg"}), tmp_path)
    assert list(given.unlike()) == []
    assert given.value("q_absent") == 4.0
    failed = recalculated(
        small(tmp_path / "3", VALUES, indicators={"i": ("1", "ratio / (ratio - 1)")}), tmp_path
    )
    assert list(failed.unlike()) == []
    assert failed.value("i") == FAILED


@pytest.mark.parametrize(
    ("places", "wanted"),
    [({"significant": 2}, ((2.45, 2.4), (2.55, 2.6), (-2.45, -2.4), (0.00125, 0.0012), (9.96, 10), (0, 0))),
     ({"places": 1}, ((2.25, 2.2), (2.35, 2.4), (-0.25, -0.2), (1e6 + 0.45, 1e6 + 0.4)))],
)  # fmt: skip
def test_figures_are_rounded_half_to_even(tmp_path: Path, places: dict, wanted: tuple) -> None:
    rounding = {"rounding": {**places, "clause": "9"}}
    found = recalculated(small(tmp_path, VALUES, **rounding), tmp_path)
    sheet, row, column = found.place("result.per_unit")
    for value, rounded in wanted:
        found.engine.set_value(sheet, row, column, value)
        found.engine.evaluate_all()
        assert found.value("result.rounded") == pytest.approx(rounded, rel=1e-14)


def test_names_that_are_cells_get_another_one() -> None:
    names = CellNames()
    given = [
        names.of(n) for n in ("EF1", "R1C1", "c", "mass", "Mass", "materials.mass", "when(x)", "TRUE", "1a")
    ]
    assert given == ["v_EF1", "v_R1C1", "v_c", "mass", "Mass_2", "materials.mass", "when_x", "v_TRUE", "v_1a"]
    sheets = SheetNames()
    long = "a/b:c" + "x" * 40
    assert [len(sheets.of(long)) for _ in range(3)] == [31, 31, 31]
    assert sheets.of("Use") != sheets.of("use")


def test_texts_of_an_inventory_are_never_formulas(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"title": "text", "mass": "kg"}, parameters={"f": "1 kgCO2e/kg"},
        emissions={"e": "mass * f"},
    )  # fmt: skip
    for text in ("=1+1", "+A1", "-2", "@SUM(A1)", "'a", "https://x.example"):
        found = recalculated(result_of(program, title=text, mass="1 kg"), tmp_path)
        sheet, row, column = found.place("title")
        assert found.engine.get_value(sheet, row, column - 2) == text
        assert found.engine.get_formula(sheet, row, column - 2) is None


def test_numbers_beyond_cells_are_refused(tmp_path: Path) -> None:
    program = product(
        tmp_path, inputs={"mass": "kg"}, parameters={"f": "1 kgCO2e/kg"}, emissions={"e": "mass * f"}
    )
    for value in ("1e305", "1e-305"):
        with pytest.raises(Refused) as refusal:
            workbook(result_of(program, mass=f"{value} kg"), "en")
        assert refusal.value.diagnostics[0].key == "E819.number"


def test_keys_that_differ_in_case_are_found_sign_for_sign(tmp_path: Path) -> None:
    parts = [{"id": "P", "weight": "2 kg"}, {"id": "p", "weight": "5 kg"}]
    lines = [{**LINES[0], "part": "p"}]
    book = workbook(small(tmp_path, {**VALUES, "parts": parts, "lines": lines}), "en")
    formulas = [c.formula for s in book.sheets for c in s.cells.values() if c.formula]
    assert any("EXACT(parts.id," in f for f in formulas)
    assert not any("MATCH($" in f for f in formulas)
