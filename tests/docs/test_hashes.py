"""The page on hashes, recomputed from its files by what it says alone: nothing of the engine is used here."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import yaml

from tests.docs.pages import ROOT, blocks

PAGE = (ROOT / "docs" / "guide" / "hashes.md").read_text(encoding="utf-8")
FILES = {b.file: b.text for b in blocks(PAGE) if b.kind == "yaml"}
#: What is shown → the canonical text and the hash that the page gives.
SHOWN = {
    m[1]: (m[2], m[3])
    for m in re.finditer(
        r"^\$ ruleengine show (.+) --canonical\n(.+)\n```\n\nIts hash is `(.+)`\.$", PAGE, re.MULTILINE
    )
}


class Loader(yaml.SafeLoader):
    """YAML with exact numbers, and dates as the texts that they are."""


Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value))
Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)


def read(file: str) -> Any:
    """The data of a file of the page."""
    return yaml.load(FILES[file], Loader)


def text(value: Any) -> str:
    """The canonical text of plain data."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{text(key)}:{text(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(text(item) for item in value) + "]"
    if isinstance(value, Decimal):
        shown = f"{value:f}"
        return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"
    return json.dumps(value, ensure_ascii=False)


def hash_of(value: Any) -> str:
    """The hash of plain data."""
    return "sha256:" + hashlib.sha256(text(value).encode()).hexdigest()


TABLE = {k: v for k, v in read("rules/demo/power/1.0.0.yaml").items() if k != "status"}
RULES = read("rules/demo/kettle/1.0.0.yaml")
INVENTORY = read("kettle.yaml")
OWN = ["demo/kettle@1.0.0"]
SECTIONS = ("sources", "inputs", "parameters", "tables", "quantities", "requirements")


def elements() -> dict[str, Any]:
    """Path → fields, formulas folded, in the order of the sections."""
    found = {f"{section}.{id_}": fields for section in SECTIONS for id_, fields in RULES[section].items()}
    found |= {f"vocabulary.evidence.{id_}": fields for id_, fields in RULES["vocabulary"]["evidence"].items()}
    return {
        name: {k: " ".join(v.split()) if k in ("formula", "check") else v for k, v in fields.items()}
        for name, fields in found.items()
    }


def ruleset() -> dict[str, Any]:
    """The object of the rule set."""
    return {
        "ruleset": OWN[0],
        "chain": OWN,
        "headers": [{"title": RULES["title"], "encoding": RULES["encoding"], "abstract": True}],
        "singles": {},
        "elements": {name: [fields, OWN, []] for name, fields in elements().items()},
        "order": list(elements()),
        "removed": {},
        "tables": {"power": hash_of(TABLE)},
    }


def requirement() -> dict[str, Any]:
    """The object of the requirement, which here reaches everything."""
    return {
        "element": "requirements.boiling-limit",
        "elements": elements(),
        "tables": {"power": hash_of(TABLE)},
    }


def meaning() -> dict[str, Any]:
    """The object of what the inventory means."""
    number, unit = INVENTORY["values"]["energy"].split()
    in_kwh = Fraction(number) * {"kJ": Fraction(1, 3600)}[unit]
    return {
        "inventory": INVENTORY["inventory"],
        "product": INVENTORY["product"],
        "period": INVENTORY["period"],
        "values": {"energy": [Decimal(in_kwh.numerator) / in_kwh.denominator]},
        "tables": {},
    }


OBJECTS = {
    "demo/power": TABLE,
    "demo/kettle": ruleset(),
    "demo/kettle --element requirements.boiling-limit": requirement(),
    "demo/kettle --inventory kettle.yaml": meaning(),
    "demo/kettle --inventory kettle.yaml --printed": INVENTORY,
}


def test_the_page_shows_an_example_of_each() -> None:
    assert set(SHOWN) == set(OBJECTS)


def hash_of_text(shown: str) -> str:
    """The hash of a text."""
    return "sha256:" + hashlib.sha256(shown.encode()).hexdigest()


@pytest.mark.parametrize("what", OBJECTS)
def test_texts_and_hashes_of_the_page_follow_from_its_files(what: str) -> None:
    shown, stated = SHOWN[what]
    assert text(OBJECTS[what]) == shown
    assert hash_of(OBJECTS[what]) == stated == hash_of_text(shown)


def test_nothing_of_the_engine_is_used_here() -> None:
    own = (ROOT / "tests" / "docs" / "test_hashes.py").read_text(encoding="utf-8")
    assert "import rule" + "engine" not in own
    assert "from rule" + "engine" not in own
