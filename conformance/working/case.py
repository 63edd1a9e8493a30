"""One case of the corpus and how it is written. Nothing here imports the engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import yaml

OWN = "own arithmetic"
RULES = "conf/case/1.0.0.yaml"
_MARK = re.compile(r"⟦([EW][0-9]{3})⟧")


@dataclass(frozen=True)
class Case:
    """Files and inventory as texts, and what must come out: numbers and verdicts, or diagnostics with their places."""

    id: str
    about: str
    rules: str
    inventory: str
    expect: Mapping[str, object] = field(default_factory=dict)
    working: str = ""
    source: str = OWN
    files: Mapping[str, str] = field(default_factory=dict)
    elsewhere: tuple[tuple[str, str, int, int], ...] = ()

    def data(self) -> dict[str, object]:
        """The case as plain data; marks such as ⟦E405⟧ in the texts become expected diagnostics."""
        found: list[tuple[str, int, int, str]] = [(f, line, c, code) for code, f, line, c in self.elsewhere]
        texts = {
            name: _unmarked(text, name, found) for name, text in {RULES: self.rules, **self.files}.items()
        }
        inventory = _unmarked(self.inventory, "inventory.yaml", found)
        data: dict[str, object] = {"case": self.id, "about": self.about, "source": self.source}
        if self.working:
            data["working"] = self.working
        data |= {"files": texts, "inventory": inventory}
        if found:
            data["refused"] = [f"{code} {name}:{line}:{column}" for name, line, column, code in sorted(found)]
        else:
            data["expect"] = _plain(self.expect)
        return data


def _unmarked(text: str, name: str, found: list[tuple[str, int, int, str]]) -> str:
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        while match := _MARK.search(line):
            found.append((name, number, match.start() + 1, match.group(1)))
            line = line[: match.start()] + line[match.end() :]
        lines.append(line)
    return "\n".join(lines) + "\n"


def _plain(value: object) -> object:
    """Exact numbers as text: a decimal where it ends within 34 digits, else a fraction."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Fraction | int) and not isinstance(value, bool):
        return decimal_text(Fraction(value))
    return f"{value:f}" if isinstance(value, Decimal) else value


def decimal_text(value: Fraction) -> str:
    """A fraction as a decimal text, or as `p/q` where it does not end."""
    for places in range(60):
        scaled = value * 10**places
        if scaled.denominator == 1 and len(str(abs(scaled.numerator))) <= 34:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
            return ("-" if value < 0 else "") + whole + (f".{part}" if part else "")
    return f"{value.numerator}/{value.denominator}"


def pair(word: str) -> str:
    """A bilingual label in one word."""
    return f"{{zh: {word}, en: {word}}}"


def rule_set(extra: str = "", **sections: Mapping[str, object]) -> str:
    """The text of a rule set built on `conf/base`; each section is a map of name to its fields as YAML text.

    Input tables are maps of columns; the entry `_` of such a map has the fields of the table itself.
    """
    lines = [
        "ruleset: conf/case",
        "version: 1.0.0",
        "extends: conf/base@1.0.0",
        "title: {zh: 用例, en: case}",
        "encoding: {status: draft, clauses: encoding, note: {zh: 用例, en: case}}",
    ]
    for section, entries in sections.items():
        lines.append(f"{section}:")
        for name, fields in entries.items():
            lines += _entry(section, name, fields)
    if "rounding:" not in extra:
        lines.append("rounding: {significant: 3, clause: '9', source: case}")
    return "\n".join(lines) + "\n" + extra


_COMMON = {
    "must": ", source: case",
    "parameters": ", source: case",
    "emissions": "",
    "requirements": ", verb: shall, evidence: [bill], severity: major, source: case",
}


def _entry(section: str, name: str, fields: object) -> list[str]:
    bare = re.sub(r"⟦.*?⟧", "", name)
    if section == "removed":
        return [f"  {name}: {{{fields}}}"]
    if section in ("requirements", "must"):
        return [f'  {name}: {{{fields}, text: {pair(bare)}, clause: "1"{_COMMON[section]}}}']
    if isinstance(fields, Mapping):
        own = fields.get("_")
        head = [f"  {name}:", f"    label: {pair(bare)}", '    clause: "1"']
        head += [f"    {line}" for line in str(own).split(", ")] if own else []
        return [
            *head,
            "    columns:",
            *(f"      {c}: {{{f}, label: {pair(c)}}}" for c, f in fields.items() if c != "_"),
        ]
    clause = "" if section == "tables" else ', clause: "1"'
    return [f"  {name}: {{{fields}, label: {pair(bare)}{clause}{_COMMON.get(section, '')}}}"]


def inventory(values: str, head: str = "") -> str:
    """The text of an inventory with these values (YAML text, not indented)."""
    body = "".join(f"  {line}\n" for line in values.strip().splitlines())
    name = "product: {name: {zh: 产品, en: product}}\n"
    return f"inventory: case\nruleset: conf/case@1.0.0\n{name}{head}" + (
        f"values:\n{body}" if body else "values: {}\n"
    )


def emission(formula: str, stage: str = "production", species: str = "fossil") -> str:
    """The fields of an emission."""
    return f"stage: {stage}, species: {species}, formula: '{formula}'"


def factor_table(name: str, keys: tuple[str, ...], columns: Mapping[str, str], rows: list[str]) -> str:
    """The text of a factor table; rows as YAML text."""
    lines = [
        f"table: {name}",
        "version: 1.0.0",
        "status: draft",
        "title: {zh: 因子, en: factors}",
        "nature: life-cycle",
        "sources:",
        "  case: {title: the case itself, publisher: conformance corpus, grade: assumption}",
        "source: case",
        "columns:",
    ]
    lines += [f"  {k}: {{type: text, key: true, label: {pair(k)}}}" for k in keys]
    lines += [f"  {c}: {{{fields}, label: {pair(c)}}}" for c, fields in columns.items()]
    return "\n".join([*lines, "rows:", *(f"  - {{{row}}}" for row in rows)]) + "\n"


class _Writer(yaml.SafeDumper):
    """Texts of several lines as blocks, so that places in them can be counted."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def write(cases: list[Case], folder: Path) -> None:
    """Write every case to a file of its own, and remove files of cases that are no more."""
    due = {f"{c.id}.yaml": c for c in cases}
    if len(due) != len(cases):
        raise ValueError("two cases have one id")
    for path in folder.glob("*.yaml"):
        if path.name not in due:
            path.unlink()
    for name, case in due.items():
        text = yaml.dump(case.data(), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=1000)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
