"""Workbooks of generated rule sets, calculated again by another engine."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given

from ruleengine.diagnostics import Refused
from ruleengine.documents.workbook.known_values import refuse_unfit
from ruleengine.run.result import run
from tests.documents.workbook.recalculated import recalculated
from tests.examples import examples
from tests.generated.comparing import compiled, read
from tests.generated.rule_sets import Generated, generated


@examples(12)
@given(generated(2))
def test_a_workbook_comes_to_what_the_exact_evaluator_found(case: Generated) -> None:
    program = compiled(case)
    for item in read(program, case):
        try:
            result = run(program, item)
            refuse_unfit(result)
        except Refused:
            continue
        with tempfile.TemporaryDirectory() as folder:
            found = recalculated(result, Path(folder), "en")
            assert list(found.unlike()) == []
