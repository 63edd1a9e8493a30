"""`ruleengine calculate ID[@V] INVENTORY…`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ruleengine.cli.common import (
    HOW_TO_PRINT,
    calculated,
    findings_exit,
    load_program,
    on_option,
    open_library,
    rules_option,
    ruleset_argument,
    tell,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.wrong_use import OneOf
from ruleengine.diagnostics import Diagnostic, Refused
from ruleengine.language import Language, messages_language
from ruleengine.run.result import Result


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
@option("--format", "form", type=OneOf(["text", "json"]), default="text", help=HOW_TO_PRINT)
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
    rules: Path | None,
) -> None:
    """Calculate the footprint of products: totals by stage and species, checks, indicators."""
    from datetime import date

    program = load_program(open_library(rules), ruleset, on if isinstance(on, date) else None)
    results: list[Result] = []
    refused: list[Diagnostic] = []
    for path in inventories:
        try:
            results.append(calculated(program, path).result)
        except Refused as refusal:
            refused += [d for d in refusal.diagnostics if d.severity == "error"]
            tell([d for d in refusal.diagnostics if d.severity == "warning"])
    language: Language = "en" if output else messages_language()  # a file does not depend on who writes it
    texts = [_shown(r, form, explain, language) for r in results]
    if output and not refused:
        _write(results, texts, output, form)
    elif not output:
        _print(texts, form, len(inventories))
    if refused:
        raise Refused(refused)


def _shown(result: Result, form: str, explain: bool, language: Language) -> str:
    from ruleengine.run.explain import as_tree_data, as_tree_text, explanation
    from ruleengine.run.result import as_data
    from ruleengine.run.summary import summary

    if form == "json":
        data = as_data(result)
        if explain:
            data["explanation"] = as_tree_data(explanation(result))
        return json.dumps(data, ensure_ascii=False, indent=2)
    tree = "\n\n" + as_tree_text(explanation(result, language)) if explain else ""
    return summary(result, language) + tree


def _print(texts: list[str], form: str, asked: int) -> None:
    """All results on standard output: as JSON an object for one inventory asked for, an array for several."""
    if form == "json" and asked > 1:
        click.echo("[\n" + ",\n".join(texts) + "\n]")
    elif texts:
        click.echo("\n\n".join(texts))


def _write(results: list[Result], texts: list[str], output: Path, form: str) -> None:
    """One file for each result, all or none."""
    from ruleengine.documents.writing import safe_name, write_files

    ending = "json" if form == "json" else "txt"
    paths = [output / f"{safe_name(r.inventory.id)}.{ending}" for r in results]
    write_files([(path, f"{text}\n".encode()) for path, text in zip(paths, texts, strict=True)])
    for path in paths:
        click.echo(path.as_posix())
