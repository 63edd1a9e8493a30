"""`ruleengine calculate ID[@V] INVENTORY…`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ruleengine.cli.common import (
    HOW_TO_PRINT,
    findings_exit,
    open_library,
    product_option,
    refusal_data,
    rules_option,
    ruleset_argument,
    tell,
    version_options,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo, echo_json
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf, WrongUse
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.language import Texts, messages_language
from ruleengine.pipeline import CalculatedProduct, Programs, RulesRefused, product_of
from ruleengine.portfolio.reading.inventories import inventories_of, is_tables, named_in, one_of
from ruleengine.ruleset.choice import VersionChoice

_OTHER_FORM: Texts = ("{path:code} is not a name for {form:code}", "文件名{path:code}与格式{form:code}不符")


@documented("calculate", zh="核算产品的碳足迹：按阶段和来源的合计、判定、指标。")
@ruleset_argument
@argument(
    "inventories", ("INVENTORY…", "清单文件…"), nargs=-1, required=True, type=click.Path(path_type=Path)
)
@output_option(
    ("Write the results to this folder, or one result to this file.", "将结果写入此文件夹，或将一个结果写入此文件。"),
    ".txt", ".json",
)  # fmt: skip
@product_option
@option(
    "--explain", is_flag=True,
    help=(
        "Show the calculation as a tree, down to the input lines.",
        "以树状形式显示核算过程，直至清单各行。",
    ),
)  # fmt: skip
@option("--format", "form", type=OneOf(["text", "json"]), help=HOW_TO_PRINT)
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str,
    inventories: tuple[Path, ...],
    output: Target | None,
    product: str | None,
    explain: bool,
    form: str | None,
    choice: VersionChoice,
    rules: tuple[str, ...],
) -> None:
    """Calculate the footprint of products: totals by stage and species, checks, indicators."""
    programs = Programs(open_library(rules), ruleset, choice)
    chosen = _form(form, output)
    output = None if output and output.stream else output
    named = [item for path in inventories for item in _products(programs, path, product)]
    found = [item for _, item in named]
    products = [item for item in found if isinstance(item, CalculatedProduct)]
    if output and output.ending:
        output.paths([file for file, _ in named])
    if chosen == "json":
        _as_json(named, output, explain)
    else:
        _as_text(found, products, output, explain)
    if len(products) < len(found):
        raise SystemExit(1)


def _form(form: str | None, output: Target | None) -> str:
    """How to print: as is asked for, else as the name of the file says, else as text."""
    said = {".json": "json", ".txt": "text"}.get(output.ending) if output else None
    if said and form and said != form:
        raise WrongUse(_OTHER_FORM, path=str(output.path) if output else "", form=form)
    return form or said or "text"


def _products(
    programs: Programs, path: Path, product: str | None
) -> Iterator[tuple[str, CalculatedProduct | Refused]]:
    """The product of an inventory, or the products of a portfolio of CSV, each with its file, or why it is refused.

    Raises `RulesRefused` where the rules are refused whatever the product is.
    """
    try:
        if not is_tables(path):
            yield path.as_posix(), programs.product(path, product)
            return
        program = programs.of_first(named_in(path))
        documents = (
            inventories_of(path, program) if product is None else iter([one_of(path, program, product)])
        )
        for document in documents:
            try:
                if isinstance(document, Refused):
                    raise document
                yield path.as_posix(), product_of(program, document)
            except Refused as refusal:
                yield path.as_posix(), refusal
    except RulesRefused:
        raise
    except Refused as refusal:
        yield path.as_posix(), refusal


def _as_text(
    found: list[CalculatedProduct | Refused],
    products: list[CalculatedProduct],
    output: Target | None,
    explain: bool,
) -> None:
    from ruleengine.run.calculation_text import calculation_file, calculation_text

    told: list[Diagnostic] = []
    for item in found:
        tell(
            item.warnings
            if isinstance(item, CalculatedProduct)
            else [d for d in item.diagnostics if d.severity == "warning"]
        )
        told += [d for d in item.diagnostics if d.severity == "error"] if isinstance(item, Refused) else []
    if output and not told:
        files = [calculation_file(p.result, p.warnings, explained=explain) for p in products]
        _write(products, files, output, "txt")
    elif products and not output:
        language = messages_language()
        texts = [calculation_text(p.result, language, p.warnings, explained=explain) for p in products]
        echo("\n\n".join(texts))
    tell(told)


def _as_json(
    named: Sequence[tuple[str, CalculatedProduct | Refused]], output: Target | None, explain: bool
) -> None:
    """Records and refusals in the order asked for: one alone, or an array where several were asked for."""
    data = [
        _record(item, explain)
        if isinstance(item, CalculatedProduct)
        else refusal_data(file, item.diagnostics)
        for file, item in named
    ]
    products = [item for _, item in named if isinstance(item, CalculatedProduct)]
    if output is None:
        echo_json(data[0] if len(data) == 1 else data)
    elif len(products) == len(named):
        _write(products, [json.dumps(d, ensure_ascii=False, indent=2) for d in data], output, "json")
    else:
        refused = [d for (_, item), d in zip(named, data, strict=True) if isinstance(item, Refused)]
        echo_json(refused if len(data) > 1 else refused[0])


def _record(product: CalculatedProduct, explain: bool) -> dict[str, object]:
    from ruleengine.run.explain import as_tree_data, explanation
    from ruleengine.run.record.from_result import result_record
    from ruleengine.run.record.writing import record_data

    data: dict[str, object] = record_data(result_record(product.result, product.warnings))
    if explain:
        data["explanation"] = as_tree_data(explanation(product.result, "en"))
        data["explanation_zh"] = as_tree_data(explanation(product.result, "zh"))
    return data


def _write(products: list[CalculatedProduct], texts: list[str], output: Target, ending: str) -> None:
    """One file for each result, all or none."""
    from ruleengine.documents.writing import safe_name

    names = [f"{safe_name(p.inventory.id)}.{ending}" for p in products]
    output.write([(name, f"{text}\n".encode()) for name, text in zip(names, texts, strict=True)])
