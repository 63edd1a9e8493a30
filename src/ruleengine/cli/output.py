"""The one way to standard output and standard error: nothing from a file reaches a terminal raw.

Hidden and direction-changing characters are written as escapes, so that no text moves the cursor, changes colours or
reads as something else. A line break within a line is escaped where lines are put together (`terminal.joined`).
"""

from __future__ import annotations

from pathlib import Path

import click

from ruleengine.characters import harmless, harmless_json, visible


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Write lines of text."""
    click.echo(harmless(text), err=err, nl=nl)


def echo_line(line: str, *, err: bool = False) -> None:
    """Write one line; a line break within it is an escape."""
    click.echo(visible(line), err=err)


def echo_path(path: Path, *, err: bool = False) -> None:
    """Write the path of a file on one line, whatever characters it has."""
    echo_line(path.as_posix(), err=err)


def echo_bytes(content: bytes) -> None:
    """Write a document to standard output as its file would be."""
    click.echo(content, nl=False)


def echo_file(path: Path, *, err: bool = False) -> None:
    """Write what a file holds, piece by piece."""
    with path.open("rb") as file:
        while content := file.read(1 << 20):
            click.echo(content, nl=False, err=err)


def echo_json(data: object) -> None:
    """Write JSON-able data to standard output."""
    import json

    echo_json_text(json.dumps(data, ensure_ascii=False, indent=2))


def echo_json_text(text: str) -> None:
    """Write a text in JSON; hidden characters of its strings as JSON escapes them."""
    click.echo(harmless_json(text))


def echo_progress(line: str, *, rewritten: bool, last: bool) -> None:
    """Write a line of progress to standard error, over the one before it where it is `rewritten`."""
    click.echo(f"\r{visible(line)}" if rewritten else visible(line), err=True, nl=not rewritten or last)
