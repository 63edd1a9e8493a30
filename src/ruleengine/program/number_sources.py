"""Which column or single input names the source of a number, by its name; and what names the source of nothing."""

from __future__ import annotations

from ruleengine.program.program import Field, InputTable, Program

#: The input table whose rows are sources.
SOURCES = "data_sources"


def pointer(table: InputTable, column: str) -> str | None:
    """The column that names the source of the numbers of a column; None where there is none.

    It is `factor_source` for the column `factor`, else `source`, else the first that refers to `data_sources`.
    """
    pointers = [name for name, field in table.columns.items() if field.type.target == SOURCES]
    named = (name for name in (f"{column}_source", "source") if name in pointers)
    return next(named, pointers[0] if pointers else None)


def input_pointer(program: Program, name: str) -> str | None:
    """The single input that names the source of another one: `power_source` for `power`; None where there is none."""
    pointing = program.fields.get(f"{name}_source")
    return pointing.name if pointing is not None and pointing.type.target == SOURCES else None


def names_source(program: Program, field: Field, table: InputTable | None) -> bool:
    """Whether an input, or a column of `table`, names the source of a number or is what such a one falls back on."""
    numbers = _numbers(program, table)
    named = {pointer(table, n) for n in numbers} if table else {input_pointer(program, n) for n in numbers}
    others = table.columns.values() if table else ()
    return field.name in named | {other.otherwise for other in others}


def misnamed(program: Program, field: Field, table: InputTable | None) -> tuple[str, tuple[str, ...]] | None:
    """The number that a reference is the source of by its name and not in fact, with all numbers beside it.

    `facto_source` without a number `facto`, or `factor_source` that points at another table than that of sources.
    """
    number = field.name.removesuffix("_source")
    if number == field.name or field.type.kind != "reference" or names_source(program, field, table):
        return None
    numbers = _numbers(program, table)
    return (number, numbers) if number in numbers or field.type.target == SOURCES else None


def _numbers(program: Program, table: InputTable | None) -> tuple[str, ...]:
    fields = program.fields if table is None else table.columns
    return tuple(name for name, field in fields.items() if field.type.kind == "number")
