"""`ruleengine inputs-for ID[@V] ELEMENT`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruleengine.cli.common import (
    findings_exit,
    form_option,
    open_library,
    rules_option,
    ruleset_argument,
    version_options,
)
from ruleengine.cli.help import argument, documented
from ruleengine.cli.output import echo_json, echo_line
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.diagnostics import nearest_name
from ruleengine.diagnostics.facts import in_words
from ruleengine.language import Texts, messages_language
from ruleengine.pipeline import Programs
from ruleengine.ruleset.choice import VersionChoice

if TYPE_CHECKING:
    from ruleengine.program.program import Field, Program

_UNKNOWN: Texts = (
    "the rule set calculates nothing called {name:code}; the nearest is {near:code}",
    "规则集没有名为{name:code}的计算项；最接近的是{near:code}",
)
_NEED: dict[str, Texts] = {
    "required": ("required", "必填"), "optional": ("optional", "选填"),
    "conditional": ("where it applies", "适用时必填"),
    "table": ("rows", "数据行"),
}  # fmt: skip


@documented("inputs-for", zh="列出得到一项结果所需的最少数据：输入、表和列，及其单位和是否必填。")
@ruleset_argument
@argument("element", ("ELEMENT", "要素"))
@form_option
@version_options
@rules_option
@findings_exit
def command(ruleset: str, element: str, form: str, choice: VersionChoice, rules: tuple[str, ...]) -> None:
    """List the least data that an output needs: inputs, tables and columns, with units and whether they are required.

    ELEMENT is a quantity, emission, indicator or requirement (`use_electricity`, `emissions.use_electricity`), or a
    part of the footprint (`footprint.use`, `footprint.per_unit`).
    """
    from ruleengine.program.needed_inputs import needed_inputs, steps_of

    program = Programs(open_library(rules), ruleset, choice).of()
    steps = steps_of(program, element)
    if not steps:
        known = [s.name for s in program.all_steps()]
        raise WrongUse(_UNKNOWN, name=element, near=nearest_name(element, known) or "footprint.per_unit")
    names = needed_inputs(program, steps)
    rows = [_row(program, name) for name in names]
    if form == "json":
        echo_json({"element": element, "inputs": rows})
        return
    language = messages_language()
    for row in rows:
        need = in_words(_NEED[str(row["need"])], language)
        label = row["label"][language] if isinstance(row["label"], dict) else ""
        echo_line("  ".join(str(x) for x in (row["name"], row["unit"], need, label) if x))


def _row(program: Program, name: str) -> dict[str, object]:
    """An input, table or column as data."""
    table, _, column = name.partition(".")
    found: Field | None = program.fields.get(name)
    if column:
        found = program.tables[table].columns[column]
    if found is None:
        return {
            "name": name,
            "kind": "table",
            "unit": "",
            "need": "table",
            "label": dict(program.tables[name].label),
        }
    need = "conditional" if found.conditional else "required" if found.required else "optional"
    unit = str(found.type.unit) if found.type.kind == "number" else ""
    return {"name": name, "kind": found.type.kind, "unit": unit, "need": need, "label": dict(found.label)}
