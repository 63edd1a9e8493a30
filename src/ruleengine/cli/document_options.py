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
#: What a checklist can be besides, to be filled in and given to `collect`.
_OFFICE = ("xlsx", "docx", "xml")
_OTHER_FORMAT: Texts = (
    "{path:code} is not a name for {formats:codes}", "文件名{path:code}与格式{formats:codes}不符",
)  # fmt: skip
_UNKNOWN: Texts = ("{value:code} is not one of {choices:codes}", "{value:code}不是{choices:codes}之一")


def _formats(known: Sequence[str]) -> Callable[..., tuple[str, ...]]:
    """What reads the formats that are asked for, of those that are known."""

    def chosen(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
        if value is None:
            return ()
        found = tuple(dict.fromkeys(v.strip() for v in value.split(",") if v.strip()))
        unknown = [v for v in found if v not in known]
        if unknown or not found:
            raise bad_value(_UNKNOWN, value=", ".join(unknown) or value, choices=tuple(known))
        return found

    return chosen


def _languages(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    return (value,)


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add -o, --format and --lang."""
    named = (
        "html, pdf, or html,pdf; by default what the name of the file says, or both.",
        "html、pdf或html,pdf；缺省按文件名，否则两种均生成。",
    )
    return _with_options(command, _FORMATS, named)


def form_document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same for documents that are filled in: workbooks, Word files and XML besides."""
    named = (
        "html, pdf, xlsx, docx, xml, several with commas; by default what the name of the file says, or html,pdf.",
        "html、pdf、xlsx、docx、xml，可用逗号并列；缺省按文件名，否则为html,pdf。",
    )
    return _with_options(command, (*_FORMATS, *_OFFICE), named)


def _with_options(command: Callable[..., Any], known: Sequence[str], named: Texts) -> Callable[..., Any]:
    options = (
        output_option(FOLDER, *(f".{form}" for form in known), required=True),
        option("--format", "formats", metavar=("FORMAT", "格式"), callback=_formats(known), help=named),
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
    languages: Sequence[str], office: Callable[[DocumentLanguage, str], bytes] | None = None,
) -> None:  # fmt: skip
    """Write the documents that the options ask for, and tell their paths; raises `Refused` and `WrongUse`.

    `office` makes those that are filled in, of a language and a format.
    """
    from ruleengine.documents.documents import FORMATS, LANGUAGES, rendered
    from ruleengine.documents.writing import safe_name

    if output.ending and formats and f".{formats[0]}" != output.ending:
        raise WrongUse(_OTHER_FORMAT, path=str(output.path), formats=tuple(formats))
    chosen = tuple(formats) or ((output.ending[1:],) if output.ending else FORMATS)
    output.paths(chosen)
    shown = tuple(form for form in chosen if form in _FORMATS)
    wanted = [x for x in LANGUAGES if x in languages]
    files = rendered(view, name, {x: shown for x in wanted if shown})
    if office is not None:
        forms = [form for form in chosen if form in _OFFICE]
        files += [(f"{safe_name(name)}.{x}.{form}", office(x, form)) for x in wanted for form in forms]
    output.write(files)
