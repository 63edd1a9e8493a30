"""Lint of product codes: codes of the Harmonized System and of the Central Product Classification in their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleengine.check.lints.remark import Remark, own_elements, remark
from ruleengine.program.inputs import as_map
from ruleengine.program.program import Program

#: Key of the sentence, what the name of a system has, the form of its codes: chapter, heading, subheading, national;
#: `0000.00`, which `ruleengine new` writes, stands for one.
_SYSTEMS = (
    (
        "W534.hs",
        re.compile(r"\bHS\b|Harmoni[sz]ed (?:Commodity|System)|协调制度"),
        re.compile(
            r"0000\.00|(?:0[1-9]|[1-68][0-9]|7[0-689]|9[0-7])"
            r"(?:|\.?[0-9]{2}|[0-9]{2}\.?[0-9]{2}(?:\.?[0-9]{2}){0,2}|[0-9]{2}\.[0-9]{4})"
        ),
    ),
    ("W534.cpc", re.compile(r"\bCPC\b|Central Product Classification"), re.compile(r"[0-9]{1,5}")),
)


def check_product_codes(program: Program) -> Iterator[Remark]:
    """Codes of a known classification that cannot be codes of it (W534)."""
    for element in own_elements(program, "product_codes", of=("system", "codes")):
        names = " ".join(str(name) for name in as_map(element.fields.get("system")).values())
        key, form = next(((key, form) for key, named, form in _SYSTEMS if named.search(names)), (None, None))
        codes = element.fields.get("codes")
        for index, code in enumerate(codes if isinstance(codes, list) else ()):
            if key is not None and form is not None and not form.fullmatch(str(code)):
                yield remark(key, element, "codes", index, code=str(code))
