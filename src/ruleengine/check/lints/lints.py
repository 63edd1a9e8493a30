"""What a rule set says that is right by its shape and probably not meant: all lints, and what authors say of them.

`LINTS` is the whole list of those that look at the rule set alone. What an author says is meant so (`meant:`) is not
told; a word that silences nothing is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ruleengine.check.lints.divisors import check_divisors
from ruleengine.check.lints.labels import check_labels
from ruleengine.check.lints.levers import check_levers, check_unwatched
from ruleengine.check.lints.percents import check_hundreds, check_small_limits, check_unbounded
from ruleengine.check.lints.product_codes import check_product_codes
from ruleengine.check.lints.remark import Lint, Remark, remark
from ruleengine.check.lints.scale import check_scale
from ruleengine.check.lints.wording import check_named, check_numbers, check_places, check_verbs
from ruleengine.diagnostics import Diagnostic
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program
from ruleengine.resolve.resolved import ResolvedElement
from ruleengine.run.result import Result

LINTS: tuple[Lint, ...] = (
    check_verbs, check_numbers, check_places, check_named, check_labels, check_product_codes, check_hundreds,
    check_small_limits, check_unbounded, check_divisors,
)  # fmt: skip
#: Lints that calculate the examples of a rule set again and again; they are asked for.
CALCULATING = (check_scale, check_levers)
#: What compiling a rule set warns of and an author may mean as well: what is declared and not used.
WARNED = ("W517", "W518", "W519")
#: The codes of all remarks.
CODES = (*WARNED, *(f"W{number}" for number in range(530, 545)))
_CALCULATED = ("W540", "W541", "W542")
#: What is told only where every number is asked for.
_UNWATCHED = "W544"


def remarks(
    program: Program,
    warned: Iterable[Diagnostic] = (),
    examples: Sequence[Result] = (),
    *,
    every_number: bool = False,
) -> list[Diagnostic]:
    """What is to be told of a rule set that has no errors; `warned` is what compiling it warned of (`WARNED`).

    What calculating tells is told of the `examples`, with `every_number` of those that no verdict reacts to as well.
    """
    found = [_of_warning(program, d) for d in warned]
    for lint in LINTS:
        found += lint(program)
    for calculating in CALCULATING if examples else ():
        found += calculating(program, examples)
    if examples and every_number:
        found += check_unwatched(program, examples)
    unasked = (*(() if examples else _CALCULATED), *(() if examples and every_number else (_UNWATCHED,)))
    needless = _needless(program, found, unasked)
    return [r.diagnostic for r in (*found, *needless) if not r.is_meant]


def _of_warning(program: Program, warning: Diagnostic) -> Remark:
    """A warning with what it is about: an element, or `table.column`."""
    resolved, path = program.resolved, str(warning.element)
    element = resolved.elements[path] if path in resolved.elements else resolved.singles[path]
    _, is_column, column = str(warning.fact("name")).partition(".")
    return Remark(warning, element, column if is_column else None)


def _needless(program: Program, found: Iterable[Remark], unasked: Collection[str]) -> Iterator[Remark]:
    """Words of the rule set itself that silence nothing (W539); of codes that were not asked for it is not known."""
    told = {(r.element.name, r.column, r.diagnostic.code) for r in found}
    resolved = program.resolved
    for element in (*resolved.singles.values(), *resolved.elements.values()):
        if element.origins[-1] == resolved.reference:
            for column, steps, codes in _words(program, element):
                for code in codes:
                    if (element.name, column, code) not in told and code not in unasked:
                        yield remark("W539.silent", element, *steps, "meant", code, code=code)


def _words(
    program: Program, element: ResolvedElement
) -> Iterator[tuple[str | None, tuple[str, ...], Mapping[str, object]]]:
    """What the rule set itself, and no base, says is meant in an element, and in its columns: column, path, words."""
    own = program.resolved.own
    fields = (own.elements.get(element.name) or own.singles[element.name]).fields
    yield None, (), as_map(fields.get("meant"))
    for column, of in as_map(fields.get("columns")).items():
        yield column, ("columns", column), as_map(as_map(of).get("meant"))
