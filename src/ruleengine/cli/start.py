"""The start of a command: importing is the first thing that fails where memory or open files are used up."""

from __future__ import annotations

from ruleengine.cli.guard import guarded


def main() -> None:
    """Run the command line."""
    guarded(_command_line)


def _command_line() -> None:
    from ruleengine.cli.main import command_line

    command_line()
