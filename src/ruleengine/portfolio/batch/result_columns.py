"""Results of many products as columns: totals, stages, species, indicators, a verdict a check, and what made them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen

from ruleengine.arrays.arrays import ABSENT_NOT_APPLICABLE, PRESENT, Array, Floats, Truths, is_all_present
from ruleengine.arrays.kernel import CalculatedProducts
from ruleengine.inventory.model import NOT_APPLICABLE
from ruleengine.portfolio.batch.no_value import why_no_values
from ruleengine.portfolio.batch.undecided import not_evaluated
from ruleengine.program.program import Program, Requirement, Step
from ruleengine.resolve.standing import standing_codes
from ruleengine.ruleset.model import SPECIES
from ruleengine.run.record.writing import plain_data
from ruleengine.run.unit_of_analysis import basis_of, unit_of_analysis
from ruleengine.run.values import Calculated
from ruleengine.run.verdicts import NOT_APPLIED, NOT_EVALUATED, NOT_SATISFIED, SATISFIED
from ruleengine.version import __version__

#: The words of a verdict column, in the order of their codes.
VERDICTS = (SATISFIED, NOT_SATISFIED, NOT_EVALUATED, NOT_APPLIED)
EVALUATORS = ("arrays", "exact")
#: The numbers, truths and codes of verdicts of one product.
ExactRow = tuple[float | bool | int | None, ...]
_WORDS = pa.dictionary(pa.int8(), pa.string())
#: The share of `per_unit` that rests on numbers of which nothing is known; the warnings, each its code and its input.
UNKNOWN_SHARE, WARNINGS = "unknown_share", "warnings"
#: Why indicators and checks have no value.
NO_VALUE = "no_value"
_BETWEEN = "; "
#: What stands beside the values of a product: share that rests on unknown numbers, warnings, why values are not there.
RowRemarks = tuple[float | None, tuple[str, ...], str | None]
#: Columns, and groups of columns, whose amounts are for the basis.
_OF_BASIS = ("total", "stages", "species")


@frozen(eq=False)
class ResultColumns:
    """The columns of the results of a program. Amounts are in kgCO2e, indicators in the units of their formulas."""

    program: Program

    @property
    def numbers(self) -> dict[str, tuple[str, str]]:
        """Column → (name of the value, unit), for all columns of numbers."""
        stages = {f"stages.{s}": (f"footprint.{s}", "kgCO2e") for s in self.program.stages}
        species = {f"species.{s}": (f"footprint.{s}", "kgCO2e") for s in SPECIES}
        flow = self.program.reference_flow
        return {
            "total": ("footprint.total", "kgCO2e"),
            "per_unit": ("footprint.per_unit", "kgCO2e"),
            "reference_flow": ("reference_flow", str(flow.type.unit) if flow else "1"),
            **stages,
            **species,
            **{f"indicators.{s.name}": (s.name, str(s.type.unit)) for s in self._indicators("number")},
        }

    def _indicators(self, kind: str) -> list[Step]:
        return [s for s in self.program.shown_indicators if s.type.kind == kind]

    @property
    def checks(self) -> dict[str, Requirement]:
        """Column → requirement, for all requirements with a check."""
        return {f"checks.{r.id}": r for r in self.program.requirements if r.check is not None}

    def schema(self) -> pa.Schema:
        """The schema of the results; units, and what amounts are for, are metadata of their columns."""
        resolved = self.program.resolved
        fields = [pa.field("id", pa.string(), False)]
        fields += [
            pa.field(n, pa.float64(), metadata={"unit": u, **self._unit_of_amounts(n)})
            for n, (_, u) in self.numbers.items()
        ]
        fields += [pa.field(f"indicators.{s.name}", pa.bool_()) for s in self._indicators("boolean")]
        fields += [pa.field(n, _WORDS) for n in self.checks]
        fields += [
            pa.field(UNKNOWN_SHARE, pa.float64(), metadata={"unit": "1"}),
            pa.field(WARNINGS, pa.string()),
            pa.field(NO_VALUE, pa.string()),
        ]
        fields += [pa.field(n, _WORDS) for n in ("evaluator", *self._same)]
        about = {
            "ruleengine.ruleset": str(resolved.reference),
            "ruleengine.hash": resolved.fingerprint,
            "ruleengine.status": "released" if resolved.own.released else "draft",
            "ruleengine.standing": json.dumps(plain_data(resolved.standings), ensure_ascii=False),
            "ruleengine.engine": __version__,
        }
        return pa.schema(fields, metadata=about)

    @property
    def _same(self) -> dict[str, str]:
        """The columns that are the same for all products: per what amounts are, what made them, and how that stands."""
        resolved, units = self.program.resolved, (unit_of_analysis(self.program), basis_of(self.program))
        unit, basis = ("" if u is None else u.paired for u in units)
        return {
            "unit_of_analysis": unit, "basis": basis, "ruleset": str(resolved.reference),
            "ruleset_hash": resolved.fingerprint, "engine": __version__,
            "standing": _BETWEEN.join(standing_codes(resolved.standings)),
        }  # fmt: skip

    def _unit_of_amounts(self, column: str) -> dict[str, str]:
        """What the amounts of a column are for, in words of both languages."""
        if column == "per_unit":
            unit = unit_of_analysis(self.program)
        else:
            unit = basis_of(self.program) if column.partition(".")[0] in _OF_BASIS else None
        if unit is None:
            return {}
        return {"per": unit.kind, "per.en": unit.words["en"], "per.zh": unit.words["zh"]}

    def batch(
        self,
        ids: pa.Array,
        found: CalculatedProducts,
        kept: Truths,
        shares: Floats,
        unlikely: Mapping[str, Truths],
    ) -> pa.RecordBatch:
        """The results of the products `kept`, as the array kernel calculated them.

        `shares` are those that rest on unknown numbers (NaN where there is none), `unlikely` the products of warnings.
        """
        wanted = np.flatnonzero(kept)
        whole = len(wanted) == len(kept)
        chosen = None if whole else wanted
        columns: list[Any] = [ids if whole else ids.take(pa.array(wanted))]
        columns += [_number_column(found.values[name], chosen) for name, _ in self.numbers.values()]
        columns += [_truth_column(found.values[s.name], wanted) for s in self._indicators("boolean")]
        verdicts = {name: _verdicts(r, found, wanted) for name, r in self.checks.items()}
        columns += [_coded(codes, VERDICTS) for codes in verdicts.values()]
        columns += [pa.array(shares[wanted], pa.float64(), from_pandas=True), _warnings(unlikely, wanted)]
        missing = {name: codes == VERDICTS.index(NOT_EVALUATED) for name, codes in verdicts.items()}
        missing |= {name: lacking[wanted] for name, lacking in not_evaluated(self.program, found).items()}
        columns.append(why_no_values(self.program, found, wanted, missing))
        return self._with_origin(columns, 0)

    def _with_origin(self, columns: list[Any], evaluator: int) -> pa.RecordBatch:
        """The columns with those that say what the numbers rest on."""
        none = np.zeros(len(columns[0]), np.int8)
        columns = [*columns, _coded(none + np.int8(evaluator), EVALUATORS)]
        columns += [_coded(none, (text,)) for text in self._same.values()]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema())

    def exact_row(self, values: Mapping[str, Calculated]) -> ExactRow:
        """The exact values of a product as a row: numbers, truths, codes of verdicts, in the order of the columns."""
        numbers = [values.get(name) for name, _ in self.numbers.values()]
        truths = [values.get(s.name) for s in self._indicators("boolean")]
        return (
            *(float(v) if isinstance(v, Decimal) else None for v in numbers),
            *(v if isinstance(v, bool) else None for v in truths),
            *(_outcome(requirement, values) for requirement in self.checks.values()),
        )

    def exact_batch(
        self, ids: pa.Array, rows: Sequence[ExactRow], remarks: Sequence[RowRemarks]
    ) -> pa.RecordBatch:
        """The results of products that the exact evaluator decided, with what stands beside them."""
        numbers, truths = len(self.numbers), len(self._indicators("boolean"))
        columns: list[Any] = [ids]
        for place, cells in enumerate(zip(*rows, strict=True)):
            if place < numbers:
                columns.append(pa.array(cells, pa.float64()))
            elif place < numbers + truths:
                columns.append(pa.array(cells, pa.bool_()))
            else:
                columns.append(_coded(np.array(cells, np.int8), VERDICTS))
        columns.append(pa.array([share for share, _, _ in remarks], pa.float64()))
        columns.append(pa.array([_BETWEEN.join(told) or None for _, told, _ in remarks], pa.string()))
        columns.append(pa.array([why for _, _, why in remarks], pa.string()))
        return self._with_origin(columns, 1)


def _warnings(unlikely: Mapping[str, Truths], wanted: Any) -> pa.Array:
    """What each product is warned of; null where there is nothing."""
    if not unlikely:
        return pa.nulls(len(wanted), pa.string())
    told: list[list[str]] = [[] for _ in wanted]
    for what, products in unlikely.items():
        for number in np.flatnonzero(products[wanted]):
            told[number].append(what)
    return pa.array([_BETWEEN.join(some) or None for some in told], pa.string())


def warnings_of(results: pa.Table) -> Iterator[str]:
    """Every warning of the products of a table of results."""
    for text in results.column(WARNINGS).drop_null().to_pylist():
        yield from text.split(_BETWEEN)


def _verdicts(requirement: Requirement, found: CalculatedProducts, wanted: Any) -> Any:
    """Codes of the verdicts on a requirement."""
    applies, check = requirement.applies, requirement.check
    if check is None:
        raise AssertionError(f"{requirement.id} has no check")
    codes = _outcomes(found.values[check.name], None, wanted)
    return codes if applies is None else _outcomes(found.values[applies.name], codes, wanted)


def _outcomes(array: Array, then: Any, wanted: Any) -> Any:
    """Codes of verdicts: of a check, or, with `then`, of a condition that lets those of the check through."""
    true = array.values.astype(np.bool_, copy=False)
    holds = (0, 1) if then is None else (0, 3)
    codes = np.where(true, np.int8(holds[0]), np.int8(holds[1]))
    if not is_all_present(array.state):
        absent = np.where(array.state == ABSENT_NOT_APPLICABLE, np.int8(3), np.int8(2))
        codes = np.where(array.state == PRESENT, codes, absent)
    codes = codes[wanted] if len(wanted) != len(codes) else codes
    return codes if then is None else np.where(codes == 0, then, codes)


def _outcome(requirement: Requirement, values: Mapping[str, Calculated]) -> int:
    if requirement.applies is not None:
        applies = values.get(requirement.applies.name)
        if applies is False or applies is NOT_APPLICABLE:
            return 3
        if applies is not True:
            return 2
    outcome = values.get(requirement.check.name) if requirement.check else None
    if outcome is NOT_APPLICABLE:
        return 3
    return int(not outcome) if isinstance(outcome, bool) else 2


def _coded(codes: Any, words: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes, pa.int8()), pa.array(words, pa.string()), safe=False
    )


def _number_column(array: Array, wanted: Any) -> pa.Array:
    values: Any = array.values
    state = array.state
    if wanted is not None:
        values, state = values[wanted], state[wanted]
    absent = None if is_all_present(state) else state != PRESENT
    if absent is not None and not absent.any():
        absent = None
    return pa.array(np.ascontiguousarray(values), pa.float64(), mask=absent)


def _truth_column(array: Array, wanted: Any) -> pa.Array:
    return pa.array(np.array(array.values[wanted], np.bool_), mask=array.state[wanted] != PRESENT)
