"""Documents to diagnostics: does a file have the shape of its kind, and if not, where and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from attrs import frozen

from ruleengine.diagnostics import Report, nearest, quoted
from ruleengine.source.document import Document, Path
from ruleengine.source.faults import Fault, faults
from ruleengine.source.shape_rules import Rules, rules_at, shape_rules, type_names

_SHOWN = 60
_TYPES = {
    "string": "a text",
    "decimal": "a number",
    "integer": "a whole number",
    "boolean": "`true` or `false`",
    "dict": "a map",
    "list": "a list",
}


def check_shape(document: Document, kind: str, report: Report) -> bool:
    """Report everything in which the document differs from the shape of its kind; true when nothing does.

    `kind` is one of `KINDS`. Adds E201 unknown key, E202 missing key, E203 wrong kind of value, E204 value not allowed
    and E205 keys that exclude each other; at most `MAX_FAULTS` of them all.
    """
    rules = shape_rules(kind)
    found = faults(rules, document.data)
    for fault in found:
        _WORDINGS.get(fault.rule, _not_allowed)(_Case(document, rules, fault), report)
    return not found


@frozen
class _Case:
    """A fault in its document: all that messages say about it."""

    document: Document
    file_rules: Rules
    fault: Fault

    @property
    def rules(self) -> Rules:
        return rules_at(self.file_rules, self.fault.path, self.fault.of_key)

    @property
    def name(self) -> str:
        """What is wrong, as seen from the element: `` `mass` ``, `` `zh` in item 2 of `includes` ``, `the file`."""
        path = self.fault.path
        depth = self._depth()
        inside = path[depth:] if len(path) > depth else path[-1:]
        if inside and isinstance(inside[0], int):
            inside = path[depth - 1 :]
        return _spoken(inside) or "the file"

    def add(self, report: Report, code: str, message: str, **details: str | None) -> None:
        """Report at the key's place when the key is wrong, at the map's when one is missing, else at the value's."""
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
            element=element if len(fault.path) > 1 and element else None,
            clause=_clause(document.data, fault.path),
            expected=details.get("expected"),
            found=details.get("found"),
            suggestion=details.get("suggestion"),
        )

    def _depth(self) -> int:
        """How many steps make up the path of an element: section and id, or the key of a single section."""
        return 2 if "valuesrules" in rules_at(self.file_rules, self.fault.path[:1]) else 1


def _unknown_key(case: _Case, report: Report) -> None:
    key = str(case.fault.path[-1])
    known = list(rules_at(case.file_rules, case.fault.path[:-1]).get("schema", {}))
    expected = f"one of the keys {quoted(known, 40)}"
    case.add(report, "E201", f"unknown key `{shown_text(key)}`", expected=expected, suggestion=nearest(key, known))


def _missing_key(case: _Case, report: Report) -> None:
    case.add(report, "E202", f"the key {case.name} is missing", expected=_described(case.rules))


def _missing_choice(case: _Case, report: Report) -> None:
    keys = quoted(_as_list(case.fault.constraint))
    case.add(report, "E202", f"{case.name} needs one of the keys {keys}", suggestion=f"add one of {keys}")


def _wrong_type(case: _Case, report: Report) -> None:
    value = case.fault.value
    if value is None:
        message = f"{case.name} has no value"
    else:
        message = f"{case.name} is {_kind(value)} where {_due(case.rules)} is due"
    expected, suggestion = _described(case.rules), _rewritten(value, case.rules)
    case.add(report, "E203", message, expected=expected, found=shown(value), suggestion=suggestion)


def _excluded(case: _Case, report: Report) -> None:
    around = case.document.key_places
    others = [k for k in _as_list(case.fault.constraint) if (*case.fault.path[:-1], k) in around]
    verb = "excludes" if len(others) > 1 else "and"
    tail = "" if len(others) > 1 else " exclude each other"
    key = shown_text(str(case.fault.path[-1]))
    case.add(report, "E205", f"`{key}` {verb} {quoted(others)}{tail}", suggestion=None)


def _not_allowed(case: _Case, report: Report) -> None:
    fault, rules = case.fault, case.rules
    value = fault.value
    if fault.of_key:
        message = f"`{shown_text(str(value))}` is not allowed as a key here"
    elif fault.rule in ("minlength", "maxlength"):
        message = f"{case.name} is too {'short' if fault.rule == 'minlength' else 'long'}"
    elif fault.rule in ("min", "max"):
        message = f"{case.name} is too {'small' if fault.rule == 'min' else 'large'}"
    else:
        message = f"{case.name} has a value that is not allowed"
    allowed = [str(a) for a in _as_list(rules.get("allowed", []))]
    suggestion = nearest(value, allowed) if isinstance(value, str) and allowed else None
    case.add(report, "E204", message, expected=_limit(fault, rules), found=shown(value), suggestion=suggestion)


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
    unit = "characters" if isinstance(fault.value, str) else "items"
    if fault.rule == "allowed":
        return f"one of {quoted(map(str, _as_list(bound)), 40)}"
    if fault.rule == "forbidden":
        return f"another name than {quoted(map(str, _as_list(bound)))}"
    words = {
        "min": f"at least {bound}",
        "max": f"at most {bound}",
        "minlength": f"at least {bound} {unit[:-1] if bound == 1 else unit}",
        "maxlength": f"at most {bound} {unit}",
    }
    return words.get(fault.rule) or _meta(rules, "expected")


def _described(rules: Rules) -> str | None:
    """What a value is to be: the allowed values, what the shape's author says, or the type."""
    if "allowed" in rules:
        return f"one of {quoted(map(str, rules['allowed']), 40)}"
    return _meta(rules, "form") or (_meta(rules, "expected") if type_names(rules) == ("string",) else _due(rules))


def _due(rules: Rules) -> str:
    return " or ".join(_TYPES[name] for name in type_names(rules)) or "a value"


def _meta(rules: Rules, name: str) -> str | None:
    value = rules.get("meta", {}).get(name)
    return value if isinstance(value, str) else None


def _rewritten(value: object, rules: Rules) -> str | None:
    """How the value is to be written when only its notation is wrong."""
    types = type_names(rules)
    if "string" in types and isinstance(value, int | Decimal):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return f'write it in quotes: `"{text[:_SHOWN]}"`'
    if types == ("list",) and isinstance(value, str | int | Decimal):
        return "write it as a list, a single item too: `[…]`"
    if isinstance(value, str) and {"zh", "en"} == set(rules.get("schema", {})):
        return "write the text in both languages: `{zh: …, en: …}`"
    return None


def _kind(value: object) -> str:
    names = ((bool, "boolean"), (int, "decimal"), (Decimal, "decimal"), (str, "string"), (dict, "dict"), (list, "list"))
    return next((_TYPES[name] for python_type, name in names if isinstance(value, python_type)), "nothing")


def shown(value: object) -> str:
    """A value in a message: its kind, and the value itself where it is short."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, dict):
        return f"a map with the keys {quoted(map(shown_text, map(str, value)), 6)}" if value else "an empty map"
    if isinstance(value, list):
        return f"a list of {len(value)} item{'s' * (len(value) != 1)}" if value else "an empty list"
    if value is None:
        return "nothing"
    return f"{'the text' if isinstance(value, str) else 'the number'} `{shown_text(str(value))}`"


def shown_text(text: str) -> str:
    """A text of the user in a message: shortened, control and direction characters made visible."""
    cut = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


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
