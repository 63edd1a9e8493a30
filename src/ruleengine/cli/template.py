"""`ruleengine template ID[@V]`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, load_program, on_option, open_library, rules_option


def _output(_context: click.Context, _parameter: click.Parameter, value: Path) -> Path:
    """The file to write: YAML, and new, since an inventory that is filled in must not be lost."""
    if value.suffix.lower() == ".xlsx":
        raise click.BadParameter("spreadsheets cannot be written yet; name a file that ends in .yaml")
    if value.suffix.lower() not in (".yaml", ".yml"):
        raise click.BadParameter(f"`{value}` does not end in .yaml")
    if value.exists():
        raise click.BadParameter(f"`{value}` exists; name another file, or remove it first")
    return value


@click.command("template")
@click.argument("ruleset", metavar="ID[@V]")
@click.option(
    "-o", "output", metavar="FILE.yaml", required=True, type=click.Path(path_type=Path), callback=_output,
    help="The file to write; it must not exist yet.",
)  # fmt: skip
@on_option
@rules_option
@findings_exit
def command(ruleset: str, output: Path, on: object, rules: Path | None) -> None:
    """Write an empty inventory: every input with its names, unit, limits and allowed values."""
    from datetime import date

    from ruleengine.documents.writing import write_text
    from ruleengine.inventory.template import inventory_template

    program = load_program(open_library(rules), ruleset, on if isinstance(on, date) else None)
    write_text(output, inventory_template(program, _id(output.stem)))
    click.echo(output.as_posix())


def _id(name: str) -> str:
    """The id of an inventory after the name of its file."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "-".join(words)[:60].strip("-") or "my-product"
