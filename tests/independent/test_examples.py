"""The footprints of the example inventories, once by the engine and once by Brightway from matrices of our own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ruleengine.ruleset.model import SPECIES, STAGES
from ruleengine.run.exact import calculate
from tests.independent.figures import values_of
from tests.independent.matrix import Footprint
from tests.independent.systems import BUILDERS, allocated
from tests.run.examples import EXAMPLES, Example, example, label

WITHIN = 1e-9
CASES = [path for path in EXAMPLES if path.parents[1].relative_to(path.parents[3]).as_posix() in BUILDERS]
#: Inventories whose site makes several products.
SHARED = [path for path in CASES if "allocation_method" in values_of(path)]


def rule_set_of(found: Example) -> str:
    """The id of the rule set of an example."""
    return found.program.resolved.reference.id


def same(engine: dict[str, object], total: Footprint, unit: Footprint) -> None:
    """Total, every stage, every species and the footprint per unit agree."""
    wanted = {
        "footprint.total": total.total,
        "footprint.per_unit": unit.total,
        **{f"footprint.{stage}": total.stages.get(stage, 0.0) for stage in STAGES},
        **{f"footprint.{species}": total.species.get(species, 0.0) for species in SPECIES},
    }
    assert engine.keys() == wanted.keys()
    assert {name: float(str(value)) for name, value in engine.items()} == pytest.approx(
        wanted, rel=WITHIN, abs=0
    )


def footprint_of(found: Example, values: dict[str, object]) -> dict[str, object]:
    """What the exact evaluator says of an inventory with these values."""
    inventory = found.read({**found.data, "values": values})
    calculated = calculate(found.program, inventory)
    assert not calculated.errors
    shown = {k: v for k, v in calculated.values.items() if k.startswith("footprint.")}
    assert all(isinstance(v, Decimal) for v in shown.values())
    return shown


def test_the_examples_are_there() -> None:
    assert len(CASES) >= 12
    assert {path.parents[1].name for path in CASES} == {"lighting", "ev-chargers", "fibers", "plastics"}
    assert len(SHARED) >= 4


@pytest.mark.parametrize("path", CASES, ids=label)
def test_an_example_by_matrices(path: Path) -> None:
    found = example(path)
    product = BUILDERS[rule_set_of(found)](values_of(path))
    basis, unit = (product.system.footprint(demand) for demand in (product.basis, product.unit))
    same(footprint_of(found, found.data["values"]), basis, unit)


@pytest.mark.parametrize("method", ["mass", "economic"])
@pytest.mark.parametrize("path", SHARED, ids=label)
def test_allocation_by_mass_and_by_value(path: Path, method: str) -> None:
    found = example(path)
    product = BUILDERS[rule_set_of(found)](allocated(values_of(path), method))
    basis, unit = (product.system.footprint(demand) for demand in (product.basis, product.unit))
    same(footprint_of(found, allocated(found.data["values"], method)), basis, unit)
