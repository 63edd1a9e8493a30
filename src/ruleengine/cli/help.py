"""Commands, options and arguments that carry their help in two languages, laid out by the width of characters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, ParamSpec, TypeVar

import click

from ruleengine.characters import width
from ruleengine.cli.said import say
from ruleengine.cli.wrong_use import OneOf, as_wrong_use, extra_arguments
from ruleengine.language import BETWEEN, LANGUAGES, Language, Texts, choose_language
from ruleengine.terminal import wrapped

P = ParamSpec("P")
Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_USAGE: Texts = ("Usage: ", "用法：")
#: The words that stand for what is to be written, by the word that click has for them.
_WORDS: dict[str, Texts] = {
    "PATH": ("PATH", "路径"),
    "INTEGER RANGE": ("INTEGER", "整数"),
    "[OPTIONS]": ("[OPTIONS]", "[选项]"),
    "COMMAND [ARGS]...": ("COMMAND [ARGS]...", "命令 [参数]..."),
    "Options": ("Options:", "选项："),
    "Commands": ("Commands:", "命令："),
}
_HELP: Texts = ("Show this message and exit.", "显示本帮助后退出。")
_DEFAULT: Texts = ("default: {value}", "缺省：{value}")
_REQUIRED: Texts = ("required", "必填")
_MESSAGES: Texts = (
    "Language of messages, help and summaries: Chinese or English.",
    "消息、帮助和摘要的语言：中文或英文。",
)


def _word(word: str) -> str:
    return say(_WORDS.get(word, (word, word)))


class Formatter(click.HelpFormatter):
    """Help whose columns and line ends are right for wide characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line; arguments that do not fit go on below the first of them."""
        head = f"{say(_USAGE) if prefix is None else prefix}{prog} "
        self._hang(head, width(head), args)

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        self.write(f"{'':>{self.current_indent}}{_word(heading)}\n")

    def write_text(self, text: str) -> None:
        """Paragraphs, which empty lines set apart."""
        indent = " " * self.current_indent
        for position, paragraph in enumerate(text.split("\n\n")):
            self.write("\n" * (position > 0))
            self._hang(indent, self.current_indent, paragraph)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names and what they mean in two columns; a name that is too long has a line of its own."""
        listed = list(rows)
        first = min(max(width(name) for name, _ in listed), col_max)
        column = self.current_indent + first + col_spacing
        for name, meaning in listed:
            head = " " * self.current_indent + name
            if width(name) > first:
                self.write(f"{head}\n")
                head = ""
            self._hang(head + " " * (column - width(head)), column, meaning)

    def _hang(self, head: str, column: int, text: str) -> None:
        """A text behind a head, its further lines from the same column on."""
        lines = wrapped(text, max(self.width - column, 20)) or [""]
        self.write(f"{head}{lines[0]}".rstrip() + "\n")
        for line in lines[1:]:
            self.write(f"{'':>{column}}{line}\n")


class Context(click.Context):
    """A context that writes help with the formatter above."""

    formatter_class = Formatter


class Option(click.Option):
    """An option with its help, and perhaps the word for its value, in both languages."""

    def __init__(self, names: Sequence[str], *, help: Texts, metavar: Texts | None = None, **attributes: Any):
        super().__init__(names, help=help[0], metavar=metavar and metavar[0], **attributes)
        self.texts, self.words = help, metavar

    def make_metavar(self, ctx: click.Context) -> str:
        """The word for the value."""
        return say(self.words) if self.words else _word(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option as it is written, and its help."""
        record = super().get_help_record(ctx)
        if record is None:
            return None
        extra = self.get_help_extra(ctx)
        facts = [say(_DEFAULT, value=extra["default"])] if "default" in extra else []
        facts += [extra["range"]] if "range" in extra else []
        facts += [say(_REQUIRED)] if self.required else []
        return record[0], say(self.texts) + (f"  [{say(BETWEEN).join(facts)}]" if facts else "")


class Argument(click.Argument):
    """An argument whose word stands in the usage line in the language of messages."""

    def __init__(self, names: Sequence[str], *, metavar: Texts, **attributes: Any):
        super().__init__(names, metavar=metavar[0], **attributes)
        self.words = metavar

    def make_metavar(self, ctx: click.Context) -> str:
        """The word for the argument."""
        return say(self.words)


class _Spoken(click.Command):
    """What commands and their group share: the language is chosen before anything else is read."""

    context_class = Context

    def __init__(self, *args: Any, zh: str, **attributes: Any):
        super().__init__(*args, **attributes)
        self.zh = zh
        self.params.append(
            Option(["--messages"], type=OneOf(["zh", "en"]), expose_value=False, help=_MESSAGES)
        )

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Choose the language that the arguments ask for, wherever they do so, then read them."""
        if parent is None:
            choose_language(asked_language(args))
        context = super().make_context(info_name, args, parent, **extra)
        if parent is None:
            context.call_on_close(lambda: choose_language(None))
        return context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; raises `WrongUse` instead of the errors of click."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            raise as_wrong_use(error, ctx) from None
        if ctx.args and not isinstance(self, click.Group) and not ctx.resilient_parsing:
            raise extra_arguments(ctx, ctx.args)
        return rest

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say((inspect.cleandoc(self.help or ""), self.zh)))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words of the usage line."""
        return [_word(piece) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say(_HELP)
        return option


class Command(_Spoken):
    """A command whose help in English is the docstring of its function; `zh` is the same in Chinese."""


class Group(_Spoken, click.Group):
    """The group of all commands."""


def asked_language(arguments: Sequence[str]) -> Language | None:
    """The language that arguments ask for with `--messages`; None where they do not, or ask for another one."""
    given = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    asked = [b for a, b in pairwise(given) if a == "--messages"]
    asked += [a.partition("=")[2] for a in given if a.startswith("--messages=")]
    return next((language for language in LANGUAGES if language in asked[-1:]), None)


def option(*names: str, help: Texts, **attributes: Any) -> Callable[[Decorated], Decorated]:
    """An option of a command with its help in English and Chinese."""
    return click.option(*names, cls=Option, help=help, **attributes)


def argument(name: str, metavar: Texts, **attributes: Any) -> Callable[[Decorated], Decorated]:
    """An argument of a command with the word for it in English and Chinese."""
    return click.argument(name, cls=Argument, metavar=metavar, **attributes)


def documented(name: str, zh: str) -> Callable[[Callable[P, None]], Command]:
    """A command of this name; the docstring of the function is its help, `zh` the same in Chinese."""

    def made(function: Callable[P, None]) -> Command:
        return click.command(name, cls=Command, zh=zh)(function)

    return made
