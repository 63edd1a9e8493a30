"""gb/lighting as variables of OpenFisca-Core with the relations that OpenFisca has: persons, groups, roles.

A row of any table is a person, and a product is a group with a role a table. Rows come to products by `product.sum`,
`product.any` and `product.value_nth_person`, products to rows by `row.product(…)`. What a row refers to — a part, a
process, a source of data — is a group as well: of its own row and of the rows that refer to it; so that `row.part(…)`
is its value, too. Rows that refer to none are in one more group, the last, with values that make no difference.

A formula of persons is calculated for all of them: OpenFisca-Core leaves none out by role. So columns of the same
meaning are one variable for all tables, and the default values are those that let a formula come to nothing for rows
that it does not concern (nothing weighs 0 kg, and what has no part is never replaced). Where that is not enough, a
truth of rows says who has a role: `sum(…, role=…)` would compare a Python object a row again at every call. A role is
given and not calculated, so these truths, like the order of the members, belong to the set-up of a simulation.

No construct of OpenFisca: factors by the number of the text are arrays (parameters looked up by many keys are a loop in
Python). A group has values of another group only through its first member, which takes longer than to compare the life
of a part with that of the product for every row. Arrays of all rows are large: 20 000 products a simulation take less
time a product than 100 000, of which each array is allocated anew.

Formulas of products alone, verdicts, texts and the reading of inputs are those of `openfisca_lighting`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from . import factors as f
from . import openfisca_lighting as shared
from .openfisca_lighting import ALWAYS, SITE, TEXTS, WITH_EMISSIONS

#: The role of the rows of every table. Processes come first, so that they are the first members of a product.
ROLES = {
    "processes": "process", "data_sources": "data_source", "parts": "part", "exclusions": "exclusion",
    "materials": "material", "packaging": "package", "legs": "leg", "site_electricity": "electricity",
    "site_fuels": "fuel", "site_gas": "gas", "site_heat": "heat", "releases": "release", "wastes": "waste",
    "use_modes": "use_mode", "routes": "route",
}  # fmt: skip
ROW = Entity("row", "rows", "a row of any table", "")
PRODUCT = GroupEntity(
    "product", "products", "a product", "", [{"key": r, "plural": t} for t, r in ROLES.items()]
)
PART = GroupEntity("part", "parts", "a part", "", [{"key": "of_part"}])
PROCESS = GroupEntity("process", "processes", "a process", "", [{"key": "of_process"}])
DATA_SOURCE = GroupEntity("data_source", "data_sources", "a source of data", "", [{"key": "of_source"}])
#: Groups that are rows of a table themselves: table → group, the tables that refer to it, and by which column.
GROUPS = {
    "parts": (PART, ("materials", "routes"), "part"),
    "processes": (PROCESS, SITE, "process"),
    "data_sources": (DATA_SOURCE, WITH_EMISSIONS, "source"),
}
#: Values of the group of those that refer to none; all others are 0, false or the first text.
OF_NONE = {
    "parts.life": np.inf,
    "parts.replaceable": True,
    "parts.kind": shared.coded("parts.kind", "other")[0],
    "processes.total_load": 1,
    "data_sources.year": np.inf,
}
#: Inputs of rows that are numbers: variable → its value for rows of a table without such a column, and where a row has
#: none (but without the upstream part of its factor, a fuel has no factor at all).
NUMBERS = {
    "mass": 0.0, "amount": 0.0, "distance": 0.0, "estimate": 0.0, "factor": 0.0, "upstream_factor": 0.0,
    "treatment_factor": 0.0, "utilization": 100.0, "trips": 1.0, "recycled_content": 0.0, "carbon_content": 0.0,
    "dimming_factor": 0.0, "time_share": 0.0,
}  # fmt: skip
#: Columns that are another variable: what a process releases or throws away is an amount of the process.
RENAMED = {"releases.mass": "amount", "wastes.mass": "amount"}
NOTHING = "nothing"
#: Factor tables by the text of a column, of which a row has one at most; a leg is in kg and km.
ITEMS = {
    "site_electricity.kind": shared.ELECTRICITY, "site_fuels.fuel": shared.COMBUSTION + np.nan_to_num(shared.UPSTREAM),
    "site_gas.gas": shared.GAS, "site_heat.supply": shared.HEAT, "releases.gas": shared.GWP100,
    "legs.mode": shared.TRANSPORT / 1000,
}  # fmt: skip
ITEM_FACTORS = np.concatenate([*ITEMS.values(), [0.0]])
#: Where a factor table has no upstream part, so that the row gives it.
UPSTREAM_GIVEN = np.concatenate(
    [
        np.isnan(shared.UPSTREAM) if c == "site_fuels.fuel" else np.zeros(len(t), bool)
        for c, t in ITEMS.items()
    ]
    + [[False]]
)


def _texts(name: str, words: list[str]) -> type[Enum]:
    return Enum(name, {word: word for word in [*words, NOTHING]})


Item = _texts("Item", [f"{column}.{word}" for column in ITEMS for word in TEXTS[column]])
Purpose, State, Route = (
    _texts(column, list(TEXTS[column])) for column in ("legs.purpose", "use_modes.state", "routes.route")
)
#: Inputs of rows that are texts: variable → its texts, and the columns it has them from.
ROW_TEXTS: dict[str, tuple[type[Enum], tuple[str, ...]]] = {
    "item": (Item, tuple(ITEMS)), "purpose": (Purpose, ("legs.purpose",)), "state": (State, ("use_modes.state",)),
    "route": (Route, ("routes.route",)),
}  # fmt: skip
PartKind = next(v for v in shared.VARIABLES if v.__name__ == "parts.kind").possible_values
VARIABLES: dict[str, type[Variable]] = {}
#: Truths of rows that are calculated once a simulation, as roles are.
ROLE_TRUTHS = {f"is_{role}": role for role in ("process", "material", "package", "electricity", "route")}


def _add(name: str, entity: Any, value_type: type, **more: Any) -> None:
    more |= {
        "value_type": value_type,
        "entity": entity,
        "definition_period": DateUnit.ETERNITY,
        "label": name,
    }
    VARIABLES[name] = type(name, (Variable,), more)


def _take_over() -> None:
    """The variables that need no relation; a formula that relates rows is replaced below."""
    for variable in shared.VARIABLES:
        name = variable.__name__
        given = {key: v for key, v in vars(variable).items() if not key.startswith("__")}
        table, _, column = name.partition(".")
        if variable.entity is shared.PRODUCT:
            _add(**given | {"name": name, "entity": PRODUCT})
        elif table in GROUPS and column != "product":
            _add(**given | {"name": name, "entity": GROUPS[table][0]})


def _inputs() -> None:
    for name, default in NUMBERS.items():
        _add(name, ROW, float, default_value=default)
    for name, (texts, _) in ROW_TEXTS.items():
        _add(name, ROW, Enum, possible_values=texts, default_value=texts[NOTHING])


def _role_truth(role: str) -> Callable[..., Any]:
    return lambda rows, always: rows.has_role(getattr(PRODUCT, role.upper()))


_take_over()
_inputs()
for _name, _role in ROLE_TRUTHS.items():
    _add(_name, ROW, bool, formula=_role_truth(_role))


def value(
    name: str, entity: Any, value_type: type = float
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A formula as the variable of this name."""

    def add(formula: Callable[..., Any]) -> Callable[..., Any]:
        _add(name, entity, value_type, formula=formula)
        return formula

    return add


def check(name: str, applies: Callable[..., Any] | None = None) -> Callable[[Callable[..., Any]], None]:
    """A condition as a verdict."""

    def add(condition: Callable[..., Any]) -> None:
        formula = shared.verdicts(condition, applies)
        more = {"possible_values": shared.Verdict, "default_value": shared.Verdict.NOT_EVALUATED}
        _add(f"checks.{name}", PRODUCT, Enum, formula=formula, **more)

    return add


# -- rows ---------------------------------------------------------------------------------------------------------


@value("primary", ROW, bool)
def is_primary(rows: Any, always: Any) -> Any:
    return rows.data_source("data_sources.primary", always)


@value("lives", ROW)
def lives(rows: Any, always: Any) -> Any:
    """How many lives of its part a product lasts."""
    return rows.product("rated_life", always) / rows.part("parts.life", always)


@value("replacements", ROW)
def replacements(rows: Any, always: Any) -> Any:
    return np.maximum(rows("lives", always) - 1, 0)


@value("used", ROW)
def used(rows: Any, always: Any) -> Any:
    return rows("mass", always) / (rows("utilization", always) / 100) / rows("trips", always)


@value("first_emissions", ROW)
def first_emissions(rows: Any, always: Any) -> Any:
    """Emissions of a mass by a factor of its own: material, packaging, routes; of parts those built in first."""
    return rows("used", always) * rows("factor", always)


@value("replacement_emissions", ROW)
def replacement_emissions(rows: Any, always: Any) -> Any:
    return rows("first_emissions", always) * rows("replacements", always)


@value("packaging_treatment_emissions", ROW)
def packaging_treatment_emissions(rows: Any, always: Any) -> Any:
    return rows("used", always) * rows("treatment_factor", always)


@value("item_factor", ROW)
def item_factor(rows: Any, always: Any) -> Any:
    """A fuel whose upstream part is missing comes to nothing."""
    item = np.asarray(rows("item", always))
    factor = ITEM_FACTORS[item] + np.where(UPSTREAM_GIVEN[item], rows("upstream_factor", always), 0)
    return np.where(np.isnan(factor), 0, factor)


@value("transport_emissions", ROW)
def transport_emissions(rows: Any, always: Any) -> Any:
    return rows("mass", always) * rows("distance", always) * rows("item_factor", always)


@value("site_emissions", ROW)
def site_emissions(rows: Any, always: Any) -> Any:
    """Emissions of the amounts of a process; of these only wastes have a factor of their own."""
    allocated = rows.process("processes.share", always) / rows.product("production_output", always)
    factor = rows("item_factor", always) + rows("factor", always)
    return rows("amount", always) * allocated * factor


@value("lit_share", ROW)
def lit_share(rows: Any, always: Any) -> Any:
    return np.where(rows("state", always) == State.lit, rows("time_share", always) / 100, 0)


@value("dimmed_share", ROW)
def dimmed_share(rows: Any, always: Any) -> Any:
    return rows("lit_share", always) * rows("dimming_factor", always)


@value("standby_share", ROW)
def standby_share(rows: Any, always: Any) -> Any:
    return np.where(rows("state", always) == State.standby, rows("time_share", always) / 100, 0)


@value("energy", ROW)
def energy(rows: Any, always: Any) -> Any:
    lit = rows.product("lit_energy", always) * rows("dimmed_share", always)
    return lit + rows.product("standby_energy", always) * rows("standby_share", always)


@value("use_emissions", ROW)
def use_emissions(rows: Any, always: Any) -> Any:
    return rows("energy", always) * rows.product("use_factor", always)


@value("emissions", ROW)
def emissions(rows: Any, always: Any) -> Any:
    """Emissions of every row, which is of one of these kinds."""
    kinds = ("first", "replacement", "packaging_treatment", "transport", "site", "use")
    return sum(rows(f"{kind}_emissions", always) for kind in kinds)


# -- quantities of products ---------------------------------------------------------------------------------------


@value("lit_energy", PRODUCT)
def lit_energy(product: Any, always: Any) -> Any:
    return product("rated_power", always) * product("rated_life", always) / 1000


@value("standby_energy", PRODUCT)
def standby_energy(product: Any, always: Any) -> Any:
    return np.nan_to_num(product("standby_power", always) * product("unlit_hours", always) / 1000)


@value("use_factor", PRODUCT)
def use_factor(product: Any, always: Any) -> Any:
    return np.nan_to_num(shared.use_factor(product, always))


@value("packaging_biogenic", PRODUCT)
def packaging_biogenic(product: Any, always: Any) -> Any:
    carbon = product.members("used", always) * product.members("carbon_content", always)
    return product.sum(carbon) * f.CO2_OF_CARBON


@value("use_energy", PRODUCT)
def use_energy(product: Any, always: Any) -> Any:
    return product.sum(product.members("energy", always))


@value("mean_dimming", PRODUCT)
def mean_dimming(product: Any, always: Any) -> Any:
    return product.sum(product.members("dimmed_share", always))


@value("spare_mass", PRODUCT)
def spare_mass(product: Any, always: Any) -> Any:
    mass = product.members("mass", always) * product.members("replacements", always)
    return product.sum(np.where(product.members("is_material", always), mass, 0))


@value("primary_emissions", PRODUCT)
def primary_emissions(product: Any, always: Any) -> Any:
    return product.sum(product.members("emissions", always) * product.members("primary", always))


@value("weighted_quality", PRODUCT)
def weighted_quality(product: Any, always: Any) -> Any:
    quality = product.members.data_source("data_sources.quality", always)
    return product.sum(product.members("emissions", always) * quality)


def _sum(column: str) -> Callable[..., Any]:
    return lambda product, always: product.sum(product.members(column, always))


def _sum_of_role(column: str, truth: str) -> Callable[..., Any]:
    return lambda product, always: product.sum(
        np.where(product.members(truth, always), product.members(column, always), 0)
    )


def _transport(purpose: Enum) -> Callable[..., Any]:
    def formula(product: Any, always: Any) -> Any:
        here = product.members("purpose", always) == purpose
        return product.sum(np.where(here, product.members("transport_emissions", always), 0))

    return formula


for _name, _column in (
    ("packaging_treatment", "packaging_treatment_emissions"), ("use_electricity", "use_emissions"),
    ("excluded", "estimate"), ("stages.production", "site_emissions"),
):  # fmt: skip
    _add(_name, PRODUCT, float, formula=_sum(_column))
for _name, _column, _truth in (
    ("material_production", "first_emissions", "is_material"),
    ("replaced_parts", "replacement_emissions", "is_material"),
    ("packaging_production", "first_emissions", "is_package"), ("product_treatment", "emissions", "is_route"),
    ("listed_mass", "mass", "is_material"), ("route_mass", "mass", "is_route"),
):  # fmt: skip
    _add(_name, PRODUCT, float, formula=_sum_of_role(_column, _truth))
for _purpose in TEXTS["legs.purpose"]:
    _add(f"{_purpose}_transport", PRODUCT, float, formula=_transport(Purpose[_purpose]))


@value("indicators.recycled_mass_share", PRODUCT)
def recycled_mass_share(product: Any, always: Any) -> Any:
    recycled = product.members("mass", always) * product.members("recycled_content", always)
    return product.sum(recycled) / product("listed_mass", always)


@value("indicators.recycling_rate", PRODUCT)
def recycling_rate(product: Any, always: Any) -> Any:
    route = product.members("route", always)
    recovered = (route == Route.reuse) | (route == Route.recycling)
    mass = np.where(recovered, product.members("mass", always), 0)
    return product.sum(mass) / product("route_mass", always) * 100


@value("processes.electricity", PROCESS)
def process_electricity(process: Any, always: Any) -> Any:
    electricity = process.members("is_electricity", always)
    return process.sum(np.where(electricity, process.members("site_emissions", always), 0))


@value("indicators.largest_process", PRODUCT)
def largest_process(product: Any, always: Any) -> Any:
    """`product.max` would go through all members; processes are the first, and rows after them add no other."""
    most = int(product.sum(product.members("is_process", always)).max())
    electricity = product.members.process("processes.electricity", always)
    return reduce(np.maximum, (product.value_nth_person(n, electricity) for n in range(most)))


# -- checks -------------------------------------------------------------------------------------------------------


@check("data-primary-kind")
def data_primary_kind(product: Any, always: Any) -> Any:
    secondary = np.asarray(product.members.data_source("data_sources.kind", always)) > 2
    return ~product.any(secondary & product.members("primary", always))


@value("with_excluded", PRODUCT)
def with_excluded(product: Any, always: Any) -> Any:
    return product("total", always) + product("excluded", always)


@check("cut-off-single")
def cut_off_single(product: Any, always: Any) -> Any:
    share = product.members("estimate", always) / product.members.product("with_excluded", always)
    return ~product.any(share > f.CUT_OFF_SINGLE), product("exclusions_given", always)


@check("data-on-site-primary")
def data_on_site_primary(product: Any, always: Any) -> Any:
    return product.any(product.members("primary", always))


@value("data_sources.far", DATA_SOURCE, bool)
def is_far(sources: Any, always: Any) -> Any:
    return sources("data_sources.geography", always) > f.SCORE_LIMIT


@check("data-geographic-boundary")
def data_geographic_boundary(product: Any, always: Any) -> Any:
    return ~product.any(product.members.data_source("data_sources.far", always))


@value("data_sources.old", DATA_SOURCE, bool)
def is_old(sources: Any, always: Any) -> Any:
    return sources("data_sources.year", always) < f.EARLIEST_DATA_YEAR


@check("data-recent")
def data_recent(product: Any, always: Any) -> Any:
    return ~product.any(product.members.data_source("data_sources.old", always))


@check("fixed-parts-outlast-product")
def fixed_parts_outlast_product(product: Any, always: Any) -> Any:
    fixed = ~product.members.part("parts.replaceable", always)
    return ~product.any(fixed & (product.members("lives", always) > 1))


@check("lit-time-complete")
def lit_time_complete(product: Any, always: Any) -> Any:
    return np.abs(product.sum(product.members("lit_share", always)) - 1) <= f.BALANCE_TOLERANCE


@check("standby-time-covered", shared.has_standby)
def standby_time_covered(product: Any, always: Any) -> Any:
    unlit = product.members("state", always) == State.standby
    return product.any(unlit) & (product.sum(product.members("standby_share", always)) <= 1)


@check("light-source-listed")
def light_source_listed(product: Any, always: Any) -> Any:
    kind, material = product.members.part("parts.kind", always), product.members("is_material", always)
    controlled = product.any(material & (kind == PartKind.control_gear))
    needs_none = shared.numbers_of(product, "product_type") != shared.LUMINAIRE
    return product.any(material & (kind == PartKind.light_source)) & (needs_none | controlled)


@check("packaging-listed")
def packaging_listed(product: Any, always: Any) -> Any:
    return product.any(product.members("is_package", always))


@value("processes.too_large", PROCESS, bool)
def is_too_large(processes: Any, always: Any) -> Any:
    return processes("processes.share", always) > 1


@check("process-shares-bounded")
def process_shares_bounded(product: Any, always: Any) -> Any:
    return ~product.any(product.members.process("processes.too_large", always))


@check("site-data-primary")
def site_data_primary(product: Any, always: Any) -> Any:
    electricity = product.members("is_electricity", always)
    return ~product.any(electricity & ~product.members("primary", always))


@check("transport-complete")
def transport_complete(product: Any, always: Any) -> Any:
    purpose = product.members("purpose", always)
    needed = (Purpose.inbound, Purpose.outbound, Purpose.discarded)
    return np.logical_and.reduce([product.any(purpose == one) for one in needed])


@check("default-distance-floor")
def default_distance_floor(product: Any, always: Any) -> Any:
    outbound = product.members("purpose", always) == Purpose.outbound
    short = outbound & (product.members("distance", always) < f.DEFAULT_HAUL)
    return ~product.any(short & ~product.members("primary", always))


@check("spare-transport-complete", lambda product, always: product("spare_mass", always) > 0)
def spare_transport_complete(product: Any, always: Any) -> Any:
    spare = product.members("purpose", always) == Purpose.spare
    carried = product.sum(np.where(spare, product.members("mass", always), 0))
    return carried >= product("spare_mass", always) * (1 - f.BALANCE_TOLERANCE)


@check("no-recovery-credit")
def no_recovery_credit(product: Any, always: Any) -> Any:
    credit = product.members("factor", always) < 0
    return ~product.any(credit & product.members("is_route", always))


# -- simulations --------------------------------------------------------------------------------------------------


def prepare(portfolio: Path, products: int, after: int = 0) -> Simulation:
    """A simulation of the first products of a portfolio, or those after some: inputs, groups and roles as arrays."""
    system = TaxBenefitSystem([ROW, PRODUCT, PART, PROCESS, DATA_SOURCE])
    for variable in VARIABLES.values():
        system.add_variable(variable)
    columns = shared.columns_of(portfolio, products, after)
    simulation = Simulation(system, system.instantiate_entities())
    _members(simulation, columns, products)
    for name, variable in VARIABLES.items():
        if hasattr(variable, "formula"):
            continue
        if variable.entity is ROW:
            simulation.set_input(name, ALWAYS, _input_of_rows(name, columns))
        elif variable.entity is PRODUCT:
            simulation.set_input(name, ALWAYS, shared.input_of(name, columns))
        else:
            simulation.set_input(name, ALWAYS, _input_of_groups(name, columns))
    for name in ROLE_TRUTHS:
        simulation.calculate(name, ALWAYS)
    return simulation


def calculate(simulation: Simulation) -> dict[str, np.ndarray]:
    """All results: numbers, NaN where there is none, and verdicts as arrays of `Verdict`; calculated anew."""
    for name, variable in VARIABLES.items():
        if hasattr(variable, "formula") and name not in ROLE_TRUTHS:
            simulation.get_holder(name).delete_arrays()
    return {name: simulation.calculate(name, ALWAYS) for name in shared.OUTPUTS}


def _members(simulation: Simulation, columns: Mapping[str, Any], products: int) -> None:
    """Which rows there are, which groups they belong to, and their roles."""
    counts = {table: len(columns[f"{table}.product"]) for table in ROLES}
    rows = simulation.populations["row"]
    rows.count = sum(counts.values())
    rows.ids = np.arange(rows.count)
    product = simulation.populations["product"]
    product.count, product.ids = products, np.arange(products)
    product.members_entity_id = np.concatenate([columns[f"{table}.product"].to_numpy() for table in ROLES])
    roles = np.array(product.entity.flattened_roles)
    product.members_role = np.repeat(roles, list(counts.values()))
    _ = product.members_position, product.ordered_members_map  # both are kept from here on
    for own, (entity, tables, column) in GROUPS.items():
        group = simulation.populations[entity.key]
        group.count = counts[own] + 1
        group.ids = np.arange(group.count)
        members = {own: np.arange(counts[own])}
        members |= {table: shared.input_of(f"{table}.{column}", columns) for table in tables}
        none = {table: np.full(count, counts[own]) for table, count in counts.items() if table not in members}
        group.members_entity_id = np.concatenate([(members | none)[table] for table in ROLES]).astype(np.intp)


def _input_of_rows(name: str, columns: Mapping[str, Any]) -> Any:
    """A variable of rows from the columns that it is made of; elsewhere its default."""
    if name in ROW_TEXTS:
        texts, parts = ROW_TEXTS[name]
        first = dict(zip(parts, np.cumsum([0, *(len(TEXTS[part]) for part in parts)]), strict=False))
        codes = {
            part.partition(".")[0]: np.asarray(shared.input_of(part, columns)) + first[part] for part in parts
        }
        return EnumArray(_joined(codes, len(list(texts)) - 1, columns).astype(np.int16), texts)
    numbers = {}
    for table in ROLES:
        for column in shared.COLUMNS.get(table, ()):
            if table not in GROUPS and RENAMED.get(f"{table}.{column}", column) == name:
                given = shared.input_of(f"{table}.{column}", columns)
                numbers[table] = (
                    given if name == "upstream_factor" else np.nan_to_num(given, nan=NUMBERS[name])
                )
    return _joined(numbers, NUMBERS[name], columns)


def _joined(values: Mapping[str, Any], default: float, columns: Mapping[str, Any]) -> Any:
    """Values of some tables as those of all rows."""
    return np.concatenate(
        [values[t] if t in values else np.full(len(columns[f"{t}.product"]), default) for t in ROLES]
    )


def _input_of_groups(name: str, columns: Mapping[str, Any]) -> Any:
    """A column, and the value of those that refer to none."""
    given = shared.input_of(name, columns)
    values = np.append(np.asarray(given), np.asarray(OF_NONE.get(name, 0), np.asarray(given).dtype))
    return EnumArray(values, given.possible_values) if isinstance(given, EnumArray) else values
