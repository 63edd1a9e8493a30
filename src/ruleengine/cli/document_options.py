"""The options of commands that write documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ruleengine.cli.common import FOLDER
from ruleengine.cli.help import option
from ruleengine.cli.wrong_use import OneOf, bad_value
from ruleengine.language import Texts

_FORMATS = ("html", "pdf")
_UNKNOWN: Texts = ("{value:code} is not one of {choices:codes}", "{value:code}不是{choices:codes}之一")


def _formats(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(v.strip() for v in value.split(",") if v.strip()))
    unknown = [v for v in chosen if v not in _FORMATS]
    if unknown or not chosen:
        raise bad_value(_UNKNOWN, value=", ".join(unknown) or value, choices=_FORMATS)
    return chosen


def _languages(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    return (value,)


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add -o, --format and --lang."""
    options = (
        option("-o", "output", required=True, type=click.Path(path_type=Path), help=FOLDER),
        option(
            "--format", "formats", metavar=("FORMAT", "格式"), default="html,pdf", callback=_formats,
            help=("html, pdf, or html,pdf.", "html、pdf或html,pdf。"),
        ),
        option(
            "--lang", "languages", type=OneOf(["zh", "en", "both"]), default="both", callback=_languages,
            help=(
                "The documents in Chinese, English, or both on one page.",
                "文件的语言：中文、英文，或同页两种语言。",
            ),
        ),
    )  # fmt: skip
    for added in reversed(options):
        command = added(command)
    return command
