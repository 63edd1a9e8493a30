"""What a line of JSON says besides its values: whether inventories say it so, asked once for each form of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from attrs import evolve

from ruleengine.characters import hidden_in
from ruleengine.diagnostics import Report
from ruleengine.inventory.from_document import MARKUP
from ruleengine.inventory.product import IDENTIFYING, is_right
from ruleengine.source.document import Document
from ruleengine.source.shapes import check_shape

#: What a line may say without being looked at.
_READ = ("inventory", "ruleset", "values")
#: What inventory files must say and lines need not.
_UNSAID = {
    "inventory": "line",
    "ruleset": "id@1.0.0",
    "product": {"name": {"zh": "x", "en": "x"}},
    "values": {},
}
#: Longer texts are not taken for usual ones.
_USUAL = 200


class _Unusual(Exception):
    """Something that only the reading of inventories can judge."""


def is_usual(line: Mapping[str, object]) -> bool:
    """Whether nothing is wrong with product, period and note of a line; False where that is not plain to see."""
    about = {name: value for name, value in line.items() if name not in _READ}
    if not about:
        return True
    try:
        about = _without_identifiers(about)
        period = about.pop("period", None)
        form = json.dumps([_form(about), period])
    except (_Unusual, TypeError):
        return False
    return _fits(form)


def _without_identifiers(about: Mapping[str, object]) -> dict[str, object]:
    """What is said without identifiers and the like, which are others in each line; raises where one is not right."""

    def of(whom: str, said: Mapping[str, object]) -> dict[str, object]:
        named = [name for name in said if name in IDENTIFYING[whom]]
        if not all(is_right(whom, name, said[name]) for name in named):
            raise _Unusual
        return {k: v for k, v in said.items() if k not in named}

    found, product = dict(about), about.get("product")
    if isinstance(product, Mapping):
        kept = of("product", product)
        if isinstance(maker := kept.get("manufacturer"), Mapping):
            kept["manufacturer"] = of("manufacturer", maker)
        found["product"] = kept
    return found


def is_usual_note(note: object) -> bool:
    """Whether nothing is wrong with a note beside a value, where there is one."""
    try:
        return note is None or _form(note) is not None
    except _Unusual:
        return False


def _form(value: object) -> object:
    """The keys of maps, without the texts: these are short and have nothing in them that does not show."""
    if isinstance(value, Mapping):
        return {key: _form(item) for key, item in value.items()}
    if not isinstance(value, str) or not 0 < len(value.strip()) <= len(value) <= _USUAL:
        raise _Unusual
    if hidden_in(value) is not None or MARKUP.search(value):
        raise _Unusual
    return "x"


@lru_cache(maxsize=4096)
def _fits(form: str) -> bool:
    """Whether an inventory file may say this."""
    about, period = json.loads(form)
    given = about if period is None else {**about, "period": period}
    report = Report()
    if not check_shape(Document("line", {**_UNSAID, **given}, {}, {}), "inventory", report):
        return False
    try:
        return period is None or date.fromisoformat(period["from"]) <= date.fromisoformat(period["to"])
    except ValueError:
        return False


def check_about(document: Document, report: Report) -> bool:
    """Report where a line has not the shape of an inventory, of which it need not say id, rule set and product."""
    data = document.data
    if isinstance(data, Mapping):
        known = {"inventory", *(n for n in ("ruleset",) if isinstance(data.get(n), str))}
        known |= {n for n in ("values",) if isinstance(data.get(n), Mapping)}
        unsaid = {n: v for n, v in _UNSAID.items() if n != "values" or n in known}
        data = {**unsaid, **{n: v for n, v in data.items() if n not in known}}
    return check_shape(evolve(document, data=data), "inventory", report)
