"""gb/lighting as variables of OpenFisca-Core: many products in memory, as arrays.

Every table is an entity, and every formula a variable that is calculated once. OpenFisca relates the persons of one
kind to their groups, with roles. Rows of fifteen tables as persons of one kind would carry each other's columns and run
each other's formulas, telling roles apart compares Python objects, and parameters looked up by many keys are a loop in
Python; so rows are related here by variables that hold the numbers of products, parts, processes and sources, with the
same two operations that OpenFisca has inside (`array[numbers]` and `numpy.bincount`), and factors are arrays by the
number of the text. OpenFisca calculates in single precision; this module sets its type of numbers to double precision.

OpenFisca has no null: missing and not applicable are NaN; where the two give different verdicts, there is a variable of
its own. What is not checked stands in `peers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable, config

from . import factors as f

config.VALUE_TYPES[float]["dtype"] = np.float64
#: All variables are eternal, so that any period will do.
ALWAYS = period("2025")


class Verdict(Enum):
    """What a check comes to; the words of the results are the names in lower case."""

    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    NOT_EVALUATED = "not_evaluated"
    NOT_APPLICABLE = "not_applicable"


PRODUCT = Entity("product", "products", "a product", "")
SITE = ("site_electricity", "site_fuels", "site_gas", "site_heat", "releases", "wastes")
WITH_EMISSIONS = ("materials", "packaging", "legs", *SITE, "use_modes", "routes")
TABLES = {
    name: GroupEntity(name, f"all_{name}", name, "", [{"key": "none"}])
    for name in ("data_sources", "exclusions", "parts", "processes", *WITH_EMISSIONS)
}
#: Inputs that are numbers, by table; the others are the texts, truths and references below.
COLUMNS = {
    "data_sources": ("year", "technology", "geography", "time", "precision"),
    "exclusions": ("estimate",), "parts": ("life",),
    "materials": ("mass", "utilization", "recycled_content", "factor"),
    "packaging": ("mass", "trips", "factor", "carbon_content", "treatment_factor"), "legs": ("mass", "distance"),
    "processes": ("model_load", "total_load"), "site_electricity": ("amount",),
    "site_fuels": ("amount", "upstream_factor"), "site_gas": ("amount",), "site_heat": ("amount",),
    "releases": ("mass",), "wastes": ("mass", "factor"), "use_modes": ("dimming_factor", "time_share"),
    "routes": ("mass", "factor"),
}  # fmt: skip
NUMBERS = (
    "product_mass", "rated_power", "luminous_flux", "rated_life", "colour_temperature", "colour_rendering",
    "annual_hours", "standby_power", "market_electricity", "production_output",
    *(f"{table}.{column}" for table, columns in COLUMNS.items() for column in columns),
)  # fmt: skip
TRUTHS = (
    "market_electricity_not_applicable",
    "exclusions_given",
    "data_sources.primary",
    "parts.replaceable",
)
#: Inputs that are texts: code → text.
TEXTS = {
    "product_type": ("luminaire", "lamp", "module"),
    "application": ("office", "industry", "road", "home", "other"),
    "control": ("none", "manual", "daylight", "presence", "schedule"),
    "market": ("cn", "other"),
    "data_sources.kind": ("measured", "calculated", "supplier", "database", "literature", "estimate"),
    "parts.kind": (
        "light_source",
        "control_gear",
        "controls",
        "battery",
        "housing",
        "optic",
        "wiring",
        "other",
    ),
    "legs.purpose": ("inbound", "outbound", "spare", "discarded"),
    "legs.mode": tuple(f.TRANSPORT),
    "site_electricity.kind": tuple(f.ELECTRICITY),
    "site_fuels.fuel": tuple(f.FUEL_COMBUSTION),
    "site_gas.gas": tuple(f.GAS),
    "site_heat.supply": tuple(f.HEAT),
    "releases.gas": tuple(f.GWP100),
    "use_modes.state": ("lit", "standby"),
    "routes.route": ("reuse", "recycling", "incineration", "landfill", "hazardous"),
}
#: References: column → table it refers to, and its key. The value is a row number among the rows of all products.
REFERENCES = {
    "materials.part": ("parts", "id"),
    "routes.part": ("parts", "id"),
    **{f"{table}.process": ("processes", "id") for table in SITE},
    **{f"{table}.source": ("data_sources", "id") for table in WITH_EMISSIONS},
}
VARIABLES: list[type[Variable]] = []
OUTPUTS: list[str] = []


def _entity(name: str) -> Any:
    table = name.partition(".")[0]
    return TABLES.get(table, PRODUCT)


def _add(name: str, value_type: type, formula: Callable[..., Any] | None = None, **more: Any) -> None:
    more |= {
        "value_type": value_type,
        "entity": _entity(name),
        "definition_period": DateUnit.ETERNITY,
        "label": name,
    }
    if formula is not None:
        more["formula"] = formula
    VARIABLES.append(type(name, (Variable,), more))


def _inputs() -> None:
    for name in NUMBERS:
        _add(name, float)
    for name in TRUTHS:
        _add(name, bool)
    for name, words in TEXTS.items():
        texts = Enum(name.replace(".", "_"), {word: word for word in words})
        _add(name, Enum, possible_values=texts, default_value=next(iter(texts)))
    for name in (*REFERENCES, *(f"{table}.product" for table in TABLES)):
        _add(name, int)


_inputs()


def value(name: str, value_type: type = float) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A formula as the variable of this name."""

    def add(formula: Callable[..., Any]) -> Callable[..., Any]:
        _add(name, value_type, formula)
        return formula

    return add


def result(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A formula as the variable of this name, which is one of the results."""
    OUTPUTS.append(name)
    return value(name)


def check(name: str, applies: Callable[..., Any] | None = None) -> Callable[[Callable[..., Any]], None]:
    """A condition as a verdict. Where it may be missing, it is given as a pair: what holds, and where it is known."""

    def add(condition: Callable[..., Any]) -> None:
        def formula(product: Any, always: Any) -> EnumArray:
            found = condition(product, always)
            holds, known = found if isinstance(found, tuple) else (found, None)
            codes = np.where(holds, np.int16(0), np.int16(1))
            if known is not None:
                codes[~known] = 2
            if applies is not None:
                codes[~applies(product, always)] = 3
            return EnumArray(codes, Verdict)

        _add(f"checks.{name}", Enum, formula, possible_values=Verdict, default_value=Verdict.NOT_EVALUATED)
        OUTPUTS.append(f"checks.{name}")

    return add


# -- rows and products --------------------------------------------------------------------------------------------


def of(rows: Any, reference: str, name: str) -> Any:
    """For every row the value of what it refers to."""
    return rows.simulation.calculate(name, ALWAYS)[rows(reference, ALWAYS)]


def added(product: Any, table: str, values: Any) -> Any:
    """The sum of the values of its rows for every product."""
    numbers = product.simulation.calculate(f"{table}.product", ALWAYS)
    return np.bincount(numbers, weights=values, minlength=product.count)


def anywhere(product: Any, table: str, truths: Any) -> Any:
    """Whether a condition holds in a row, for every product."""
    found = np.zeros(product.count, np.bool_)
    found[product.simulation.calculate(f"{table}.product", ALWAYS)[truths]] = True
    return found


def rows_of(product: Any, name: str) -> Any:
    """A variable of rows, from a formula of products."""
    return product.simulation.calculate(name, ALWAYS)


def coded(name: str, *words: str) -> list[int]:
    """The numbers of some texts."""
    return [list(TEXTS[name]).index(word) for word in words]


def factors(table: Mapping[str, float], keys: Sequence[str]) -> Any:
    """A factor table by the number of the text; NaN for a text that it does not have."""
    return np.array([table.get(key, np.nan) for key in keys])


ELECTRICITY = factors(f.ELECTRICITY, TEXTS["site_electricity.kind"])
COMBUSTION = factors(f.FUEL_COMBUSTION, TEXTS["site_fuels.fuel"])
UPSTREAM = factors(f.FUEL_UPSTREAM, TEXTS["site_fuels.fuel"])
GAS = factors(f.GAS, TEXTS["site_gas.gas"])
HEAT = factors(f.HEAT, TEXTS["site_heat.supply"])
GWP100 = factors(f.GWP100, TEXTS["releases.gas"])
TRANSPORT = factors(f.TRANSPORT, TEXTS["legs.mode"])
LUMINAIRE = coded("product_type", "luminaire")[0]
OFFICE, INDUSTRY = coded("application", "office", "industry")
LIGHT_SOURCE, CONTROL_GEAR = coded("parts.kind", "light_source", "control_gear")
PURPOSES = dict(zip(TEXTS["legs.purpose"], coded("legs.purpose", *TEXTS["legs.purpose"]), strict=True))
LIT, STANDBY = coded("use_modes.state", "lit", "standby")


def numbers_of(rows: Any, name: str) -> Any:
    """The numbers of the texts of a column, without the checks that arrays of texts make."""
    return np.asarray(rows(name, ALWAYS))


# -- quantities ---------------------------------------------------------------------------------------------------


@result("reference_flow")
def reference_flow(product: Any, always: Any) -> Any:
    flux, life = product("luminous_flux", always), product("rated_life", always)
    return (f.REFERENCE_FLUX / flux) * (f.REFERENCE_LIFE / life)


@value("data_sources.quality")
def quality(sources: Any, always: Any) -> Any:
    scores = (sources(f"data_sources.{s}", always) for s in ("technology", "geography", "time", "precision"))
    return sum(scores) / 4


@value("parts.replacements")
def part_replacements(parts: Any, always: Any) -> Any:
    return np.maximum(of(parts, "parts.product", "rated_life") / parts("parts.life", always) - 1, 0)


@value("materials.produced")
def material_emissions(rows: Any, always: Any) -> Any:
    used = rows("materials.mass", always) / (rows("materials.utilization", always) / 100)
    return used * rows("materials.factor", always)


@value("materials.replacements")
def material_replacements(rows: Any, always: Any) -> Any:
    return of(rows, "materials.part", "parts.replacements")


@value("materials.replaced")
def material_replacement_emissions(rows: Any, always: Any) -> Any:
    return rows("materials.produced", always) * rows("materials.replacements", always)


@value("materials.emissions")
def all_material_emissions(rows: Any, always: Any) -> Any:
    return rows("materials.produced", always) + rows("materials.replaced", always)


@value("packaging.used")
def packaging_used(rows: Any, always: Any) -> Any:
    return rows("packaging.mass", always) / rows("packaging.trips", always)


@value("packaging.produced")
def packaging_emissions(rows: Any, always: Any) -> Any:
    return rows("packaging.used", always) * rows("packaging.factor", always)


@value("packaging.treated")
def packaging_treatment_emissions(rows: Any, always: Any) -> Any:
    return rows("packaging.used", always) * rows("packaging.treatment_factor", always)


@value("packaging.emissions")
def all_packaging_emissions(rows: Any, always: Any) -> Any:
    return rows("packaging.produced", always) + rows("packaging.treated", always)


@value("packaging_biogenic")
def packaging_biogenic(product: Any, always: Any) -> Any:
    carbon = rows_of(product, "packaging.used") * rows_of(product, "packaging.carbon_content")
    return added(product, "packaging", carbon) * f.CO2_OF_CARBON


@value("legs.emissions")
def leg_emissions(rows: Any, always: Any) -> Any:
    load = rows("legs.mass", always) * rows("legs.distance", always)
    return load * TRANSPORT[numbers_of(rows, "legs.mode")] / 1000


@value("processes.share")
def process_share(processes: Any, always: Any) -> Any:
    return processes("processes.model_load", always) / processes("processes.total_load", always)


def allocated(rows: Any, table: str) -> Any:
    """The share of the process of each row, for one product."""
    share = of(rows, f"{table}.process", "processes.share")
    return share / of(rows, f"{table}.product", "production_output")


@value("site_electricity.emissions")
def electricity_emissions(rows: Any, always: Any) -> Any:
    factor = ELECTRICITY[numbers_of(rows, "site_electricity.kind")]
    return rows("site_electricity.amount", always) * allocated(rows, "site_electricity") * factor


@value("site_fuels.emissions")
def fuel_emissions(rows: Any, always: Any) -> Any:
    fuel = numbers_of(rows, "site_fuels.fuel")
    upstream = np.where(np.isnan(UPSTREAM[fuel]), rows("site_fuels.upstream_factor", always), UPSTREAM[fuel])
    factor = COMBUSTION[fuel] + upstream
    return np.nan_to_num(rows("site_fuels.amount", always) * allocated(rows, "site_fuels") * factor)


@value("site_gas.emissions")
def gas_emissions(rows: Any, always: Any) -> Any:
    return (
        rows("site_gas.amount", always) * allocated(rows, "site_gas") * GAS[numbers_of(rows, "site_gas.gas")]
    )


@value("site_heat.emissions")
def heat_emissions(rows: Any, always: Any) -> Any:
    factor = HEAT[numbers_of(rows, "site_heat.supply")]
    return rows("site_heat.amount", always) * allocated(rows, "site_heat") * factor


@value("releases.emissions")
def release_emissions(rows: Any, always: Any) -> Any:
    factor = GWP100[numbers_of(rows, "releases.gas")]
    return rows("releases.mass", always) * allocated(rows, "releases") * factor


@value("wastes.emissions")
def waste_emissions(rows: Any, always: Any) -> Any:
    return rows("wastes.mass", always) * allocated(rows, "wastes") * rows("wastes.factor", always)


@value("unlit_hours")
def unlit_hours(product: Any, always: Any) -> Any:
    application, life = numbers_of(product, "application"), product("rated_life", always)
    hours = np.where(application == INDUSTRY, f.INDUSTRY_HOURS, product("annual_hours", always))
    hours = np.where(application == OFFICE, f.OFFICE_HOURS, hours)
    return life / hours * f.HOURS_PER_YEAR - life


@value("use_factor")
def use_factor(product: Any, always: Any) -> Any:
    abroad = numbers_of(product, "market") == 1
    return np.where(abroad, product("market_electricity", always), f.ELECTRICITY["average"])


@value("use_modes.lit", bool)
def is_lit(modes: Any, always: Any) -> Any:
    return numbers_of(modes, "use_modes.state") == LIT


@value("use_modes.energy")
def mode_energy(modes: Any, always: Any) -> Any:
    lit, owner = modes("use_modes.lit", always), "use_modes.product"
    power = np.where(
        lit,
        of(modes, owner, "rated_power") * modes("use_modes.dimming_factor", always),
        of(modes, owner, "standby_power"),
    )
    hours = np.where(lit, of(modes, owner, "rated_life"), of(modes, owner, "unlit_hours"))
    return power * (modes("use_modes.time_share", always) / 100 * hours) / 1000


@value("use_modes.emissions")
def mode_emissions(modes: Any, always: Any) -> Any:
    return np.nan_to_num(modes("use_modes.energy", always) * of(modes, "use_modes.product", "use_factor"))


@value("use_energy")
def use_energy(product: Any, always: Any) -> Any:
    return added(product, "use_modes", np.nan_to_num(rows_of(product, "use_modes.energy")))


@value("mean_dimming")
def mean_dimming(product: Any, always: Any) -> Any:
    lit, factor = rows_of(product, "use_modes.lit"), rows_of(product, "use_modes.dimming_factor")
    dimmed = np.nan_to_num(factor * (rows_of(product, "use_modes.time_share") / 100))
    return added(product, "use_modes", np.where(lit, dimmed, 0))


@value("spare_mass")
def spare_mass(product: Any, always: Any) -> Any:
    mass = rows_of(product, "materials.mass")
    return added(product, "materials", mass * rows_of(product, "materials.replacements"))


@value("routes.emissions")
def route_emissions(rows: Any, always: Any) -> Any:
    mass = rows("routes.mass", always) * (1 + of(rows, "routes.part", "parts.replacements"))
    return mass * rows("routes.factor", always)


@value("primary_emissions")
def primary_emissions(product: Any, always: Any) -> Any:
    return sum(
        added(product, t, rows_of(product, f"{t}.emissions") * rows_of(product, f"{t}.primary"))
        for t in WITH_EMISSIONS
    )


@value("weighted_quality")
def weighted_quality(product: Any, always: Any) -> Any:
    sources = rows_of(product, "data_sources.quality")
    return sum(
        added(product, t, rows_of(product, f"{t}.emissions") * sources[rows_of(product, f"{t}.source")])
        for t in WITH_EMISSIONS
    )


def _primary(table: str) -> Callable[..., Any]:
    return lambda rows, always: of(rows, f"{table}.source", "data_sources.primary")


for _table in WITH_EMISSIONS:
    _add(f"{_table}.primary", bool, _primary(_table))


def _sum(table: str, column: str) -> Callable[..., Any]:
    return lambda product, always: added(product, table, rows_of(product, f"{table}.{column}"))


for _name, _table, _column in (
    ("material_production", "materials", "produced"), ("replaced_parts", "materials", "replaced"),
    ("packaging_production", "packaging", "produced"), ("packaging_treatment", "packaging", "treated"),
    ("product_treatment", "routes", "emissions"), ("use_electricity", "use_modes", "emissions"),
    ("listed_mass", "materials", "mass"), ("route_mass", "routes", "mass"), ("excluded", "exclusions", "estimate"),
):  # fmt: skip
    _add(_name, float, _sum(_table, _column))


def _transport(purpose: str) -> Callable[..., Any]:
    def formula(product: Any, always: Any) -> Any:
        here = np.asarray(rows_of(product, "legs.purpose")) == PURPOSES[purpose]
        return added(product, "legs", np.where(here, rows_of(product, "legs.emissions"), 0))

    return formula


for _purpose in PURPOSES:
    _add(f"{_purpose}_transport", float, _transport(_purpose))


# -- the footprint ------------------------------------------------------------------------------------------------


def _plus(product: Any, *names: str) -> Any:
    return sum(product(name, ALWAYS) for name in names)


@value("fossil_raw_materials")
def fossil_raw_materials(product: Any, always: Any) -> Any:
    return _plus(product, "material_production", "packaging_production", "inbound_transport")


@value("fossil_end_of_life")
def fossil_end_of_life(product: Any, always: Any) -> Any:
    return _plus(product, "product_treatment", "packaging_treatment", "discarded_transport")


@result("stages.raw_materials")
def raw_materials(product: Any, always: Any) -> Any:
    return product("fossil_raw_materials", always) - product("packaging_biogenic", always)


@result("stages.production")
def production(product: Any, always: Any) -> Any:
    return sum(added(product, table, rows_of(product, f"{table}.emissions")) for table in SITE)


@result("stages.distribution")
def distribution(product: Any, always: Any) -> Any:
    return product("outbound_transport", always)


@result("stages.use")
def use(product: Any, always: Any) -> Any:
    return _plus(product, "use_electricity", "replaced_parts", "spare_transport")


@result("stages.end_of_life")
def end_of_life(product: Any, always: Any) -> Any:
    return product("fossil_end_of_life", always) + product("packaging_biogenic", always)


@result("species.fossil")
def fossil(product: Any, always: Any) -> Any:
    stages = ("stages.production", "stages.distribution", "stages.use")
    return _plus(product, "fossil_raw_materials", *stages, "fossil_end_of_life")


@result("species.biogenic_emission")
def biogenic_emission(product: Any, always: Any) -> Any:
    return product("packaging_biogenic", always)


@result("species.biogenic_removal")
def biogenic_removal(product: Any, always: Any) -> Any:
    return -product("packaging_biogenic", always)


@result("species.land_use_change")
def land_use_change(product: Any, always: Any) -> Any:
    return product.empty_array()


@result("species.aircraft")
def aircraft(product: Any, always: Any) -> Any:
    return product.empty_array()


@result("total")
def total(product: Any, always: Any) -> Any:
    stages = ("raw_materials", "production", "distribution", "use", "end_of_life")
    return _plus(product, *(f"stages.{stage}" for stage in stages))


@result("per_unit")
def per_unit(product: Any, always: Any) -> Any:
    return product("total", always) * product("reference_flow", always)


# -- indicators ---------------------------------------------------------------------------------------------------


@result("indicators.excluded_share")
def excluded_share(product: Any, always: Any) -> Any:
    excluded = product("excluded", always)
    share = excluded / (product("total", always) + excluded) * 100
    return np.where(product("exclusions_given", always), share, np.nan)


@result("indicators.primary_share")
def primary_share(product: Any, always: Any) -> Any:
    return product("primary_emissions", always) / product("species.fossil", always) * 100


@result("indicators.data_quality_rating")
def data_quality_rating(product: Any, always: Any) -> Any:
    return product("weighted_quality", always) / product("species.fossil", always)


@result("indicators.use_energy_per_unit")
def use_energy_per_unit(product: Any, always: Any) -> Any:
    return product("use_energy", always) * product("reference_flow", always)


@result("indicators.use_stage_share")
def use_stage_share(product: Any, always: Any) -> Any:
    return product("stages.use", always) / product("total", always) * 100


@result("indicators.replacement_share")
def replacement_share(product: Any, always: Any) -> Any:
    return _plus(product, "replaced_parts", "spare_transport") / product("total", always) * 100


@result("indicators.recycled_mass_share")
def recycled_mass_share(product: Any, always: Any) -> Any:
    recycled = np.nan_to_num(
        rows_of(product, "materials.mass") * rows_of(product, "materials.recycled_content")
    )
    return added(product, "materials", recycled) / product("listed_mass", always)


@result("indicators.recycling_rate")
def recycling_rate(product: Any, always: Any) -> Any:
    reuse, recycling = coded("routes.route", "reuse", "recycling")
    route = np.asarray(rows_of(product, "routes.route"))
    recovered = np.where((route == reuse) | (route == recycling), rows_of(product, "routes.mass"), 0)
    return added(product, "routes", recovered) / product("route_mass", always) * 100


@value("processes.electricity")
def process_electricity(processes: Any, always: Any) -> Any:
    rows = rows_of(processes, "site_electricity.process")
    return np.bincount(
        rows, weights=rows_of(processes, "site_electricity.emissions"), minlength=processes.count
    )


@result("indicators.largest_process")
def largest_process(product: Any, always: Any) -> Any:
    """Every product has a process, and its rows stand together."""
    first = np.searchsorted(rows_of(product, "processes.product"), np.arange(product.count))
    return np.maximum.reduceat(rows_of(product, "processes.electricity"), first)


# -- checks -------------------------------------------------------------------------------------------------------


@check("data-primary-kind")
def data_primary_kind(product: Any, always: Any) -> Any:
    secondary = np.asarray(rows_of(product, "data_sources.kind")) > 2
    return ~anywhere(product, "data_sources", rows_of(product, "data_sources.primary") & secondary)


@check("cut-off-single")
def cut_off_single(product: Any, always: Any) -> Any:
    base = product("total", always) + product("excluded", always)
    large = (
        rows_of(product, "exclusions.estimate") / base[rows_of(product, "exclusions.product")]
        > f.CUT_OFF_SINGLE
    )
    return ~anywhere(product, "exclusions", large), product("exclusions_given", always)


@check("cut-off-total")
def cut_off_total(product: Any, always: Any) -> Any:
    below = product("indicators.excluded_share", always) <= f.CUT_OFF_TOTAL * 100
    return below, product("exclusions_given", always)


@check("data-on-site-primary")
def data_on_site_primary(product: Any, always: Any) -> Any:
    return anywhere(product, "data_sources", rows_of(product, "data_sources.primary"))


@check("data-quality-limit")
def data_quality_limit(product: Any, always: Any) -> Any:
    return product("indicators.data_quality_rating", always) <= f.DATA_QUALITY_LIMIT


@check("data-geographic-boundary")
def data_geographic_boundary(product: Any, always: Any) -> Any:
    return ~anywhere(product, "data_sources", rows_of(product, "data_sources.geography") > f.SCORE_LIMIT)


@check("data-recent")
def data_recent(product: Any, always: Any) -> Any:
    return ~anywhere(product, "data_sources", rows_of(product, "data_sources.year") < f.EARLIEST_DATA_YEAR)


@check("identification-light-quality")
def identification_light_quality(product: Any, always: Any) -> Any:
    return ~(np.isnan(product("colour_temperature", always)) | np.isnan(product("colour_rendering", always)))


@check("efficacy-plausible")
def efficacy_plausible(product: Any, always: Any) -> Any:
    return product("luminous_flux", always) / product("rated_power", always) <= f.EFFICACY_LIMIT


@check("fixed-parts-outlast-product")
def fixed_parts_outlast_product(product: Any, always: Any) -> Any:
    life = product("rated_life", always)[rows_of(product, "parts.product")]
    fixed = ~rows_of(product, "parts.replaceable")
    return ~anywhere(product, "parts", fixed & (rows_of(product, "parts.life") < life))


@check("lit-time-complete")
def lit_time_complete(product: Any, always: Any) -> Any:
    share = np.where(rows_of(product, "use_modes.lit"), rows_of(product, "use_modes.time_share") / 100, 0)
    return np.abs(added(product, "use_modes", share) - 1) <= f.BALANCE_TOLERANCE


def has_standby(product: Any, always: Any) -> Any:
    """Where there is stand-by power."""
    return product("standby_power", always) > 0


@check("standby-time-covered", has_standby)
def standby_time_covered(product: Any, always: Any) -> Any:
    unlit = ~rows_of(product, "use_modes.lit")
    share = np.where(unlit, rows_of(product, "use_modes.time_share") / 100, 0)
    return anywhere(product, "use_modes", unlit) & (added(product, "use_modes", share) <= 1)


@check("dimming-only-with-control", lambda product, always: numbers_of(product, "control") == 0)
def dimming_only_with_control(product: Any, always: Any) -> Any:
    return np.abs(product("mean_dimming", always) - 1) <= f.BALANCE_TOLERANCE


@check("standby-low", has_standby)
def standby_low(product: Any, always: Any) -> Any:
    return product("standby_power", always) <= f.STANDBY_LIMIT


@check("lighting-hours-evidence", lambda product, always: numbers_of(product, "application") > INDUSTRY)
def lighting_hours_evidence(product: Any, always: Any) -> Any:
    return ~np.isnan(product("annual_hours", always))


def sold_abroad(product: Any, always: Any) -> Any:
    """Where a factor of another market is needed."""
    return (numbers_of(product, "market") == 1) & ~product("market_electricity_not_applicable", always)


@check("market-factor-evidence", sold_abroad)
def market_factor_evidence(product: Any, always: Any) -> Any:
    factor = product("market_electricity", always)
    return factor > 0, ~np.isnan(factor)


@check("light-source-listed")
def light_source_listed(product: Any, always: Any) -> Any:
    kind = np.asarray(rows_of(product, "parts.kind"))[rows_of(product, "materials.part")]
    controlled = anywhere(product, "materials", kind == CONTROL_GEAR)
    needs_none = numbers_of(product, "product_type") != LUMINAIRE
    return anywhere(product, "materials", kind == LIGHT_SOURCE) & (needs_none | controlled)


def balanced(product: Any, mass: str) -> Any:
    """Whether a sum of masses is that of the product."""
    weighed = product("product_mass", ALWAYS)
    return np.abs(product(mass, ALWAYS) - weighed) <= f.BALANCE_TOLERANCE * weighed


@check("bill-of-materials-balance")
def bill_of_materials_balance(product: Any, always: Any) -> Any:
    return balanced(product, "listed_mass")


@check("packaging-listed")
def packaging_listed(product: Any, always: Any) -> Any:
    return np.bincount(rows_of(product, "packaging.product"), minlength=product.count) > 0


@check("process-shares-bounded")
def process_shares_bounded(product: Any, always: Any) -> Any:
    return ~anywhere(product, "processes", rows_of(product, "processes.share") > 1)


@check("site-data-primary")
def site_data_primary(product: Any, always: Any) -> Any:
    return ~anywhere(product, "site_electricity", ~rows_of(product, "site_electricity.primary"))


@check("transport-complete")
def transport_complete(product: Any, always: Any) -> Any:
    purpose = np.asarray(rows_of(product, "legs.purpose"))
    needed = (anywhere(product, "legs", purpose == PURPOSES[p]) for p in ("inbound", "outbound", "discarded"))
    return np.logical_and.reduce(list(needed))


@check("default-distance-floor")
def default_distance_floor(product: Any, always: Any) -> Any:
    outbound = np.asarray(rows_of(product, "legs.purpose")) == PURPOSES["outbound"]
    short = outbound & (rows_of(product, "legs.distance") < f.DEFAULT_HAUL)
    return ~anywhere(product, "legs", short & ~rows_of(product, "legs.primary"))


@check("spare-transport-complete", lambda product, always: product("spare_mass", always) > 0)
def spare_transport_complete(product: Any, always: Any) -> Any:
    spare = np.asarray(rows_of(product, "legs.purpose")) == PURPOSES["spare"]
    carried = added(product, "legs", np.where(spare, rows_of(product, "legs.mass"), 0))
    return carried >= product("spare_mass", always) * (1 - f.BALANCE_TOLERANCE)


@check("end-of-life-balance")
def end_of_life_balance(product: Any, always: Any) -> Any:
    return balanced(product, "route_mass")


@check("no-recovery-credit")
def no_recovery_credit(product: Any, always: Any) -> Any:
    return ~anywhere(product, "routes", rows_of(product, "routes.factor") < 0)


@check("primary-share-target")
def primary_share_target(product: Any, always: Any) -> Any:
    return product("indicators.primary_share", always) >= f.PRIMARY_TARGET * 100


# -- simulations --------------------------------------------------------------------------------------------------


def prepare(portfolio: Path, products: int) -> Simulation:
    """A simulation of the first products of a portfolio, with all inputs as arrays."""
    system = TaxBenefitSystem([PRODUCT, *TABLES.values()])
    for variable in VARIABLES:
        system.add_variable(variable)
    table = _first(portfolio, products)
    simulation = Simulation(system, system.instantiate_entities())
    simulation.product.count, simulation.product.ids = products, np.arange(products)
    given = {name: table[name].combine_chunks() for name in table.column_names}
    given["market_electricity_not_applicable"] = given["market_electricity [not applicable]"]
    given["exclusions_given"] = given["exclusions"].is_valid()
    given["market"] = given["market"].fill_null("cn")
    columns: dict[str, Any] = {n: a for n, a in given.items() if n not in TABLES}
    for name in TABLES:
        rows = given[name].flatten()
        counts = given[name].value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        columns[f"{name}.product"] = pa.array(np.repeat(np.arange(products), counts))
        columns |= {f"{name}.{f.name}": rows.field(i) for i, f in enumerate(rows.type)}
        population = simulation.populations[name]
        population.count, population.ids = len(rows), np.arange(len(rows))
    for variable in VARIABLES:
        name = variable.__name__
        if name in columns:
            simulation.set_input(name, ALWAYS, _input(name, columns))
    return simulation


def calculate(simulation: Simulation) -> dict[str, np.ndarray]:
    """All results: numbers, NaN where there is none, and verdicts as arrays of `Verdict`; calculated anew."""
    for variable in VARIABLES:
        if hasattr(variable, "formula"):
            simulation.get_holder(variable.__name__).delete_arrays()
    return {name: simulation.calculate(name, ALWAYS) for name in OUTPUTS}


def _first(portfolio: Path, products: int) -> pa.Table:
    file = pq.ParquetFile(portfolio)
    batches = file.iter_batches(min(products, 65_536))
    held: list[pa.RecordBatch] = []
    while sum(b.num_rows for b in held) < products:
        held.append(next(batches))
    return pa.Table.from_batches(held).slice(0, products)


def _input(name: str, columns: Mapping[str, Any]) -> Any:
    column = columns[name]
    if name in TEXTS:
        words = pa.array(list(TEXTS[name]), pa.string())
        codes = pa.compute.index_in(column, value_set=words).to_numpy(zero_copy_only=False)
        texts = next(v for v in VARIABLES if v.__name__ == name).possible_values
        return EnumArray(codes.astype(np.int16), texts)
    if name in REFERENCES:
        return _row_numbers(name, columns)
    if name in TRUTHS or name.endswith(".product"):
        return column.to_numpy(zero_copy_only=False)
    return column.cast(pa.float64()).to_numpy(zero_copy_only=False)


def _row_numbers(name: str, columns: Mapping[str, Any]) -> Any:
    """The row number of each reference among the rows of all products."""
    table = name.partition(".")[0]
    target, key = REFERENCES[name]
    keys = columns[f"{target}.{key}"].dictionary_encode()
    wanted = pa.compute.index_in(columns[name], value_set=keys.dictionary).to_numpy(zero_copy_only=False)
    size = len(keys.dictionary)
    there = columns[f"{target}.product"].to_numpy() * size + keys.indices.to_numpy()
    order = np.argsort(there)
    found = np.searchsorted(there[order], columns[f"{table}.product"].to_numpy() * size + wanted)
    return order[found].astype(np.int32)
