"""Documents to diagnostics: does a file have the shape of its kind; if not, where, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from attrs import frozen

from ruleengine.diagnostics import Report, nearest, quoted
from ruleengine.source.document import Document, Path
from ruleengine.source.faults import MAX_FAULTS, Fault, faults
from ruleengine.source.shape_rules import Rules, rules_at, shape_rules, type_names
from ruleengine.source.wording import kind_of, shown, shown_text

_TYPES = {
    "string": "a text",
    "decimal": "a number",
    "integer": "a whole number",
    "boolean": "`true` or `false`",
    "dict": "a map",
    "list": "a list",
}
_LIMITS = {"minlength": "too short", "maxlength": "too long", "min": "too small", "max": "too large"}


def check_shape(document: Document, kind: str, report: Report) -> bool:
    """Report everything in which the document differs from the shape of its kind; true when nothing does.

    `kind` is one of `KINDS`. Adds E201 unknown key, E202 missing key, E203 wrong kind of value, E204 value
    not allowed and E205 keys that exclude each other, of them all at most `MAX_FAULTS`.
    """
    rules = shape_rules(kind)
    found = faults(rules, document.data)
    for number, fault in enumerate(found, start=1):
        case = _Case(document, rules, fault, last=number == MAX_FAULTS)
        _WORDINGS.get(fault.rule, _not_allowed)(case, report)
    return not found


@frozen
class _Case:
    """A fault in its document: all that messages say about it; after the `last` there may be more."""

    document: Document
    file_rules: Rules
    fault: Fault
    last: bool

    @property
    def rules(self) -> Rules:
        return rules_at(self.file_rules, self.fault.path, self.fault.of_key)

    @property
    def name(self) -> str:
        """What is wrong, as seen from the element: `` `zh` in item 2 of `includes` ``, `the file`."""
        path = self.fault.path
        depth = self._depth()
        inside = path[depth:] if len(path) > depth else path[-1:]
        if inside and isinstance(inside[0], int):
            inside = path[depth - 1 :]
        return _spoken(inside) or "the file"

    def add(
        self,
        report: Report,
        code: str,
        message: str,
        expected: str | None = None,
        found: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        """Report at a wrong key, at the map around a missing key, otherwise at the value."""
        fault, document = self.fault, self.document
        around = fault.rule in ("unknown", "required") or fault.of_key
        at = fault.path[:-1] if around else fault.path
        if fault.of_key or fault.rule in ("unknown", "excludes"):
            place = document.key_place(fault.path)
        else:
            place = document.place(at)
        element = ".".join(shown_text(str(step)) for step in at[: self._depth()])
        report.add(
            code,
            message,
            place,
            element=element if len(fault.path) > 1 else None,
            clause=_clause(document.data, fault.path),
            expected=expected,
            found=found,
            suggestion=f"correct these first: only {MAX_FAULTS} errors are told" if self.last else suggestion,
        )

    def _depth(self) -> int:
        """How many steps make up the path of an element: section and id, or the key of a single section."""
        path = self.fault.path
        maps = (n for n in range(1, len(path) + 1) if "valuesrules" in rules_at(self.file_rules, path[:n]))
        return next(maps, 0) + 1


def _unknown_key(case: _Case, report: Report) -> None:
    key = str(case.fault.path[-1])
    known = list(rules_at(case.file_rules, case.fault.path[:-1]).get("schema", {}))
    expected = f"one of the keys {quoted(known, 20)}"
    case.add(report, "E201", f"unknown key `{shown_text(key)}`", expected, suggestion=nearest(key, known))


def _missing_key(case: _Case, report: Report) -> None:
    case.add(report, "E202", f"the key {case.name} is missing", _described(case.rules))


def _missing_choice(case: _Case, report: Report) -> None:
    keys = quoted(_as_list(case.fault.constraint))
    case.add(report, "E202", f"{case.name} needs one of the keys {keys}", suggestion=f"add one of {keys}")


def _wrong_type(case: _Case, report: Report) -> None:
    value, rules = case.fault.value, case.rules
    if value is None:
        message = f"{case.name} {'has no value' if case.fault.path else 'is empty'}"
    else:
        message = f"{case.name} is {kind_of(value)} where {_due(rules)} is due"
    case.add(report, "E203", message, _described(rules), shown(value), _rewritten(value, rules))


def _excluded(case: _Case, report: Report) -> None:
    keys = case.document.key_places
    others = [k for k in _as_list(case.fault.constraint) if (*case.fault.path[:-1], k) in keys]
    if len(others) > 1:
        message = f"{case.name} excludes {quoted(others)}"
    else:
        message = f"{case.name} and {quoted(others)} exclude each other"
    case.add(report, "E205", message, suggestion="keep one of them")


def _not_allowed(case: _Case, report: Report) -> None:
    fault, rules, value = case.fault, case.rules, case.fault.value
    if fault.of_key:
        message, hint = f"the key `{shown_text(str(value))}` is not allowed here", "rename the key"
    elif fault.rule == "minlength" and not value:
        message, hint = f"{case.name} is empty", _given("add an item", rules)
    elif fault.rule in _LIMITS:
        message, hint = f"{case.name} is {_LIMITS[fault.rule]}", "keep to the limit"
    elif isinstance(value, str) and not value.strip():
        message, hint = f"{case.name} is empty", _given("write the text", rules)
    elif fault.rule == "regex":
        message, hint = f"{case.name} does not have the form that is due", "write it in the form named"
    else:
        message, hint = f"{case.name} has a value that is not allowed", "write one of the allowed values"
    near = nearest(value, _as_list(rules.get("allowed", []))) if isinstance(value, str) else None
    case.add(report, "E204", message, _limit(fault, rules), shown(value), near or hint)


_WORDINGS: dict[str, Callable[[_Case, Report], None]] = {
    "unknown": _unknown_key,
    "required": _missing_key,
    "needs_one": _missing_choice,
    "type": _wrong_type,
    "nullable": _wrong_type,
    "excludes": _excluded,
}


def _limit(fault: Fault, rules: Rules) -> str | None:
    """What a limit, a list of values or a pattern asks for, in words."""
    bound = fault.constraint
    unit = ("character" if isinstance(fault.value, str) else "item") + "s" * (bound != 1)
    words = {
        "allowed": f"one of {quoted(_as_list(bound), 40)}",
        "forbidden": f"another name than {quoted(_as_list(bound))}",
        "min": f"at least {bound}",
        "max": f"at most {bound}",
        "minlength": f"at least {bound} {unit}",
        "maxlength": f"at most {bound} {unit}",
    }
    return words.get(fault.rule) or _meta(rules, "expected")


def _described(rules: Rules) -> str:
    """What a value is to be: the allowed values, what the shape's author says, or the type."""
    if "allowed" in rules:
        return f"one of {quoted(_as_list(rules['allowed']), 40)}"
    said = _meta(rules, "expected") if type_names(rules) == ("string",) else None
    return _meta(rules, "form") or said or _due(rules)


def _due(rules: Rules) -> str:
    kinds = [_TYPES[name] for name in type_names(rules)]
    return " or ".join(part for part in (", ".join(kinds[:-1]), *kinds[-1:]) if part) or "a value"


def _meta(rules: Rules, name: str) -> str | None:
    value = rules.get("meta", {}).get(name)
    return value if isinstance(value, str) else None


def _given(advice: str, rules: Rules) -> str:
    return advice if rules.get("required") else f"{advice}, or leave the key out"


def _rewritten(value: object, rules: Rules) -> str | None:
    """How the value is to be written where only its notation is wrong."""
    types = type_names(rules)
    if value is None:
        return _given("write the value", rules)
    if "string" in types and isinstance(value, int | Decimal) and not isinstance(value, bool):
        fits = re.fullmatch(rules.get("regex", ".*"), str(value))
        return f'write it in quotes: `"{shown_text(str(value))}"`' if fits else "write it in the form named"
    if isinstance(value, str) and {"decimal", "integer"} & set(types):
        return "write the number in digits, without quotes, spaces or a unit"
    if types == ("boolean",) and value in ("true", "false"):
        return f"write it without quotes: `{value}`"
    if types == ("list",) and isinstance(value, str | int | Decimal):
        return "write it as a list, a single item too: `[…]`"
    if isinstance(value, str) and {"zh", "en"} <= set(rules.get("schema", {})):
        return "write the text in both languages: `{zh: …, en: …}`"
    return None


def _spoken(path: Path) -> str:
    """`` `zh` in item 2 of `includes` `` for ("includes", 1, "zh")."""
    words, names = "", ""
    for step in path:
        if isinstance(step, int):
            inside = " in ".join(part for part in (names, words) if part)
            words, names = f"item {step + 1}" + (f" of {inside}" if inside else ""), ""
        else:
            names = f"{names[:-1]}.{shown_text(step)}`" if names else f"`{shown_text(step)}`"
    return " in ".join(part for part in (names, words) if part)


def _clause(data: object, path: Path) -> str | None:
    """The clause of the innermost map around `path` that names one."""
    clause: str | None = None
    for step in (*path, None):
        if isinstance(data, dict):
            named = data.get("clause")
            clause = named if isinstance(named, str) and named.strip() else clause
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
        else:
            break
    return shown_text(clause) if clause else None


def _as_list(constraint: object) -> list[str]:
    if isinstance(constraint, str):
        return [constraint]
    return [str(item) for item in constraint] if isinstance(constraint, Iterable) else []
