"""`ruleengine calculate ID[@V] INVENTORY…`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ruleengine.cli.common import (
    findings_exit,
    form_option,
    load_program,
    on_option,
    open_library,
    refusal_data,
    rules_option,
    ruleset_argument,
    tell,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo, echo_json, echo_path
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.language import Language, messages_language
from ruleengine.pipeline import CalculatedProduct, product_of


@documented("calculate", zh="核算产品的碳足迹：按阶段和来源的合计、判定、指标。")
@ruleset_argument
@argument(
    "inventories", ("INVENTORY…", "清单文件…"), nargs=-1, required=True, type=click.Path(path_type=Path)
)
@option(
    "-o", "output", type=click.Path(path_type=Path),
    help=("Write results to this folder.", "将结果写入此文件夹。"),
)  # fmt: skip
@option(
    "--explain", is_flag=True,
    help=(
        "Show the calculation as a tree, down to the input lines.",
        "以树状形式显示核算过程，直至清单各行。",
    ),
)  # fmt: skip
@form_option
@on_option
@rules_option
@findings_exit
def command(
    ruleset: str,
    inventories: tuple[Path, ...],
    output: Path | None,
    explain: bool,
    form: str,
    on: object,
    rules: tuple[str, ...],
) -> None:
    """Calculate the footprint of products: totals by stage and species, checks, indicators."""
    from datetime import date

    program = load_program(open_library(rules), ruleset, on if isinstance(on, date) else None)
    found: list[CalculatedProduct | Refused] = []
    for path in inventories:
        try:
            found.append(product_of(program, path))
        except Refused as refusal:
            found.append(refusal)
    products = [item for item in found if isinstance(item, CalculatedProduct)]
    if form == "json":
        _as_json(found, inventories, output, explain)
    else:
        _as_text(found, products, output, explain)
    if len(products) < len(found):
        raise SystemExit(1)


def _as_text(
    found: list[CalculatedProduct | Refused],
    products: list[CalculatedProduct],
    output: Path | None,
    explain: bool,
) -> None:
    from ruleengine.run.explain import as_tree_text, explanation
    from ruleengine.run.summary import summary

    told: list[Diagnostic] = []
    for item in found:
        tell(
            item.warnings
            if isinstance(item, CalculatedProduct)
            else [d for d in item.diagnostics if d.severity == "warning"]
        )
        told += [d for d in item.diagnostics if d.severity == "error"] if isinstance(item, Refused) else []
    results = [p.result for p in products]
    language: Language = "en" if output else messages_language()  # a file does not depend on who writes it
    texts = [
        summary(r, language) + ("\n\n" + as_tree_text(explanation(r, language)) if explain else "")
        for r in results
    ]
    if output and not told:
        _write(products, texts, output, "txt")
    elif texts and not output:
        echo("\n\n".join(texts))
    tell(told)


def _as_json(
    found: list[CalculatedProduct | Refused],
    inventories: tuple[Path, ...],
    output: Path | None,
    explain: bool,
) -> None:
    """Records and refusals in the order asked for: one alone, or an array where several were asked for."""
    data = [
        _record(item, explain)
        if isinstance(item, CalculatedProduct)
        else refusal_data(path.as_posix(), item.diagnostics)
        for item, path in zip(found, inventories, strict=True)
    ]
    products = [item for item in found if isinstance(item, CalculatedProduct)]
    if output is None:
        echo_json(data if len(data) > 1 else data[0])
    elif len(products) == len(found):
        _write(products, [json.dumps(d, ensure_ascii=False, indent=2) for d in data], output, "json")
    else:
        refused = [d for item, d in zip(found, data, strict=True) if isinstance(item, Refused)]
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


def _write(products: list[CalculatedProduct], texts: list[str], output: Path, ending: str) -> None:
    """One file for each result, all or none."""
    from ruleengine.documents.writing import safe_name, write_files

    paths = [output / f"{safe_name(p.inventory.id)}.{ending}" for p in products]
    write_files([(path, f"{text}\n".encode()) for path, text in zip(paths, texts, strict=True)])
    for path in paths:
        echo_path(path)
