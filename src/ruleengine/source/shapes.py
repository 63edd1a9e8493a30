"""Documents to diagnostics: does a file have the shape of its kind; if not, where, and what to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from attrs import frozen

from ruleengine.characters import code_point, hidden_in
from ruleengine.diagnostics import Both, Diagnostic, Fact, Phrase, Report, nearest, nearest_name
from ruleengine.diagnostics.facts import facts_of
from ruleengine.source.broken_rules import MAX_FAULTS, BrokenRule, broken_rules
from ruleengine.source.document import Document, Path
from ruleengine.source.fitting import fit, fits
from ruleengine.source.rewriting import fitting_text, rewritten
from ruleengine.source.shape_rules import Rules, rules_at, shape_rules, type_names
from ruleengine.source.wording import kind_of, shown, shown_text, spoken_path, type_phrase

#: Kinds of files whose texts are looked at with their content.
_LOOKED_AT_LATER = {"inventory", "assessment"}
_LIMITS = {
    "minlength": "E204.too_short",
    "maxlength": "E204.too_long",
    "min": "E204.too_small",
    "max": "E204.too_large",
}


def check_shape(document: Document, kind: str, report: Report) -> bool:
    """Report everything in which the document differs from the shape of its kind; true when nothing does.

    `kind` is one of `KINDS`. Adds E201 unknown key, E202 missing key, E203 wrong kind of value, E204 value
    not allowed and E205 keys that exclude each other, of them all at most `MAX_FAULTS`; and E613 for hidden characters
    in rule sets, factor tables, tests and scenarios.
    """
    rules = shape_rules(kind)
    before = report.count_of_errors
    found = [] if fits(kind, document.data) else broken_rules(rules, document.data)
    cases = [_Case(document, rules, fault, last=n == MAX_FAULTS) for n, fault in enumerate(found, start=1)]
    unknown = {case.fault.path for case in cases if case.fault.rule == "unknown"}
    indented = {case.fault.path for case in cases if case.is_indented_section} | _indented(cases, rules)
    for path in sorted(indented, key=str):
        _tell_indented(document, rules, path, report)
    for case in cases:
        inside = any(case.fault.path[: len(path)] == path for path in indented)
        if not inside and not _follows(case, unknown):
            _WORDINGS.get(case.fault.rule, _not_allowed)(case, report)
    if kind not in _LOOKED_AT_LATER:
        _check_hidden(document, rules, report)
    return not found and report.count_of_errors == before


@frozen
class _Case:
    """A fault in its document: all that messages say about it; after the `last` there may be more."""

    document: Document
    file_rules: Rules
    fault: BrokenRule
    last: bool

    @property
    def rules(self) -> Rules:
        return rules_at(self.file_rules, self.fault.path, self.fault.of_key)

    @property
    def around(self) -> Rules:
        """The rules for the map around."""
        return rules_at(self.file_rules, self.fault.path[:-1])

    @property
    def is_indented_section(self) -> bool:
        """Whether the key is one that belongs at the beginning of a line, with a value such as stands there."""
        fault = self.fault
        if fault.rule != "unknown" or len(fault.path) < 2:
            return False
        section = self.file_rules["schema"].get(fault.path[-1])
        return section is not None and (fault.value is None or fit({"type": section["type"]})(fault.value))

    @property
    def name(self) -> Phrase:
        """What is wrong, as seen from the element: `` `zh` in item 2 of `includes` ``, `the file`."""
        path = self.fault.path
        depth = _depth(self.file_rules, path)
        inside = path[depth:] if len(path) > depth else path[-1:]
        if inside and isinstance(inside[0], int):
            inside = path[depth - 1 :]
        return spoken_path(inside)

    def tell(self, report: Report, key: str, /, **facts: Fact | None) -> None:
        """Report at a wrong key, at the map around a missing key, otherwise at the value."""
        fault, document = self.fault, self.document
        around = fault.rule in ("unknown", "required") or fault.of_key
        at = fault.path[:-1] if around else fault.path
        if fault.of_key or fault.rule in ("unknown", "excludes"):
            place = document.key_place(fault.path)
        else:
            place = document.place(at)
        if self.last:
            facts = {k: v for k, v in facts.items() if k != "nearest"} | {"only_told": MAX_FAULTS}
        element = _element(self.file_rules, at) if len(fault.path) > 1 else None
        clause = _clause(document.data, fault.path)
        report.take([Diagnostic(key, facts_of(facts), place, element, clause)])


def _depth(rules: Rules, path: Path) -> int:
    """How many steps make up the path of an element: section and id, or the key of a single section."""
    maps = (n for n in range(1, len(path) + 1) if "valuesrules" in rules_at(rules, path[:n]))
    return next(maps, 0) + 1


def _element(rules: Rules, path: Path) -> str:
    return ".".join(shown_text(str(step)) for step in path[: _depth(rules, path)])


def _indented(cases: list[_Case], rules: Rules) -> set[Path]:
    """Paths of sections that were read as an element of the section above, and have nothing that an element has."""
    found: set[Path] = set()
    for case in cases:
        path = case.fault.path
        if len(path) == 3 and case.fault.rule == "unknown" and path[1] in rules["schema"]:
            due = rules_at(rules, path[:2]).get("schema", {})
            given = case.document.data
            for step in path[:2]:
                given = given.get(step) if isinstance(given, dict) else None
            if isinstance(given, dict) and not set(given) & set(due):
                found.add(path[:2])
    return found


def _tell_indented(document: Document, rules: Rules, path: Path, report: Report) -> None:
    place = document.key_place(path)
    outer = ".".join(shown_text(str(step)) for step in path[:-1])
    report.tell(
        "E201.indented", place, element=_element(rules, path[:-1]), key=shown_text(str(path[-1])), outer=outer
    )


def _follows(case: _Case, unknown: set[Path]) -> bool:
    """Whether a key is missing only because it stands there misspelt, which is told already."""
    fault = case.fault
    if fault.rule != "required":
        return False
    beside = sorted(str(path[-1]) for path in unknown if path[:-1] == fault.path[:-1])
    known = list(case.around.get("schema", {}))
    return any(nearest_name(key, known) == fault.path[-1] for key in beside)


def _unknown_key(case: _Case, report: Report) -> None:
    key = str(case.fault.path[-1])
    known = list(case.around.get("schema", {}))
    inputs = len(case.fault.path) == 1 and "values" in known and "inventory" in known
    case.tell(
        report, "E201.unknown_input" if inputs else "E201.unknown", key=shown_text(key), known=tuple(known),
        nearest=nearest(key, known),
    )  # fmt: skip


def _missing_key(case: _Case, report: Report) -> None:
    path = case.fault.path
    inside = spoken_path(path[:-1]) if len(path) > 1 else None
    case.tell(
        report, "E202.missing", key=case.name, due=_described(case.rules), line=shown_text(str(path[-1])),
        inside=inside,
    )  # fmt: skip


def _missing_choice(case: _Case, report: Report) -> None:
    case.tell(report, "E202.one_of", name=case.name, keys=tuple(_as_list(case.fault.constraint)))


def _wrong_type(case: _Case, report: Report) -> None:
    value, rules = case.fault.value, case.rules
    due, hint = _described(rules), rewritten(value, rules)
    if value is not None:
        kinds = {"kind": kind_of(value), "type": type_phrase(type_names(rules))}
        case.tell(report, "E203.kind", name=case.name, due=due, value=shown(value), hint=hint, **kinds)
    elif case.fault.path:
        case.tell(report, "E203.no_value", name=case.name, due=due, hint=hint)
    else:
        case.tell(report, "E203.empty", due=due)


def _excluded(case: _Case, report: Report) -> None:
    keys = case.document.key_places
    others = tuple(k for k in _as_list(case.fault.constraint) if (*case.fault.path[:-1], k) in keys)
    case.tell(report, "E205.several" if len(others) > 1 else "E205.two", name=case.name, others=others)


def _not_allowed(case: _Case, report: Report) -> None:
    fault, rules, value = case.fault, case.rules, case.fault.value
    text = value if isinstance(value, str) else None
    key, facts = "E204.value", {"name": case.name, "due": _limit(fault, rules), "value": shown(value)}
    if fault.of_key:
        key = "E204.reserved" if fault.rule == "forbidden" else "E204.key"
        facts["key"] = shown_text(str(value))
    elif (fault.rule == "minlength" and not value) or (text is not None and not text.strip()):
        kind = "item" if isinstance(value, list | dict) else "text"
        key, facts["hint"] = "E204.empty", _given(f"rewrite.{kind}", rules)
    elif fault.rule in _LIMITS:
        key = _LIMITS[fault.rule]
    elif fault.rule == "regex":
        key = "E204.form"
    if text is not None and "hint" not in facts:
        facts["nearest"] = nearest(text, _as_list(rules.get("allowed", [])))
        facts["fitting"] = fitting_text(text, rules) if fault.rule == "regex" else None
    case.tell(report, key, **facts)


_WORDINGS: dict[str, Callable[[_Case, Report], None]] = {
    "unknown": _unknown_key,
    "required": _missing_key,
    "needs_one": _missing_choice,
    "type": _wrong_type,
    "nullable": _wrong_type,
    "excludes": _excluded,
}


def _limit(fault: BrokenRule, rules: Rules) -> Fact | None:
    """What a limit, a list of values or a pattern asks for, in words."""
    bound = fault.constraint
    match fault.rule:
        case "allowed":
            return Phrase("shape.one_of", values=tuple(_as_list(bound)))
        case "forbidden":
            return Phrase("shape.other_than", values=tuple(_as_list(bound)))
        case "min" | "max" if isinstance(bound, int | Decimal):
            return Phrase(f"shape.{fault.rule}", limit=bound)
        case "minlength" | "maxlength" if isinstance(bound, int):
            of = "characters" if isinstance(fault.value, str) else "items"
            return Phrase(f"shape.{fault.rule}_{of}", limit=bound)
    return _meta(rules, "expected")


def _described(rules: Rules) -> Fact:
    """What a value is to be: the allowed values, what the shape's author says, or the type."""
    if "allowed" in rules:
        return Phrase("shape.one_of", values=tuple(_as_list(rules["allowed"])))
    said = _meta(rules, "expected") if type_names(rules) == ("string",) else None
    return _meta(rules, "form") or said or type_phrase(type_names(rules))


def _meta(rules: Rules, name: str) -> Both | None:
    value = rules.get("meta", {}).get(name)
    return Both(value["en"], value["zh"]) if isinstance(value, dict) else None


def _given(key: str, rules: Rules) -> Phrase:
    return Phrase(key if rules.get("required") else f"{key}_or_leave_out")


def _check_hidden(document: Document, rules: Rules, report: Report) -> None:
    """Refuse hidden characters (E613) in every text of a document but formulas, which tell of their own."""
    for path, text in texts_of(document.data):
        position = hidden_in(text)
        is_formula = position is not None and "language" in rules_at(rules, path).get("meta", {})
        if position is not None and not is_formula:
            character = code_point(text[position])
            report.tell("E613.hidden", document.place(path), element=_joined(path), character=character)


def texts_of(value: object, path: Path = ()) -> Iterable[tuple[Path, str]]:
    """Every text of plain data with its path, the names of keys not among them."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts_of(item, (*path, index))
    elif isinstance(value, str):
        yield path, value


def _joined(path: Path) -> str | None:
    return ".".join(shown_text(str(step)) for step in path) or None


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
