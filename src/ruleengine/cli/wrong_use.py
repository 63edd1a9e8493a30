"""Wrong use of a command, told in the language of messages: what click finds, and what commands find themselves."""

from __future__ import annotations

from typing import IO, Any

import click

from ruleengine.cli.output import echo, echo_line
from ruleengine.cli.said import say
from ruleengine.language import Texts, choose_language, messages_language

_ERROR: Texts = ("error: {message}", "错误：{message}")
_HINT: Texts = ("help: {command} {option}", "帮助：{command} {option}")
_NO_OPTION: Texts = ("there is no option {name:code}", "没有选项{name:code}")
_NEAR_OPTION: Texts = (
    "there is no option {name:code}; did you mean {near:code}?",
    "没有选项{name:code}；是否应为{near:code}？",
)
_MISSING: dict[str, Texts] = {
    "argument": ("the argument {name:code} is missing", "缺少参数{name:code}"),
    "option": (
        "the option {name:code} is missing: write {written:code}",
        "缺少选项{name:code}：应写{written:code}",
    ),
}
_INVALID: Texts = ("invalid value for {name:code}: {message}", "{name:code}的值无效：{message}")
_NO_VALUE: Texts = ("the option {name:code} needs a value", "选项{name:code}需要一个值")
_VALUE: Texts = ("the option {name:code} takes no value", "选项{name:code}不带值")
_EXTRA: Texts = ("the command takes no such argument: {given:codes}", "命令不接受此参数：{given:codes}")
_CHOICES: Texts = ("{value:code} is not one of {choices:codes}", "{value:code}不是{choices:codes}之一")
_NUMBER: Texts = ("{value:code} is not a whole number", "{value:code}不是整数")
_RANGE: Texts = ("{value:code} is not in the range {range:code}", "{value:code}不在范围{range:code}内")


class WrongUse(click.UsageError):
    """Wrong use of a command; exits with 2."""

    def __init__(self, texts: Texts, ctx: click.Context | None = None, **facts: str | tuple[str, ...]):
        super().__init__(say(texts, **facts), ctx)
        self.language = messages_language()

    def show(self, file: IO[Any] | None = None) -> None:
        """Usage, where help is to be had, and the error, to standard error."""
        choose_language(self.language)
        if self.ctx is not None:
            echo(self.ctx.get_usage(), err=True)
            command = self.ctx.command_path
            echo(say(_HINT, command=command, option="--help") + "\n", err=True)
        echo_line(say(_ERROR, message=self.message), err=True)
        choose_language(None)


def as_wrong_use(error: click.UsageError, ctx: click.Context) -> click.UsageError:
    """An error of click in the language of messages."""
    match error:
        case WrongUse() | click.exceptions.NoArgsIsHelpError():
            error.ctx = error.ctx or ctx
            return error
        case click.NoSuchOption(option_name=name, possibilities=near):
            if near:
                return WrongUse(_NEAR_OPTION, ctx, name=name, near=near[0])
            return WrongUse(_NO_OPTION, ctx, name=name)
        case click.MissingParameter(param=param) if param is not None:
            written = f"{_shown(param, ctx)} {param.make_metavar(ctx)}"
            return WrongUse(_MISSING[param.param_type_name], ctx, name=_shown(param, ctx), written=written)
        case click.BadParameter(param=param) if param is not None:
            return WrongUse(_INVALID, ctx, name=_shown(param, ctx), message=error.message)
        case click.BadOptionUsage(option_name=name):
            flags = {
                o for p in ctx.command.params if isinstance(p, click.Option) and p.is_flag for o in p.opts
            }
            return WrongUse(_VALUE if name in flags else _NO_VALUE, ctx, name=name)
    return error


def extra_arguments(ctx: click.Context, given: list[str]) -> WrongUse:
    """More arguments than the command takes."""
    return WrongUse(_EXTRA, ctx, given=tuple(given))


def bad_value(texts: Texts, **facts: str | tuple[str, ...]) -> click.BadParameter:
    """The value of an option or argument cannot be used; raised while it is read."""
    return click.BadParameter(say(texts, **facts))


def _shown(param: click.Parameter, ctx: click.Context) -> str:
    """An option as it is written, an argument as the usage line calls it."""
    return " / ".join(param.opts) if isinstance(param, click.Option) else param.make_metavar(ctx)


class OneOf(click.Choice[str]):
    """One of several words."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """What is said of another word."""
        return say(_CHOICES, value=str(value), choices=tuple(self.choices))


class Whole(click.IntRange):
    """A whole number within limits."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; raises `click.BadParameter`."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            texts = _RANGE if str(value).strip().lstrip("+-").isdecimal() else _NUMBER
            facts = {"value": str(value)} | ({"range": self._describe_range()} if texts is _RANGE else {})
            raise click.BadParameter(say(texts, **facts), ctx, param) from None
