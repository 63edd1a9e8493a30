"""What is unlikely is told and forbids nothing: untypical numbers, per cent as fractions, periods far from factors."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.inventory.plausibility import YEARS, years_apart
from ruleengine.program.program import Program
from ruleengine.run.record.from_result import result_record
from ruleengine.run.result import run
from ruleengine.run.summary import summary
from ruleengine.source.shape_rules import shape_rules
from tests.library_builder import factor_table, product, read, rule_set, texts

INPUTS = {
    "power": {"unit": "W", "typical": [1, Decimal("2000")]},
    "share": "%",
    "low": {"unit": "%", "typical": [Decimal("0.1"), 5]},
    "rows": {"used": "%", "mass": {"unit": "kg", "typical": [Decimal("0.01"), 100]}},
}
USUAL = {"power": 60, "share": "90 %", "low": Decimal("0.5"), "rows": "[{used: 90, mass: 1}]"}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    emissions = {"e": "power * share * low * sum(rows.used * rows.mass) * one"}
    return product(
        tmp_path_factory.mktemp("rules"), inputs=INPUTS, emissions=emissions, parameters={"one": "1.0 kgCO2e/(W*kg)"}
    )  # fmt: skip


def warned(program: Program, period: str = "", **changed: object) -> list[Diagnostic]:
    values = "\n".join(f"  {name}: {value}" for name, value in {**USUAL, **changed}.items())
    head = f"inventory: sample\nruleset: {program.resolved.reference}\nproduct: {{name: {{zh: 例, en: sample}}}}\n"
    found, report = read(program, f"{head}{period}values:\n{values}\n")
    assert found is not None, report.items
    assert report.errors == []
    return [d for d in report.items if d.code in ("W645", "W646", "W647")]


def test_usual_numbers_are_not_warned_of(program: Program) -> None:
    assert warned(program) == []
    for edge in (1, 2000, "0.002 MW"):
        assert warned(program, power=edge) == []


def test_a_number_that_is_not_typical_is_told_with_what_is(program: Program) -> None:
    (told,) = warned(program, power="28.9 kW")
    assert (told.code, told.severity, told.element) == ("W645", "warning", "power")
    assert told.message == "`power` is 28900 `W`, which is not typical"
    assert told.expected == "from 1 `W` to 2000 `W`"
    assert told.said("zh").message == "`power`为28900 `W`，不在典型范围之内"
    assert told.place is not None
    assert told.place.line == 5


def test_rows_that_are_not_typical_are_one_warning(program: Program) -> None:
    rows = "[" + ", ".join(f"{{used: 90, mass: {m}}}" for m in (1, 200, 1, *range(300, 308))) + "]"
    (told,) = warned(program, rows=rows)
    assert told.message == "`rows.mass` is not typical in 9 rows (2, 4, 5, 6, 7, …); the first is 200 `kg`"


@pytest.mark.parametrize(("share", "codes"), [
    ("0.9", ["W646"]), ("1", ["W646"]), ("'0.9'", ["W646"]), ("90", []), ("0", []), ("0.9 %", []), ("1.01", []),
])  # fmt: skip
def test_a_bare_fraction_in_per_cent_is_told(program: Program, share: str, codes: list[str]) -> None:
    assert [d.code for d in warned(program, share=share)] == codes


def test_a_column_is_told_where_all_bare_numbers_are_fractions(program: Program) -> None:
    (told,) = warned(program, rows="[{used: 0.9, mass: 1}, {used: 55 %, mass: 1}, {used: 1, mass: 1}]")
    assert told.message == (
        "`rows.used` takes per cent, and all numbers without a unit are at most 1 (2 rows: 1, 3); "
        "the first is 0.9 `%`: is 90 % meant?"
    )
    assert warned(program, rows="[{used: 0.9, mass: 1}, {used: 55, mass: 1}]") == []


def test_fractions_of_a_per_cent_are_fine_where_they_are_typical(program: Program) -> None:
    assert warned(program, low="0.9") == []


def test_a_period_far_from_the_year_of_the_factors_is_told(tmp_path: Path) -> None:
    versions = {"old": "2019.0.0", "timeless": "3.0.0", "unread": "2019.1.0"}
    tables = [
        factor_table(f"test/grid@{v}", ["kind"], {"factor": "kgCO2e/kWh"}, [["sun", 1]])
        for v in versions.values()
    ]
    dated = product(tmp_path, _with_tables({n: f"test/grid@{v}" for n, v in versions.items()}), *tables)
    assert far(dated, "2022-01-01", "2022-12-31") == []
    assert far(dated, "2015-01-01", "2016-12-31") == []
    assert far(dated, "2023-01-01", "2023-12-31") == [
        "the factors `old` (`test/grid@2019.0.0`) are for 2019, the period is from 2023-01-01 to 2023-12-31"
    ]


def test_the_year_that_a_table_states_counts_before_its_version(tmp_path: Path) -> None:
    old = factor_table("test/grid@2015.0.0", ["kind"], {"factor": "kgCO2e/kWh"}, [["sun", 1]])
    tables = dict.fromkeys(("old", "timeless", "unread"), "test/grid@2015.0.0")
    dated = product(tmp_path, _with_tables(tables), {**old, "year": 2024})
    assert far(dated, "2024-01-01", "2024-12-31") == []
    assert far(dated, "2015-01-01", "2015-12-31") == [
        f"the factors `{name}` (`test/grid@2015.0.0`) are for 2024, the period is from 2015-01-01 to 2015-12-31"
        for name in ("old", "timeless")
    ]


def test_a_version_names_a_year_where_a_table_could_state_it() -> None:
    year = shape_rules("factor_table")["schema"]["year"]
    assert (year["min"], year["max"]) == YEARS


def _with_tables(tables: dict[str, str]) -> dict[str, object]:
    """A rule set with a table `unread` that no formula reads."""
    return rule_set(
        inputs={"use": "kWh", "kind": {"type": "text", "values_of": "old"}},
        tables={name: {"table": table, "label": texts(name)} for name, table in tables.items()},
        emissions={"e": "use * old[kind] + use * timeless[kind]"},
    )


def far(program: Program, first: str, last: str) -> list[str]:
    """What is told of tables of factors, for a period."""
    head = f"inventory: sample\nruleset: {program.resolved.reference}\nproduct: {{name: {{zh: 例, en: sample}}}}\n"
    _, report = read(program, f"{head}period: {{from: {first}, to: {last}}}\nvalues: {{use: 1, kind: sun}}\n")
    return [d.message for d in report.items if d.code == "W647"]


def test_years_apart() -> None:
    period = {"from": "2024-06-01", "to": "2025-05-31"}
    assert [years_apart(period, y) for y in (2020, 2024, 2025, 2027)] == [4, 0, 0, 2]
    assert years_apart({}, 1990) == 0


@pytest.mark.parametrize("typical", [[5, 1], [-1, 5], [1, 20]])
def test_what_is_typical_lies_within_the_limits(tmp_path: Path, typical: list[int]) -> None:
    with pytest.raises(Refused) as refused:
        product(
            tmp_path,
            inputs={"x": {"unit": "kgCO2e", "min": 0, "max": 10, "typical": typical}},
            emissions={"e": "x"},
        )
    assert [d.key for d in refused.value.diagnostics] == ["E516.typical"]


def test_warnings_stand_in_text_and_record(program: Program) -> None:
    head = f"inventory: sample\nruleset: {program.resolved.reference}\nproduct: {{name: {{zh: 例, en: sample}}}}\n"
    values = "\n".join(f"  {name}: {value}" for name, value in {**USUAL, "power": 5000}.items())
    found, report = read(program, f"{head}values:\n{values}\n")
    assert found is not None
    result = run(program, found)
    warnings = [d for d in report.items if d.code == "W645"]
    assert "warning W645, power: `power` is 5000 `W`, which is not typical" in summary(
        result, warnings=warnings
    )
    assert "警告W645，power：`power`为5000 `W`，不在典型范围之内" in summary(result, "zh", warnings)
    assert [w.code for w in result_record(result, warnings).warnings] == ["W645"]
