"""The options of commands that write documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from ruleengine.cli.common import FOLDER
from ruleengine.cli.help import option
from ruleengine.cli.target import Target, output_option
from ruleengine.cli.wrong_use import OneOf, WrongUse, bad_value
from ruleengine.language import Texts

if TYPE_CHECKING:
    from ruleengine.documents.view_types import DocumentLanguage, View

_FORMATS = ("html", "pdf")
_OTHER_FORMAT: Texts = (
    "{path:code} is not a name for {formats:codes}", "文件名{path:code}与格式{formats:codes}不符",
)  # fmt: skip
_UNKNOWN: Texts = ("{value:code} is not one of {choices:codes}", "{value:code}不是{choices:codes}之一")


def _formats(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    if value is None:
        return ()
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
        output_option(FOLDER, ".html", ".pdf", required=True),
        option(
            "--format", "formats", metavar=("FORMAT", "格式"), callback=_formats,
            help=(
                "html, pdf, or html,pdf; by default what the name of the file says, or both.",
                "html、pdf或html,pdf；缺省按文件名，否则两种均生成。",
            ),
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


def write_wanted(
    view: Callable[[DocumentLanguage], View], name: str, output: Target, formats: Sequence[str],
    languages: Sequence[str],
) -> None:  # fmt: skip
    """Write the documents that the options ask for, and tell their paths; raises `Refused` and `WrongUse`."""
    from ruleengine.documents.documents import FORMATS, LANGUAGES, rendered

    if output.ending and formats and f".{formats[0]}" != output.ending:
        raise WrongUse(_OTHER_FORMAT, path=str(output.path), formats=tuple(formats))
    chosen = tuple(formats) or ((output.ending[1:],) if output.ending else FORMATS)
    output.paths(chosen)
    output.write(rendered(view, name, {x: chosen for x in LANGUAGES if x in languages}))
