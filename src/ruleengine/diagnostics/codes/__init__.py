"""The table of all diagnostic codes, one module a group. docs/reference/diagnostics.md is made from it.

1xx reading, 2xx shape, 3xx library and resolution, 4xx formulas and units, 5xx meaning of rule sets, 6xx inventories,
7xx calculation, 8xx documents and outputs.
"""

from __future__ import annotations

from ruleengine.diagnostics.code import Code
from ruleengine.diagnostics.codes import (
    answers,
    assessment,
    calculation,
    consultation,
    formula,
    inventory,
    library,
    lints,
    meaning,
    output,
    reading,
    shape,
)

CODES: dict[str, Code] = {
    **reading.CODES, **shape.CODES, **library.CODES, **formula.CODES, **meaning.CODES, **lints.CODES, **inventory.CODES,
    **consultation.CODES, **answers.CODES, **assessment.CODES, **calculation.CODES, **output.CODES,
}  # fmt: skip
