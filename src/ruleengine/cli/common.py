"""What commands share: the library option, exit codes, diagnostics to standard error."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ParamSpec

import click

from ruleengine.cli.help import argument, option
from ruleengine.cli.output import echo
from ruleengine.cli.output import echo_json as echo_json
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf, bad_value
from ruleengine.diagnostics import Diagnostic, Refused, as_text, in_order
from ruleengine.language import Texts
from ruleengine.pipeline import CalculatedProduct, Programs, product_of
from ruleengine.portfolio.reading.inventories import is_tables, named_in, one_of
from ruleengine.ruleset.choice import VersionChoice
from ruleengine.ruleset.library import Library
from ruleengine.ruleset.search_path import search_path

P = ParamSpec("P")

#: Help and words that several commands have in common.
HOW_TO_PRINT: Texts = ("How to print.", "打印格式。")
INVENTORY: Texts = ("INVENTORY", "清单文件")
FOLDER: Texts = ("The folder to write to.", "写入的文件夹。")
_NO_DATE: Texts = ("{text:code} is not a date such as 2026-01-31", "{text:code}不是日期，日期如2026-01-31")


class _Libraries(click.Path):
    """Names of libraries; a list of them in the environment may begin or end in `:`."""

    def split_envvar_value(self, rv: str) -> list[str]:
        return [name for name in super().split_envvar_value(rv) if name]


rules_option = option(
    "--rules", "rules", type=_Libraries(), multiple=True, envvar="RULEENGINE_RULES",
    help=(
        "A rule library, the topmost first; `shipped` is that of the program. Else `rules` here or above, and shipped.",
        "规则库，可多次给出，先给出者在上；`shipped`为程序自带的规则库。未指定时为此处或上级的`rules`，其下为自带的规则库。",
    ),
)  # fmt: skip


def date_option(name: str, help: Texts) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """An option that takes a date."""
    return option(name, metavar=("DATE", "日期"), callback=lambda _c, _p, v: _date(v), help=help)


on_option = date_option("--on", ("The version in force on this date.", "采用在此日期现行有效的版本。"))
drafts_option = option(
    "--drafts", "drafts", is_flag=True,
    help=(
        "The latest version, even if it is a draft and others are released.",
        "采用最新版本，即使其为草案而另有已发布版本。",
    ),
)  # fmt: skip
form_option = option("--format", "form", type=OneOf(["text", "json"]), default="text", help=HOW_TO_PRINT)
ruleset_argument = argument("ruleset", ("ID[@V]", "标识[@版本]"))


product_option = option(
    "--product", "product", metavar=("ID", "标识"),
    help=(
        "The product to take from a portfolio of CSV; the inventory of another product is refused.",
        "从CSV产品组合中所取的产品；清单属于其他产品时不予核算。",
    ),
)  # fmt: skip


def chart_option(help: Texts) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """The option `-o` of commands that print a report and may draw it as well."""
    return output_option(help, ".svg", name="chart")


def write_chart(chart: Target | None, name: str, draw: Callable[[], str]) -> bool:
    """Write a chart where one is asked for, and its path to standard error; raises `Refused` (E802).

    Whether standard output is free for the report.
    """
    if chart is not None:
        chart.write([(name, draw().encode())], err=True)
    return chart is None or not chart.stream


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad_value(_NO_DATE, text=text) from None


def one_day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    """The day that an option names; raises `click.BadParameter`."""
    return _date(text)


def version_options(action: Callable[..., None]) -> Callable[..., None]:
    """Add --on and --drafts; the command is given them as a `VersionChoice` called `choice`."""

    @on_option
    @drafts_option
    @functools.wraps(action)
    def wrapped(*args: object, on: date | None, drafts: bool, **kwargs: object) -> None:
        action(*args, choice=VersionChoice(on, drafts), **kwargs)

    return wrapped


def findings_exit(action: Callable[P, None]) -> Callable[P, None]:
    """Turn `Refused` into exit code 1 and diagnostics on standard error, or as JSON on standard output if so asked."""

    @functools.wraps(action)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            action(*args, **kwargs)
        except Refused as refused:
            if kwargs.get("form") == "json":
                named = _refused(refused.diagnostics) or kwargs.get("ruleset")
                echo_json(refusal_data(None if named is None else str(named), refused.diagnostics))
            else:
                tell(refused.diagnostics)
            sys.exit(1)

    return wrapped


def _refused(diagnostics: Sequence[Diagnostic]) -> str | None:
    """The file that the first error is in; None where it is in none."""
    return next((d.place.file for d in diagnostics if d.severity == "error" and d.place), None)


def refusal_data(refused: str | None, diagnostics: Sequence[Diagnostic]) -> dict[str, object]:
    """A refusal as JSON-able data: the file or name that is refused, and why."""
    return {"refused": refused, "diagnostics": [d.data() for d in in_order(diagnostics)]}


def tell(diagnostics: Sequence[Diagnostic]) -> None:
    """Write diagnostics to standard error."""
    if diagnostics:
        echo(as_text(diagnostics), err=True)


def open_library(rules: Sequence[str], start: Path | None = None, *, begun: bool = False) -> Library:
    """The libraries named, or those found from `start` on; wrong use (exit 2) where one of them is none.

    With `begun`, an empty folder is one.
    """
    try:
        return Library(search_path(rules, start, begun=begun))
    except Refused as refused:
        tell(refused.diagnostics)
        sys.exit(2)


def calculated(
    programs: Programs, path: Path, form: str = "text", product_id: str | None = None
) -> CalculatedProduct:
    """A product read and calculated; raises `Refused`. What is to be warned of is told, unless JSON has it.

    Of a portfolio of CSV it is the only product, or the one with the id; an inventory of another id is refused.
    """
    if is_tables(path):
        program = programs.of_first(named_in(path))
        product = product_of(program, one_of(path, program, product_id), wanted=product_id)
    else:
        product = programs.product(path, product_id)
    if form != "json":
        tell(product.warnings)
    return product


def echo_report(data: Mapping[str, object], product: CalculatedProduct) -> None:
    """Write a report on a product to standard output as JSON, with what is to be warned of."""
    from ruleengine.run.record.from_result import notices
    from ruleengine.run.record.writing import plain_data

    echo_json({**data, "warnings": plain_data(notices(product.warnings))})
