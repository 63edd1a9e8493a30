"""A product system as life-cycle software has it: three matrices, calculated by Brightway (`bw2calc`).

The technosphere matrix holds what activities make and use, the biosphere matrix what they take from and give to the
air, the characterization matrix what a kilogram of that is worth in kgCO2e.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Hashable, Mapping

import bw_processing
import numpy as np
from attrs import frozen

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that a faster solver for large systems is not installed
    import bw2calc

#: An activity and what it makes; any name.
Activity = Hashable


@frozen
class Flow:
    """An exchange with the air: a gas, in a stage of the life cycle, of a species that is reported by itself."""

    stage: str
    species: str
    gas: str


@frozen
class Footprint:
    """The score of a demand, and its parts by stage and by species, in kgCO2e."""

    total: float
    stages: Mapping[str, float]
    species: Mapping[str, float]


class System:
    """Activities and their exchanges. Amounts with the same place in a matrix add up."""

    def __init__(self, potentials: Mapping[str, float]):
        """`potentials` are the global warming potentials of the gases, in kgCO2e/kg."""
        self.potentials = potentials
        self.made: dict[Activity, float] = {}
        self.used: dict[tuple[Activity, Activity], float] = defaultdict(float)
        self.exchanged: dict[tuple[Flow, Activity], float] = defaultdict(float)

    def make(self, activity: Activity, amount: float = 1.0) -> Activity:
        """An activity that makes so much of its product in one run."""
        assert activity not in self.made, activity
        self.made[activity] = amount
        return activity

    def use(self, consumer: Activity, supplier: Activity, amount: float) -> None:
        """One run of the consumer uses so much of the supplier's product."""
        self.used[consumer, supplier] += amount

    def emit(self, activity: Activity, flow: Flow, amount: float) -> None:
        """One run of the activity gives so much of a gas to the air, in kg."""
        self.exchanged[flow, activity] += amount

    def footprint(self, demand: Mapping[Activity, float]) -> Footprint:
        """The life-cycle score of a demand, by Brightway's matrix inversion."""
        number = {activity: index for index, activity in enumerate(self.made, 1)}
        flows = list(dict.fromkeys(flow for flow, _ in self.exchanged))
        row = {flow: index for index, flow in enumerate(flows, len(number) + 1)}
        made = [(number[a], number[a], amount, False) for a, amount in self.made.items()]
        used = [(number[s], number[c], amount, True) for (c, s), amount in self.used.items()]
        air = [(row[f], number[a], amount, False) for (f, a), amount in self.exchanged.items()]
        worth = [(row[f], row[f], self.potentials[f.gas], False) for f in flows]
        package = bw_processing.create_datapackage()
        _add(package, "technosphere_matrix", made + used)
        _add(package, "biosphere_matrix", air)
        _add(package, "characterization_matrix", worth)
        lca = bw2calc.LCA({number[a]: amount for a, amount in demand.items()}, data_objs=[package])
        lca.lci()
        lca.lcia()
        shares = np.asarray(lca.characterized_inventory.sum(axis=1)).ravel()
        stages: dict[str, float] = defaultdict(float)
        species: dict[str, float] = defaultdict(float)
        for flow in flows:
            share = float(shares[lca.dicts.biosphere[row[flow]]])
            stages[flow.stage] += share
            species[flow.species] += share
        return Footprint(float(lca.score), stages, species)


def _add(package: bw_processing.Datapackage, matrix: str, cells: list[tuple[int, int, float, bool]]) -> None:
    """Write the cells of a matrix: row, column, amount, and whether it is taken off."""
    package.add_persistent_vector(
        matrix=matrix,
        indices_array=np.array([(r, c) for r, c, _, _ in cells], dtype=bw_processing.INDICES_DTYPE),
        data_array=np.array([amount for _, _, amount, _ in cells]),
        flip_array=np.array([taken for _, _, _, taken in cells]),
    )
