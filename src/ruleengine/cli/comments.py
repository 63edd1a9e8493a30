"""`ruleengine comments …`: a group whose commands are imported when they are called."""

from __future__ import annotations

from importlib import import_module

import click

from ruleengine.cli.help import Group
from ruleengine.cli.said import say
from ruleengine.cli.wrong_use import WrongUse
from ruleengine.language import Texts

#: Command → (module, one-line help).
_COMMANDS: dict[str, tuple[str, Texts]] = {
    "form": ("comments_form", ("Write the form for comments on a version.", "生成某一版本的意见表。")),
    "collect": ("comments_collect", ("Read filled forms into one file.", "将填好的意见表汇总为一个文件。")),
    "list": ("comments_list", ("List comments: where they belong, how handled.", "列出意见及其归属和处理。")),
    "track": ("comments_track", ("Write down a decision on comments.", "记录对意见的处理。")),
    "summary": ("comments_summary", ("Write the summary table.", "生成意见汇总处理表。")),
    "move": ("comments_move", ("Take comments to another version.", "将意见转到另一版本。")),
}
_NO_COMMAND: Texts = (
    "there is no command {name:code}; there are {known:codes}", "没有命令{name:code}；可用的有{known:codes}",
)  # fmt: skip


class _Comments(Group):
    """The commands by their names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"ruleengine.cli.{_COMMANDS[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, say(texts)) for name, (_, texts) in _COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS:
            raise WrongUse(_NO_COMMAND, ctx, name=args[0], known=tuple(_COMMANDS))
        return super().resolve_command(ctx, args)


@click.group(
    "comments", cls=_Comments, zh="征求意见：发出意见表，汇总填好的表，归到要素，记录处理，生成汇总处理表。"
)
def command() -> None:
    """Comments of a consultation: send out forms, collect them, attach comments, decide on them, write the summary."""
