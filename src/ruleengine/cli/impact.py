"""`ruleengine impact A B --portfolio FILE`, `ruleengine impact ID --replace TABLE@A=TABLE@B --portfolio FILE`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from ruleengine.cli.common import findings_exit, form_option, open_library, rules_option
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo, echo_json
from ruleengine.cli.progress import counting
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf, Whole, WrongUse, bad_value
from ruleengine.diagnostics import Refused
from ruleengine.language import Language, Texts, messages_language

if TYPE_CHECKING:
    from ruleengine.compare.impact.impact import Impact
    from ruleengine.compare.impact.summary import Summary
    from ruleengine.compare.moved_columns import MovedColumns
    from ruleengine.resolve.resolved import ResolvedRuleSet
    from ruleengine.ruleset.library import Library
    from ruleengine.ruleset.model import FactorTable

_ONE_OF_BOTH: Texts = (
    "name two versions, or one version and a table to be replaced (`--replace`)",
    "应指定两个版本，或一个版本和要替换的因子表（`--replace`）",
)
_DIFFERENT: Texts = (
    "{old:code} and {new:code} are different rule sets, and their results are for different products",
    "{old:code}和{new:code}是不同的规则集，其结果针对不同的产品",
)
_TABLE: Texts = (
    "{name:code} is a factor table; name a rule set, and the table with `--replace`",
    "{name:code}为因子表；应指定规则集，并用`--replace`指明因子表",
)
_NO_PAIR: Texts = (
    "{value:code} is not a pair such as `gb/factors/electricity@2023.0.0=gb/factors/electricity@2024.0.0`",
    "{value:code}不是因子表的替换，应如`gb/factors/electricity@2023.0.0=gb/factors/electricity@2024.0.0`",
)


def _pairs(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    found = []
    for text in given:
        old, equals, new = (part.strip() for part in text.partition("="))
        if not (old and equals and new) or "@" not in old or "=" in new:
            raise bad_value(_NO_PAIR, value=text)
        found.append((old, new))
    return tuple(found)


@documented(
    "impact",
    zh="显示规则的另一版本对产品组合结果的影响：逐产品的新旧结果及差值，各项规则变化的贡献，新增不满足的要求和不予核算的产品。\n\n"
    "指定两个版本，或以`--replace`替换因子表。仅新版本要求的输入以`--assume`给出。",
)
@argument("old", ("OLD", "旧版本"))
@argument("new", ("NEW", "新版本"), required=False)
@option(
    "--portfolio", "portfolio", type=click.Path(path_type=Path), required=True,
    metavar=("FILE|FOLDER", "文件|文件夹"),
    help=(
        "The products under the old version: a portfolio (Parquet, JSON lines, CSV), a folder of inventories, or one.",
        "按旧版本给出的产品：产品组合（Parquet、JSON行、CSV）、清单文件夹，或一份清单。",
    ),
)  # fmt: skip
@option(
    "--replace", "pairs", multiple=True, callback=_pairs, metavar=("TABLE@A=TABLE@B", "因子表@A=因子表@B"),
    help=("Another version of a factor table; may be repeated.", "因子表的另一版本；可重复使用。"),
)  # fmt: skip
@option(
    "--assume", "assumed", type=click.Path(path_type=Path), metavar=("FILE", "文件"),
    help=(
        "Values for inputs that only the new version asks for, the same for all products.",
        "仅新版本要求的输入的数值，对全部产品相同。",
    ),
)  # fmt: skip
@output_option(
    (
        "Write all products (.parquet, .xlsx), or the report (.html, .json); into this folder as Parquet.",
        "写入全部产品（.parquet、.xlsx）或报告（.html、.json）；指定文件夹时为Parquet。",
    ),
    ".parquet", ".xlsx", ".html", ".json",
)  # fmt: skip
@option(
    "--lang", "language", type=OneOf(["zh", "en"]),
    help=("Language of the page; else that of messages.", "网页的语言；未指定时与消息相同。"),
)  # fmt: skip
@option(
    "--workers", type=Whole(1, 256),
    help=("Blocks calculated at a time; one a core by default.", "同时核算的分块数；缺省为每个处理器核一个。"),
)  # fmt: skip
@form_option
@rules_option
@findings_exit
def command(
    old: str,
    new: str | None,
    portfolio: Path,
    pairs: tuple[tuple[str, str], ...],
    assumed: Path | None,
    output: Target | None,
    language: Language | None,
    workers: int | None,
    form: str,
    rules: tuple[str, ...],
) -> None:
    """Show what another version of the rules does to the results of a portfolio.

    Old and new results of each product and their difference, how much of it comes from which change of the rules, and
    what products newly fail or lack. Name two versions, or replace a factor table (`--replace`). Inputs that only the
    new version asks for are stated with `--assume`. The exit code is 1 when no product is calculated under both.
    """
    from ruleengine.compare.impact.report import impact_data
    from ruleengine.compare.impact.report_text import impact_text
    from ruleengine.compare.impact.summary import summary

    if (new is None) == (not pairs):
        raise WrongUse(_ONE_OF_BOTH)
    if output is not None:
        output.check_beside(form)
    moved = _moved(open_library(rules), old, new, pairs, assumed)
    with TemporaryDirectory(prefix="ruleengine-") as folder:
        impact = _impact(Path(folder), portfolio, moved, pairs, workers)
        found = summary(impact)
        if output is not None:
            _write(output, impact, found, language or messages_language())
        if form == "json":
            echo_json(impact_data(impact, found))
        elif output is None or not output.stream:
            echo(impact_text(impact, found, messages_language()))
    if not found.products["both"]:
        sys.exit(1)


def _impact(
    folder: Path,
    portfolio: Path,
    moved: MovedColumns,
    pairs: tuple[tuple[str, str], ...],
    workers: int | None,
) -> Impact:
    """Both versions run, what is not of the old one set apart; raises `Refused` in which the portfolio has its name."""
    from ruleengine.compare.impact.apart import sides_of
    from ruleengine.compare.impact.impact import ImpactStudy
    from ruleengine.compare.impact.inventories import as_portfolio

    given, apart = as_portfolio(portfolio, folder, sides_of(moved.old, moved.new))
    shown, tell = portfolio.as_posix(), counting(long_only=True)
    try:
        return ImpactStudy(folder, given, moved, shown, pairs, workers, tell, apart).run()
    except Refused as refused:
        told = list(refused.diagnostics)
        for made in (given, *folder.glob("*.parquet")):
            told = [d.of_file(made.as_posix(), shown) for d in told]
        raise Refused(told) from None


def _moved(
    library: Library, old: str, new: str | None, pairs: tuple[tuple[str, str], ...], assumed: Path | None
) -> MovedColumns:
    """Both programs, and how the columns of the one become those of the other; raises `Refused`."""
    from ruleengine.compare.impact.replacing import with_tables_replaced
    from ruleengine.compare.moved_columns import MovedColumns
    from ruleengine.compare.passage import Passage
    from ruleengine.compare.versions import named_version
    from ruleengine.inventory.assumptions import read_assumed
    from ruleengine.program.from_resolved import compile_program

    before = compile_program(_rule_set(named_version(library, old)))
    if new is None:
        after = compile_program(with_tables_replaced(library, before.resolved, pairs))
        return MovedColumns(Passage(before, after))
    after = compile_program(_rule_set(named_version(library, new)))
    ids = before.resolved.reference.id, after.resolved.reference.id
    if ids[0] != ids[1]:
        raise WrongUse(_DIFFERENT, old=ids[0], new=ids[1])
    values = {} if assumed is None else read_assumed(assumed, after).checked
    return MovedColumns(Passage(before, after), values)


def _rule_set(item: ResolvedRuleSet | FactorTable) -> ResolvedRuleSet:
    """The rule set itself; wrong use where a factor table is named."""
    from ruleengine.resolve.resolved import ResolvedRuleSet as RuleSetItem

    if not isinstance(item, RuleSetItem):
        raise WrongUse(_TABLE, name=str(item.reference))
    return item


def _write(output: Target, impact: Impact, found: Summary, language: Language) -> None:
    """The products as a table, or the report, as the name of the file says."""
    import json

    from ruleengine.compare.impact.report import impact_data
    from ruleengine.compare.impact.writing import as_parquet, as_workbook

    ending = output.ending or ".parquet"
    if ending == ".json":
        content = (json.dumps(impact_data(impact, found), ensure_ascii=False, indent=2) + "\n").encode()
    elif ending == ".html":
        from ruleengine.documents.impact import impact_page

        content = impact_page(impact, found, language).encode()
    elif ending == ".xlsx":
        content = as_workbook(impact, found, output.path.as_posix())
    else:
        content = as_parquet(impact, found)
    output.write([(f"impact{ending}", content)], err=True)
