"""`ruleengine show ID[@V]`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, on_option, open_library, rules_option, ruleset_argument
from ruleengine.cli.help import documented, option


@documented("show", zh="以YAML显示规则集或因子表；用--resolved时包括全部沿用内容。")
@ruleset_argument
@option(
    "--resolved", is_flag=True,
    help=("With everything inherited, all overlays applied.", "包括全部沿用内容，并合并所有叠加内容。"),
)  # fmt: skip
@option("--origin", is_flag=True, help=("Say where every element comes from.", "标明各要素的出处。"))
@on_option
@rules_option
@findings_exit
def command(ruleset: str, resolved: bool, origin: bool, on: object, rules: Path | None) -> None:
    """Show a rule set or factor table as YAML; with --resolved, everything it inherits too."""
    from datetime import date

    library = open_library(rules)
    reference = library.find(ruleset, on if isinstance(on, date) else None)
    if not resolved and not origin:
        library.load(reference)
        click.echo(library.path(reference).read_text(encoding="utf-8"), nl=False)
        return
    from ruleengine.resolve.overlay import resolve
    from ruleengine.resolve.print_yaml import print_resolved
    from ruleengine.ruleset.model import FactorTable

    item = library.load(reference)
    if isinstance(item, FactorTable):
        header: Mapping[str, object] = item.header
        click.echo(f"{reference}  {item.fingerprint}  {header.get('nature', '')}")
        return
    click.echo(print_resolved(resolve(library, reference), origin), nl=False)
