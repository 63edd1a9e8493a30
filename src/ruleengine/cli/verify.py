"""`ruleengine verify RESULT.json --inventory FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ruleengine.cli.common import findings_exit, form_option, open_library, rules_option, tell
from ruleengine.cli.help import argument, documented, option
from ruleengine.cli.output import echo_json, echo_line
from ruleengine.cli.said import say
from ruleengine.language import Texts, messages_language

_HOLDS: Texts = (
    "{result}: the same result from {ruleset} and {inventory:code}; {numbers} values and {checks} checks compared",
    "{result}：由{ruleset}和清单{inventory:code}重算，结果相同；已比较{numbers}个数值和{checks}项检查",
)


@documented("verify", zh="用记录所载的规则和清单重算一个结果，并与记录比较。")
@argument("result", ("RESULT.json", "结果.json"), type=click.Path(path_type=Path))
@option(
    "--inventory", required=True, type=click.Path(path_type=Path),
    help=("The inventory that the result was calculated from.", "算出该结果的清单。"),
)  # fmt: skip
@form_option
@rules_option
@findings_exit
def command(result: Path, inventory: Path, form: str, rules: tuple[str, ...]) -> None:
    """Calculate a result again from the rules and the inventory that its record names, and compare."""
    from ruleengine.check.verify import verify
    from ruleengine.resolve.standing import named
    from ruleengine.run.record.writing import plain_data

    replay = verify(result, inventory, open_library(rules))
    if form == "json":
        found = [d.data() for d in replay.found]
        standing = plain_data(replay.again.standing)
        echo_json(
            {"result": result.as_posix(), "holds": replay.holds, "standing": standing, "diagnostics": found}
        )
    else:
        tell(replay.found)
        if replay.holds:
            reference = f"{replay.record.ruleset.id}@{replay.record.ruleset.version}"
            rules_named = named(replay.again.standing, reference, messages_language())
            echo_line(
                say(
                    _HOLDS, result=result.as_posix(), ruleset=rules_named, inventory=inventory.as_posix(),
                    numbers=replay.values, checks=len(replay.record.checks),
                )
            )  # fmt: skip
    sys.exit(0 if replay.holds else 1)
