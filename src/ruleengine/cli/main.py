"""The entry point: commands are imported when they are called, so that `--help` stays quick."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from ruleengine.cli.guard import guarded
from ruleengine.cli.help import Group, option
from ruleengine.cli.output import echo_line
from ruleengine.cli.said import say
from ruleengine.cli.stops import Stopped, stoppable
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts
from ruleengine.version import __version__

#: Command → (module, one-line help). A module has one function of the command's name.
COMMANDS: dict[str, tuple[str, Texts]] = {
    "validate": (
        "validate",
        ("Check rule sets, factor tables, tests and inventories.", "检查规则集、因子表、测试和清单。"),
    ),
    "list": (
        "listing",
        ("List the rule sets and factor tables of the library.", "列出规则库中的规则集和因子表。"),
    ),
    "show": (
        "show",
        (
            "Show a rule set, resolved, with the origin of every element.",
            "显示规则集，可合并沿用内容并标明各要素的出处。",
        ),
    ),
    "diff": (
        "diff",
        (
            "Compare two versions of a rule set or factor table element by element.",
            "逐要素比较规则集或因子表的两个版本。",
        ),
    ),
    "changes": (
        "changes",
        ("What the changes of rules mean for one's products.", "规则的变化对自己的产品意味着什么。"),
    ),
    "merge": (
        "merge",
        ("Merge edited copies of a file by their elements.", "按要素合并同一文件的修改版本。"),
    ),
    "watch": (
        "watch",
        ("Check, test and compare after each save.", "每次保存后检查、测试并比较。"),
    ),
    "crosswalk": (
        "crosswalk",
        ("Set two rule sets side by side.", "逐要素对照两个规则集。"),
    ),
    "feed": (
        "feed",
        ("Write Atom feeds of what happens to the rules.", "生成规则变化的Atom订阅源。"),
    ),
    "redline": (
        "redline",
        (
            "Write two versions as one document with tracked changes, or the minutes of the changes.",
            "生成两个版本的修订对照稿（含修订标记）或修订记录表。",
        ),
    ),
    "migrate": (
        "migrate",
        (
            "Rewrite an inventory or an assessment for another version of its rule set.",
            "将清单或评估文件改写为规则集的另一版本。",
        ),
    ),
    "assess": (
        "assess",
        ("Where a verification stands; take its steps.", "核查的进展；进行核查步骤。"),
    ),
    "test": ("test", ("Run the tests beside the rules.", "运行规则旁的测试。")),
    "new": (
        "new",
        ("Write a rule set to begin with, with a test and an example.", "新建规则集，附测试和示例。"),
    ),
    "format": (
        "format",
        ("Rewrite YAML files in canonical layout.", "将YAML文件改写为规范版式。"),
    ),
    "template": (
        "template",
        ("Write an empty inventory or assessment for a rule set.", "为规则集生成空白清单或空白核查文件。"),
    ),
    "calculate": ("calculate", ("Calculate the footprint of products.", "核算产品的碳足迹。")),
    "verify": (
        "verify",
        ("Calculate a result again and compare it with its record.", "重算一个结果，并与其记录比较。"),
    ),
    "replay": (
        "replay",
        (
            "Calculate all recorded results of a folder again: which figures differ, and by which change.",
            "重算文件夹中的全部结果记录：哪些数值不同，由何处变化引起。",
        ),
    ),
    "uncertainty": (
        "uncertainty",
        (
            "Draw the uncertain numbers of a product: percentiles, contributions to variance.",
            "对产品的不确定数值进行抽样：百分位数、对方差的贡献。",
        ),
    ),
    "sensitivity": (
        "sensitivity",
        (
            "Show what a footprint depends on: elasticities, break-even, scenarios.",
            "显示碳足迹取决于哪些因素：弹性、临界值、情景。",
        ),
    ),
    "batch": ("batch", ("Calculate every product of a portfolio file.", "核算产品组合文件中的每个产品。")),
    "impact": (
        "impact",
        (
            "Show what another version of the rules does to the results of a portfolio.",
            "显示规则的另一版本对产品组合结果的影响。",
        ),
    ),
    "checklist": (
        "checklist",
        ("Write the verification checklist of a rule set.", "生成规则集的核查清单。"),
    ),
    "inputs-for": (
        "inputs_for",
        ("List the least data that an output needs.", "列出得到一项结果所需的最少数据。"),
    ),
    "workbook": (
        "workbook",
        (
            "Write the calculation of a product as a workbook with live formulas.",
            "将产品的核算写成带公式的工作簿。",
        ),
    ),
    "declare": (
        "declare",
        (
            "Write the declaration of conformity of an assessed product.",
            "为经核查的产品生成符合性声明。",
        ),
    ),
    "collect": (
        "collect",
        ("Take filled checklists into an assessment.", "将填好的核查清单归入核查文件。"),
    ),
    "comments": (
        "comments",
        (
            "Comments of a consultation: forms, what came back, decisions, summary.",
            "征求意见：意见表、汇总、处理和汇总处理表。",
        ),
    ),
    "demo": (
        "demo",
        ("Calculate and document one product of every category.", "每个产品种类核算一个产品并生成文件。"),
    ),
    "docs": (
        "docs",
        ("Write the reference pages that are generated from the code.", "生成由代码产生的参考页面。"),
    ),
    "site": ("site", ("Write the documentation site of the library.", "生成规则库的文档网站。")),
}
_NO_COMMAND: Texts = ("there is no command {name:code}", "没有命令{name:code}")
_NEAR_COMMAND: Texts = (
    "there is no command {name:code}; did you mean {near:code}?",
    "没有命令{name:code}；是否应为{near:code}？",
)
_VERSION: Texts = ("ruleengine, version {version}", "ruleengine，版本{version}")
_STOPPED: Texts = ("stopped", "已停止")
_OPTIMIZED: Texts = (
    "ruleengine does not run under `python -OO` (PYTHONOPTIMIZE=2); `python -O` is possible",
    "ruleengine不能在`python -OO`（PYTHONOPTIMIZE=2）下运行；可使用`python -O`",
)


class _Commands(Group):
    """A group that knows its commands by name and imports them when needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"ruleengine.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, say(texts)) for name, (_, texts) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        name = args[0] if args else ""
        if name not in COMMANDS:
            close = get_close_matches(name, COMMANDS, n=1)
            if close:
                raise WrongUse(_NEAR_COMMAND, ctx, name=name, near=close[0])
            raise WrongUse(_NO_COMMAND, ctx, name=name)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            with stoppable():
                return super().invoke(ctx)
        except Stopped as stopped:
            if not stopped.told:
                echo_line(say(_STOPPED), err=True)
            ctx.exit(stopped.exit_code)


def _version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        echo_line(say(_VERSION, version=__version__))
        context.exit()


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]},
    zh="产品碳足迹标准的编译器：输入YAML规则集，输出数值、核查清单和符合性声明。",
)  # fmt: skip
@option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help=("Show the version and exit.", "显示版本后退出。"),
)  # fmt: skip
def cli() -> None:
    """A compiler for product-carbon-footprint standards: YAML rule sets in; numbers, checklists, declarations out."""


def command_line(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends with `SystemExit`: 0 clean, 1 findings, 2 wrong use, 129, 130 or 143 stopped."""
    gc.set_threshold(100_000, 50, 50)  # a short run makes many small objects and frees few
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.flags.optimize > 1:  # the names of rules are told from docstrings, which Python then drops
        echo_line(say(_OPTIMIZED), err=True)
        raise SystemExit(2)
    cli.main(args=list(arguments) if arguments is not None else None, prog_name="ruleengine")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, with what the system refuses told as a diagnostic."""
    guarded(lambda: command_line(arguments), arguments)
