"""The entry point: commands are imported when they are called, so that `--help` stays quick."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from ruleengine.version import __version__

#: Command → (module, one-line help). A module has one function of the command's name.
COMMANDS: dict[str, tuple[str, str]] = {
    "validate": ("validate", "Check rule sets, factor tables, tests and inventories."),
    "list": ("listing", "List the rule sets and factor tables of the library."),
    "show": ("show", "Show a rule set, resolved, with the origin of every element."),
    "test": ("test", "Run the tests beside the rules."),
    "template": ("template", "Write an empty inventory for a rule set."),
    "calculate": ("calculate", "Calculate the footprint of products."),
    "uncertainty": (
        "uncertainty",
        "Draw the uncertain numbers of a product: percentiles, contributions to variance.",
    ),
    "sensitivity": ("sensitivity", "Show what a footprint depends on: elasticities, break-even, scenarios."),
    "batch": ("batch", "Calculate every product of a portfolio file."),
    "checklist": ("checklist", "Write the verification checklist of a rule set."),
    "declare": ("declare", "Write the declaration of conformity of an assessed product."),
    "demo": ("demo", "Calculate and document one product of every category."),
    "docs": ("docs", "Write the reference pages that are generated from the code."),
}


class _Commands(click.Group):
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
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        name = args[0] if args else ""
        if name not in COMMANDS:
            close = get_close_matches(name, COMMANDS, n=1)
            hint = f"; did you mean `{close[0]}`?" if close else ""
            ctx.fail(f"there is no command `{name}`{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ruleengine")
def cli() -> None:
    """A compiler for product-carbon-footprint standards: YAML rule sets in; numbers, checklists, declarations out."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exits with 0 clean, 1 findings, 2 wrong use, 130 or 143 stopped."""
    gc.set_threshold(100_000, 50, 50)  # a short run makes many small objects and frees few
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli.main(args=list(arguments) if arguments is not None else None, prog_name="ruleengine")
