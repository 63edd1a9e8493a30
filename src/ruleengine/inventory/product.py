"""What an inventory says of the product for machines: identifiers, held to their check characters, and its mass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

from ruleengine.diagnostics import Fault, Report
from ruleengine.formula.typed import Type
from ruleengine.formula.units import unit
from ruleengine.inventory.texts import path_in_words
from ruleengine.inventory.values import read_value
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Field
from ruleengine.source.document import Document, Path
from ruleengine.source.shape_rules import shape_rules

#: The characters of a unified social credit code in the order of their values (GB 32100-2015): no I, O, S, V, Z.
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: What is said for machines, of whom: each has a form of its own.
IDENTIFYING = {"product": ("gtin", "urn", "mass", "country"), "manufacturer": ("credit_code", "urn")}
_MASS = Field("mass", Type("number", unit("kg")), {}, True, None, above=Decimal(0))


def check_product(document: Document, report: Report) -> None:
    """Tell identifiers whose check character is not theirs (E620), and a mass that is none (E602, E603, E604)."""
    product = as_map(as_map(document.data).get("product"))
    _held("gtin", product, ("product", "gtin"), document, report)
    _held(
        "credit_code",
        as_map(product.get("manufacturer")),
        ("product", "manufacturer", "credit_code"),
        document,
        report,
    )
    if "mass" in product:
        try:
            read_value(_MASS, product["mass"])
        except Fault as fault:
            at: Path = ("product", "mass")
            report.take([fault.diagnostic(document.place(at), element=path_in_words(at))])


def mass_of(product: Mapping[str, object]) -> Decimal | None:
    """The mass of one unit of the product in kg, of an inventory that has been checked; None where none is given."""
    value = read_value(_MASS, product["mass"]) if "mass" in product else None
    return value if isinstance(value, Decimal) else None


def is_right(of: str, name: str, given: object) -> bool:
    """Whether what is said of the `product` or the `manufacturer` is such an identifier, country or mass, for sure."""
    if not isinstance(given, str) or not _patterns(of)[name].fullmatch(given):
        return False
    if name == "mass":
        try:
            return read_value(_MASS, given) is not None
        except Fault:
            return False
    return name not in CHECKED or CHECKED[name](given[:-1]) == given[-1]


@cache
def _patterns(of: str) -> Mapping[str, re.Pattern[str]]:
    """What the identifiers look like, by the shape of inventories."""
    product = shape_rules("inventory")["schema"]["product"]["schema"]
    schema = product if of == "product" else product[of]["schema"]
    return {name: re.compile(schema[name]["regex"]) for name in IDENTIFYING[of]}


def gtin_digit(digits: str) -> str:
    """The check digit behind these digits: weights 3 and 1 in turn from the right (GB 12904, GS1)."""
    weighted = (int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return str(-sum(weighted) % 10)


def credit_character(characters: str) -> str:
    """The check character behind these 17: the i-th has the weight 3^(i-1) modulo 31 (GB 32100-2015)."""
    weighted = (_CREDIT_CHARACTERS.index(c) * pow(3, place, 31) for place, c in enumerate(characters))
    return _CREDIT_CHARACTERS[-sum(weighted) % 31]


#: The identifiers with a check character, and what it is behind the others.
CHECKED: Mapping[str, Callable[[str], str]] = {"gtin": gtin_digit, "credit_code": credit_character}


def _held(name: str, said: Mapping[str, object], path: Path, document: Document, report: Report) -> None:
    """Tell an identifier that does not end in its check character: one of its characters is another one."""
    code = said.get(name)
    if isinstance(code, str) and (due := CHECKED[name](code[:-1])) != code[-1]:
        place, element = document.place(path), path_in_words(path)
        key = "E620.gtin" if name == "gtin" else "E620.credit_code"
        report.tell(key, place, element=element, code=code, last=code[-1], due=due)
