"""`ruleengine template ID[@V]`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ruleengine.cli.common import (
    findings_exit,
    open_library,
    rules_option,
    ruleset_argument,
    version_options,
)
from ruleengine.cli.help import documented, option
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf, WrongUse
from ruleengine.diagnostics import nearest_name
from ruleengine.language import Texts
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice
from ruleengine.source.paths import is_there

_EXISTS: Texts = (
    "{path:code} exists; name another file, or remove it first", "{path:code}已存在；请指定其他文件，或先将其删除",
)  # fmt: skip
_OTHER_FORM: Texts = ("{path:code} is not a name for {form:code}", "文件名{path:code}与格式{form:code}不符")
_TABLES: Texts = (
    "--table and --by are about workbooks; name a file that ends in `.xlsx`",
    "--table和--by用于工作簿；请指定扩展名为`.xlsx`的文件",
)
_NO_ASSESSMENT: Texts = (
    "--assessment writes YAML and no workbook", "--assessment生成YAML，不生成工作簿",
)  # fmt: skip
_NO_TABLE: Texts = (
    "the rule set has no table {table:code}; the nearest is {near:code}",
    "规则集没有表{table:code}；最接近的是{near:code}",
)  # fmt: skip


@documented(
    "template",
    zh="生成空白清单：每项输入及其名称、单位、限值和允许值；或生成空白核查文件：每项要求及其散列值。",
)
@ruleset_argument
@output_option(
    ("The file to write; it must not exist yet.", "写入的文件；该文件应尚不存在。"),
    ".yaml",
    ".yml",
    ".xlsx",
    required=True,
)
@option(
    "--format", "form", type=OneOf(["yaml", "xlsx"]),
    help=(
        "A text file, or a workbook to fill in; by default what the name of the file says.",
        "文本文件，或供填写的工作簿；缺省按文件名。",
    ),
)  # fmt: skip
@option(
    "--table", "tables", multiple=True, metavar=("TABLE", "表"),
    help=(
        "Only this table, for a supplier who fills in a part (XLSX).",
        "仅此表，供填写部分数据的供应商使用（XLSX）。",
    ),
)  # fmt: skip
@option(
    "--by", "example", type=click.Path(path_type=Path), metavar=("INVENTORY", "清单文件"),
    help=(
        "What matters most to this product first (XLSX).", "按对此产品结果的影响排列，影响最大的在前（XLSX）。",
    ),
)  # fmt: skip
@option(
    "--assessment", is_flag=True,
    help=(
        "An empty assessment: the facts of a declaration, every requirement with its hash.",
        "空白核查文件：声明事项，以及每项要求及其散列值。",
    ),
)  # fmt: skip
@version_options
@rules_option
@findings_exit
def command(
    ruleset: str, output: Target, form: str | None, tables: tuple[str, ...], example: Path | None, assessment: bool,
    choice: VersionChoice, rules: tuple[str, ...],
) -> None:  # fmt: skip
    """Write an empty inventory: every input with its names, unit, limits and allowed values; or an empty assessment."""
    from ruleengine.assess.template import assessment_template
    from ruleengine.inventory.template import inventory_template

    programs = Programs(open_library(rules), ruleset, choice)
    program = programs.of()
    written = assessment_template if assessment else inventory_template
    name = _id(output.path.stem) if output.ending else "my-product"
    is_workbook = output.ending == ".xlsx" or (not output.ending and form == "xlsx")
    if (form == "xlsx") is not is_workbook and form is not None:
        raise WrongUse(_OTHER_FORM, path=str(output.path), form=form)
    if (tables or example) and not is_workbook:
        raise WrongUse(_TABLES)
    if is_workbook and assessment:
        raise WrongUse(_NO_ASSESSMENT)
    file = f"{name}.xlsx" if is_workbook else f"{name}.yaml"
    (path,) = output.paths([file])
    if not output.stream and is_there(path):
        raise WrongUse(_EXISTS, path=str(path))
    if is_workbook:
        from ruleengine.documents.inventory_workbook import inventory_workbook

        unknown = [t for t in tables if t not in program.tables]
        if unknown:
            near = nearest_name(unknown[0], program.tables) or next(iter(program.tables), "")
            raise WrongUse(_NO_TABLE, table=unknown[0], near=near)
        output.write([(file, inventory_workbook(program, name, tables, _weights(programs, example)))])
        return
    output.write([(file, written(program, name).encode())])


def _weights(programs: Programs, example: Path | None) -> dict[str, float]:
    """By how many per cent the footprint of an example changes for one per cent of each input and column."""
    if example is None:
        return {}
    from ruleengine.analysis.sensitivity.sensitivity import analyse

    found = analyse(programs.product(example).result)
    return {s.variable.name: s.of_per_unit or 0.0 for s in found.sensitivities}


def _id(name: str) -> str:
    """The id of an inventory or assessment after the name of its file."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "-".join(words)[:60].strip("-") or "my-product"
