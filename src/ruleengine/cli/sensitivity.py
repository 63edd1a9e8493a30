"""`ruleengine sensitivity ID[@V] INVENTORY`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from ruleengine.cli.common import (
    INVENTORY,
    calculated,
    chart_option,
    echo_report,
    findings_exit,
    form_option,
    open_library,
    product_option,
    rules_option,
    ruleset_argument,
    version_options,
    write_chart,
)
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo
from ruleengine.cli.target import Target
from ruleengine.cli.wrong_use import OneOf
from ruleengine.language import messages_language
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice


def _targets(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> list[tuple[str, Decimal]]:
    from ruleengine.analysis.sensitivity.break_even import read_target

    try:
        return [read_target(text) for text in given]
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@documented("sensitivity", zh="产品碳足迹取决于哪些因素：弹性、临界值、情景、龙卷风图。")
@ruleset_argument
@argument("inventory", INVENTORY, type=click.Path(path_type=Path))
@option(
    "--break-even", "targets", metavar=("NAME=VALUE", "名称=数值"), multiple=True, callback=_targets,
    help=(
        "Find the value of an input or parameter at which the footprint is VALUE (kgCO2e); may be repeated.",
        "求碳足迹等于该数值（kgCO2e）时输入或参数的值；可重复使用。",
    ),
)  # fmt: skip
@option(
    "--of", "part", type=OneOf(["per-unit", "total"]), default="per-unit", show_default=True,
    help=("The footprint that --break-even is about.", "--break-even所针对的碳足迹。"),
)  # fmt: skip
@option(
    "--scenarios", type=click.Path(path_type=Path), metavar=("FILE", "文件"),
    help=("Calculate the scenarios of a YAML file.", "核算YAML文件中的各情景。"),
)  # fmt: skip
@product_option
@form_option
@chart_option(("Draw the tornado chart.", "绘制龙卷风图。"))
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str,
    inventory: Path,
    targets: list[tuple[str, Decimal]],
    part: str,
    scenarios: Path | None,
    form: str,
    chart: Target | None,
    product: str | None,
    choice: VersionChoice,
    rules: tuple[str, ...],
) -> None:
    """What the footprint of a product depends on: elasticities, break-even values, scenarios, a tornado chart."""
    from ruleengine.analysis.sensitivity.break_even import break_even
    from ruleengine.analysis.sensitivity.report import as_data
    from ruleengine.analysis.sensitivity.report_text import text
    from ruleengine.analysis.sensitivity.scenarios import read_scenarios
    from ruleengine.analysis.sensitivity.sensitivity import analyse
    from ruleengine.diagnostics import Refused, Report
    from ruleengine.documents.tornado import tornado_svg
    from ruleengine.documents.writing import safe_name

    if chart is not None:
        chart.check_beside(form)
    calculation = calculated(Programs(open_library(rules), ruleset, choice), inventory, form, product)
    document, result = calculation.document, calculation.result
    wrong, found, beside = Report(), [], []
    try:
        beside = read_scenarios(scenarios, result.program, document) if scenarios else []
    except Refused as refused:
        wrong.take(refused.diagnostics)
    for name, target in targets:
        try:
            found.append(break_even(result, name, target, part.replace("-", "_")))
        except Refused as refused:
            wrong.take(refused.diagnostics)
    if wrong.items:
        raise Refused(wrong.items)
    analysis = analyse(result)
    name = f"{safe_name(calculation.inventory.id)}.sensitivity.svg"
    if not write_chart(chart, name, lambda: tornado_svg(analysis)):
        return
    if form == "json":
        echo_report(as_data(analysis, found, beside), calculation)
    else:
        echo(text(analysis, found, beside, messages_language()))
