"""The options of commands that write documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

_FORMATS = ("html", "pdf")


def _formats(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(v.strip() for v in value.split(",") if v.strip()))
    unknown = [v for v in chosen if v not in _FORMATS]
    if unknown or not chosen:
        raise click.BadParameter(f"`{', '.join(unknown) or value}` is not one of {', '.join(_FORMATS)}")
    return chosen


def _languages(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    return (value,)


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add -o, --format and --lang."""
    options = (
        click.option("-o", "output", required=True, type=click.Path(path_type=Path), help="The folder to write to."),
        click.option("--format", "formats", default="html,pdf", callback=_formats, help="html, pdf, or html,pdf."),
        click.option(
            "--lang", "languages", type=click.Choice(["zh", "en", "both"]), default="both", callback=_languages,
            help="Chinese, English, or both on one page.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command
