"""Portfolios with very many columns or tables: work grows as their number does, and what is told stays short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from attrs import evolve

from ruleengine.diagnostics import Place, Report
from ruleengine.portfolio.batch.block import Calculator
from ruleengine.portfolio.batch.decisions import Decider
from ruleengine.portfolio.columns import layout_of
from ruleengine.portfolio.files.csv_file import open_csv
from ruleengine.portfolio.files.csv_form import CsvForm, names_columns
from ruleengine.portfolio.files.portfolio_file import Portfolio, open_portfolio
from ruleengine.program.program import Program
from tests.growth.counting import MOST, growth
from tests.library_builder import product


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return product(
        tmp_path_factory.mktemp("library"), inputs={"mass": "kg"}, emissions={"e": "mass * f"},
        parameters={"f": "2 kgCO2e/kg"},
    )  # fmt: skip


class _Name(str):
    """A name of a column; each comparison with another one counts as work."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other)


class _Names:
    """A schema that gives its names so, and each time that it is asked for all of them counts each."""

    def __init__(self, names: Sequence[str]):
        self.schema = pa.schema([(name, pa.string()) for name in names])

    @property
    def names(self) -> list[_Name]:
        return [_Name(name) for name in self.schema.names]

    def field(self, which: str | int) -> pa.Field:
        return self.schema.field(which)

    def __iter__(self) -> Iterator[pa.Field]:
        return iter(self.schema)


def _names_of(count: int) -> tuple[str, ...]:
    return ("inventory", "mass", *(f"c{number}" for number in range(count)))


def test_the_names_of_a_csv_file_are_compared_with_few_others() -> None:
    def of(count: int) -> Callable[[], object]:
        form = CsvForm("utf-8-sig", ",", tuple(map(_Name, _names_of(count))), 1, 1)
        return lambda: names_columns(form, [], "wide.csv", Report())

    assert growth(of, 200) < MOST


def test_the_names_of_a_schema_are_compared_with_few_others(program: Program) -> None:
    def of(count: int) -> Callable[[], object]:
        schema = _Names(_names_of(count))
        return lambda: layout_of(schema, program, Place("wide.parquet"), Report())

    assert growth(of, 200) < MOST


def test_a_file_with_many_columns_and_long_names_tells_little(program: Program, tmp_path: Path) -> None:
    names = ("n" * 100_000, *_names_of(500))
    report = Report()
    assert layout_of(pa.schema([(n, pa.string()) for n in names]), program, Place("w"), report) is None
    told = [d.text("en") for d in report.items]
    assert max(map(len, told)) < 600
    assert len(told) <= 501


def test_a_csv_file_is_read_column_by_column_in_one_go(tmp_path: Path) -> None:
    def of(count: int) -> Callable[[], object]:
        path = tmp_path / f"{count}.csv"
        names = _names_of(count)
        path.write_text(f"{','.join(names)}\n{','.join('1' for _ in names)}\n", encoding="utf-8")
        file = open_csv(path, ("inventory",), lambda _: None, Report())
        assert file is not None
        compared = evolve(file, form=evolve(file.form, names=tuple(map(_Name, file.form.names))))
        return lambda: list(compared.rows())

    assert growth(of, 200) < MOST


def test_a_product_with_many_tables_is_read_and_calculated_table_by_table(tmp_path: Path) -> None:
    made: dict[int, tuple[Path, Program]] = {}
    for count in (80, 160):
        names = [f"t{number}" for number in range(count)]
        program = product(
            tmp_path / str(count), inputs={name: {"mass": "kg"} for name in names},
            emissions={f"e_{name}": f"sum({name}.mass) * f" for name in names}, parameters={"f": "2 kgCO2e/kg"},
        )  # fmt: skip
        made[count] = tmp_path / f"{count}.parquet", program
        row = {"inventory": "p", **{name: [{"mass": 2.0}] for name in names}}
        pq.write_table(pa.Table.from_pylist([row]), made[count][0])

    def opened(count: int) -> Callable[[], Portfolio]:
        path, program = made[count]
        return lambda: open_portfolio(path, "p.parquet", program)

    def calculated(count: int) -> Callable[[], object]:
        portfolio, program = opened(count)(), made[count][1]

        def action() -> None:
            calculator = Calculator(Decider(program, portfolio.layout, "p.parquet"))
            ((_, batch),) = portfolio.blocks(portfolio.spans(9), 9, frozenset({0}))
            found = calculator.calculate(batch, 0).results.column("total").to_pylist()
            assert found == [pytest.approx(4 * count)]

        return action

    for count in made:
        calculated(count)()  # what a program knows from then on
    assert growth(opened, 80) < MOST
    assert growth(calculated, 80) < MOST
