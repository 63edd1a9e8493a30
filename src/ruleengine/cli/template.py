"""`ruleengine template ID[@V]`."""

from __future__ import annotations

import re

from ruleengine.cli.common import (
    findings_exit,
    open_library,
    rules_option,
    ruleset_argument,
    version_options,
)
from ruleengine.cli.help import documented, option
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice
from ruleengine.source.paths import is_there

_EXISTS: Texts = (
    "{path:code} exists; name another file, or remove it first", "{path:code}已存在；请指定其他文件，或先将其删除",
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
    required=True,
)
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
    ruleset: str, output: Target, assessment: bool, choice: VersionChoice, rules: tuple[str, ...]
) -> None:
    """Write an empty inventory: every input with its names, unit, limits and allowed values; or an empty assessment."""
    from ruleengine.assess.template import assessment_template
    from ruleengine.inventory.template import inventory_template

    program = Programs(open_library(rules), ruleset, choice).of()
    written = assessment_template if assessment else inventory_template
    name = _id(output.path.stem) if output.ending else "my-product"
    (path,) = output.paths([f"{name}.yaml"])
    if not output.stream and is_there(path):
        raise WrongUse(_EXISTS, path=str(path))
    output.write([(f"{name}.yaml", written(program, name).encode())])


def _id(name: str) -> str:
    """The id of an inventory or assessment after the name of its file."""
    words = re.findall(r"[a-z0-9]+", name.lower())
    return "-".join(words)[:60].strip("-") or "my-product"
