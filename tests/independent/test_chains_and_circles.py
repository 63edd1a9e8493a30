"""Systems in which the matrix has something to solve: random chains of steps, and supplies that need each other."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ruleengine.program.program import Program
from tests.examples import examples
from tests.independent.figures import RULES, number
from tests.independent.matrix import Activity, Flow, System
from tests.independent.systems import fibers
from tests.independent.test_examples import footprint_of, same
from tests.library_builder import calculation, product
from tests.run.examples import example

QUICK = examples(25, slow=True)
#: The longest chain that the rules for fibres follow.
LONGEST = 6


@st.composite
def chains(draw: st.DrawFn) -> dict[str, object]:
    """Values for the rules for fibres: steps that flow together into the last one, with co-products and supplies."""
    tonnes = st.integers(1, 5000)
    last = draw(st.sampled_from((0, 1, 2, LONGEST - 1, LONGEST - 1)))
    steps, coproducts, electricity, materials, inbound = [], [], [], [], []
    for index in range(last + 1):
        output = draw(tonnes)
        onward = draw(st.integers(1, output))
        following = min(index + draw(st.sampled_from((1, 1, 1, 2))), last)
        follower = {"next": f"s{following}"} if index < last else {}
        steps.append({
            "id": f"s{index}", "name": "工序", "kind": "spinning", "output": f"{output} t", "onward": f"{onward} t",
            "sold": "0 t", "price": f"{draw(st.integers(1, 40))} CNY/kg", "final": index == last, "source": "books",
            **follower,
        })  # fmt: skip
        coproducts += [
            {"name": "副产品", "step": f"s{index}", "mass": f"{draw(tonnes)} t", "from_feed": True,
             "price": f"{draw(st.integers(0, 20))} CNY/kg", "source": "books"}
            for _ in range(draw(st.integers(0, 2)))
        ]  # fmt: skip
        power = {
            "name": "用电",
            "step": f"s{index}",
            "kind": draw(st.sampled_from(("average", "pv", "coal"))),
        }
        electricity.append({**power, "amount": f"{draw(tonnes)} MWh", "source": "books"})
        feed = {"id": f"m{index}", "name": "原料", "role": "feedstock", "mass": f"{draw(tonnes)} t"}
        made = {"factor": f"{draw(st.integers(0, 90))} kgCO2e/t", "step": f"s{index}"}
        materials.append({**feed, **made, "source": "books", "factor_source": "books"})
        carried = {
            "mode": draw(st.sampled_from(("rail", "air"))),
            "distance": f"{draw(st.integers(0, 900))} km",
        }
        inbound.append({"material": f"m{index}", **carried, "source": "books"})
    tables = {"steps": steps, "coproducts": coproducts, "electricity_use": electricity}
    return {**tables, "materials": materials, "inbound": inbound}


@QUICK
@given(chains(), st.sampled_from(("mass", "economic")))
def test_a_chain_of_steps_with_co_products(chain: dict[str, object], method: str) -> None:
    found = example(RULES / "gb/fibers/examples/minimal-spinning.yaml")
    kept = ("fibre", "fibre_mass", "moisture", "data_sources", "shipments", "legs")
    empty = ("steam_use", "boiler_gases", "boiler_fuels", "heater_gases", "process_gases", "wastewater",
             "losses", "exclusions")  # fmt: skip
    values = {k: found.data["values"][k] for k in kept} | {k: [] for k in empty} | chain
    values |= {"allocation_method": method}
    made = fibers(values)
    basis, unit = (made.system.footprint(demand) for demand in (made.basis, made.unit))
    same(footprint_of(found, values), basis, unit)


FIGURES = {
    "coal_use": "t/MWh", "stack": "kg/MWh", "heat_output": "GJ/MWh", "mine_power": "MWh/t", "mine_gas": "kg/t",
    "electricity_price": "CNY/MWh", "heat_price": "CNY/GJ", "boiler_stack": "kg/GJ", "boiler_power": "MWh/GJ",
    "electricity": "MWh", "heat": "GJ",
}  # fmt: skip


@cache
def plant() -> Program:
    """A power plant that also makes heat and burns coal from a mine that runs on the plant's electricity.

    Two ways to divide: by value, or by what a boiler would give off that makes the same heat with electricity of the
    plant. The rule language has no circles, so that the equations stand solved.
    """
    inputs = {
        **FIGURES,
        "divided": {"type": "text", "values": {v: {"zh": v, "en": v} for v in ("value", "boiler")}},
    }
    with tempfile.TemporaryDirectory() as folder:
        return product(
            Path(folder),
            inputs=inputs,
            parameters={"gas_potential": "29.8 kgCO2e/kg", "stack_potential": "1 kgCO2e/kg"},
            quantities={
                "share": ("1", "electricity_price / (electricity_price + heat_price * heat_output)"),
                "own": ("kgCO2e/MWh", "stack * stack_potential + coal_use * mine_gas * gas_potential"),
                "by_value": ("kgCO2e/MWh", "share * own / (1 - share * coal_use * mine_power)"),
                "coal": ("kgCO2e/t", "mine_gas * gas_potential + mine_power * by_value"),
                "heat_by_value": (
                    "kgCO2e/GJ", "(1 - share) * (stack * stack_potential + coal_use * coal) / heat_output",
                ),
                "net": ("kgCO2e/MWh", "own - heat_output * boiler_stack * stack_potential"),
                "by_boiler": ("kgCO2e/MWh", "net / (1 - coal_use * mine_power + heat_output * boiler_power)"),
                "heat_by_boiler": ("kgCO2e/GJ", "boiler_stack * stack_potential + boiler_power * by_boiler"),
            },
            emissions={
                "power": 'electricity * (by_value if divided == "value" else by_boiler)',
                "warmth": 'heat * (heat_by_value if divided == "value" else heat_by_boiler)',
            },
        )  # fmt: skip


def plant_system(figures: Mapping[str, object], divided: str) -> tuple[System, dict[Activity, float]]:
    """The same plant as activities that use each other."""
    system = System({"co2": 1.0, "ch4": 29.8})
    read = {name: number(value) for name, value in figures.items()}
    carbon_dioxide, methane = (Flow("production", "fossil", gas) for gas in ("co2", "ch4"))
    system.make("mine", 1)
    system.use("mine", "electricity", read["mine_power"])
    system.emit("mine", methane, read["mine_gas"])
    value = {"electricity": read["electricity_price"], "heat": read["heat_price"] * read["heat_output"]}
    outputs = {"electricity": 1.0, "heat": read["heat_output"]}
    if divided == "value":
        for name, worth in value.items():
            share = worth / sum(value.values())
            system.make(name, outputs[name])
            system.use(name, "mine", share * read["coal_use"])
            system.emit(name, carbon_dioxide, share * read["stack"])
        return system, {"electricity": read["electricity"], "heat": read["heat"]}
    system.make("electricity", 1)
    system.use("electricity", "mine", read["coal_use"])
    system.use("electricity", "boiler", -read["heat_output"])
    system.emit("electricity", carbon_dioxide, read["stack"])
    system.make("boiler", 1)
    system.use("boiler", "electricity", read["boiler_power"])
    system.emit("boiler", carbon_dioxide, read["boiler_stack"])
    return system, {"electricity": read["electricity"], "boiler": read["heat"]}


AMOUNTS = {
    "coal_use": (100, 600), "stack": (600, 1200), "heat_output": (1, 9), "electricity_price": (100, 900),
    "heat_price": (5, 120), "mine_power": (1, 80), "mine_gas": (0, 30), "boiler_stack": (10, 120),
    "boiler_power": (1, 20), "electricity": (0, 5000), "heat": (0, 9000),
}  # fmt: skip
#: Coal in kg, the mine's and the boiler's electricity in kWh, so that whole numbers do.
WRITTEN = {"coal_use": "kg/MWh", "mine_power": "kWh/t", "boiler_power": "kWh/GJ"}
IN_UNITS = {"coal_use": 0.001, "mine_power": 0.001, "boiler_power": 0.001}


@QUICK
@given(
    st.fixed_dictionaries({k: st.integers(*v) for k, v in AMOUNTS.items()}),
    st.sampled_from(("value", "boiler")),
)
def test_supplies_that_need_each_other(amounts: dict[str, int], divided: str) -> None:
    written = {name: f"{value} {WRITTEN.get(name, FIGURES[name])}" for name, value in amounts.items()}
    engine = calculation(plant(), divided=divided, **written).values
    system, demand = plant_system({n: v * IN_UNITS.get(n, 1) for n, v in amounts.items()}, divided)
    shown = {k: v for k, v in engine.items() if k.startswith("footprint.")}
    same(shown, system.footprint(demand), system.footprint(demand))
