"""`ruleengine uncertainty ID[@V] INVENTORY`."""

from __future__ import annotations

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
from ruleengine.cli.wrong_use import Whole
from ruleengine.language import messages_language
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice


@documented("uncertainty", zh="产品碳足迹的不确定度：百分位数、直方图、对方差的贡献。")
@ruleset_argument
@argument("inventory", INVENTORY, type=click.Path(path_type=Path))
@option(
    "--draws", type=Whole(100, 1_000_000), default=10_000, show_default=True,
    help=("How many times to draw.", "抽样次数。"),
)  # fmt: skip
@option(
    "--seed", type=Whole(0, 2**63 - 1), default=1, show_default=True,
    help=("The same seed, the same draws.", "随机种子：种子相同，抽样相同。"),
)  # fmt: skip
@option(
    "--pedigree/--no-pedigree", default=True, show_default=True,
    help=(
        "Take the uncertainty of other numbers from the scores of their sources; without any, the widest class.",
        "其他数值的不确定度取自其来源的质量评分；没有评分的按最宽一级计。",
    ),
)  # fmt: skip
@product_option
@form_option
@chart_option(("Draw the histogram and the contributions to variance.", "绘制直方图和对方差的贡献。"))
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str,
    inventory: Path,
    draws: int,
    seed: int,
    pedigree: bool,
    form: str,
    chart: Target | None,
    product: str | None,
    choice: VersionChoice,
    rules: tuple[str, ...],
) -> None:
    """How uncertain the footprint of a product is: percentiles, histogram, contributions to variance."""
    if chart is not None:
        chart.check_beside(form)
    calculation = calculated(Programs(open_library(rules), ruleset, choice), inventory, form, product)

    from ruleengine.analysis.uncertainty.monte_carlo import monte_carlo
    from ruleengine.analysis.uncertainty.report import as_data
    from ruleengine.analysis.uncertainty.report_text import text
    from ruleengine.documents.histogram import histogram_svg
    from ruleengine.documents.writing import safe_name

    outcome = monte_carlo(calculation.result, draws=draws, seed=seed, pedigree=pedigree)
    name = f"{safe_name(calculation.inventory.id)}.uncertainty.svg"
    if not write_chart(chart, name, lambda: histogram_svg(outcome)):
        return
    if form == "json":
        echo_report(as_data(outcome), calculation)
    else:
        echo(text(outcome, messages_language()))
