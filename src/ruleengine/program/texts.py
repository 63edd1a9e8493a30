"""Texts of rule sets in which `{name}` stands for the value and the unit of a parameter."""

from __future__ import annotations

import re
from collections.abc import Callable

from ruleengine.figures import plain, with_unit
from ruleengine.program.program import Parameter, Program
from ruleengine.ruleset.model import PLACEHOLDER


def amount_of(parameter: Parameter) -> str:
    """The value of a parameter with its unit, in plain notation: `35000 h`."""
    return with_unit(plain(parameter.value), parameter.unit)


def with_parameters(program: Program, text: str, shown: Callable[[Parameter], str] = amount_of) -> str:
    """The text with each parameter that it names filled in; a name that is no parameter stays as it is."""

    def replacement(match: re.Match[str]) -> str:
        parameter = program.parameters.get(match[1])
        return match[0] if parameter is None else shown(parameter)

    return PLACEHOLDER.sub(replacement, text)
