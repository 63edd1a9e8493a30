"""`ruleengine template ID[@V]`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ruleengine.cli.common import (
    findings_exit,
    load_program,
    on_option,
    open_library,
    rules_option,
    ruleset_argument,
)
from ruleengine.cli.help import documented, option
from ruleengine.cli.output import echo_path
from ruleengine.cli.wrong_use import bad_value
from ruleengine.language import Texts

_NO_SPREADSHEET: Texts = (
    "spreadsheets cannot be written yet; name a file that ends in .yaml",
    "尚不能生成电子表格；请指定扩展名为.yaml的文件",
)
_NO_ENDING: Texts = ("{path:code} does not end in .yaml", "{path:code}的扩展名不是.yaml")
_EXISTS: Texts = (
    "{path:code} exists; name another file, or remove it first", "{path:code}已存在；请指定其他文件，或先将其删除",
)  # fmt: skip


def _output(_context: click.Context, _parameter: click.Parameter, value: Path) -> Path:
    """The file to write: YAML, and new, since an inventory that is filled in must not be lost."""
    if value.suffix.lower() == ".xlsx":
        raise bad_value(_NO_SPREADSHEET)
    if value.suffix.lower() not in (".yaml", ".yml"):
        raise bad_value(_NO_ENDING, path=str(value))
    if value.exists():
        raise bad_value(_EXISTS, path=str(value))
    return value


@documented(
    "template",
    zh="生成空白清单：每项输入及其名称、单位、限值和允许值；或生成空白核查文件：每项要求及其散列值。",
)
@ruleset_argument
@option(
    "-o", "output", metavar=("FILE.yaml", "文件.yaml"), required=True, type=click.Path(path_type=Path),
    callback=_output, help=("The file to write; it must not exist yet.", "写入的文件；该文件应尚不存在。"),
)  # fmt: skip
@option(
    "--assessment", is_flag=True,
    help=(
        "An empty assessment: the facts of a declaration, every requirement with its hash.",
        "空白核查文件：声明事项，以及每项要求及其散列值。",
    ),
)  # fmt: skip
@on_option
@rules_option
@findings_exit
def command(ruleset: str, output: Path, assessment: bool, on: object, rules: tuple[str, ...]) -> None:
    """Write an empty inventory: every input with its names, unit, limits and allowed values; or an empty assessment."""
    from datetime import date

    from ruleengine.assess.template import assessment_template
    from ruleengine.documents.writing import write_text
    from ruleengine.inventory.template import inventory_template

    program = load_program(open_library(rules), ruleset, on if isinstance(on, date) else None)
    written = assessment_template if assessment else inventory_template
    write_text(output, written(program, _id(output.stem)))
    echo_path(output)


def _id(name: str) -> str:
    """The id of an inventory or assessment after the name of its file."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "-".join(words)[:60].strip("-") or "my-product"
