"""gb/lighting as a decision graph of GoRules ZEN: one product at a time, from Python.

Expression nodes one behind the other, as its editor would draw them; each sees what the ones before it calculated. In a
trial a function node that only added up some masses took as long as all of these, and products as JSON text as long as
products as dictionaries. References are objects made of the rows that are referred to, by id. ZEN calculates in
decimals of 28 digits; its arithmetic refuses null, so what may be missing or not applicable is asked for first. It has
no `exp`, which these formulas do not need. The graph is read and compiled once. What is not checked stands in `peers`.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zen

from . import factors as f

SITE = ("site_electricity", "site_fuels", "site_gas", "site_heat", "releases", "wastes")
WITH_EMISSIONS = ("materials", "packaging", "legs", *SITE, "use_modes", "routes")
#: Columns that no formula reads; products are given without them.
_UNREAD = {"title", "name", "reason", "driver", "stage"}
_ABROAD = "market_electricity [not applicable]"


def _object(table: Mapping[str, float]) -> str:
    return "{" + ", ".join(f"{key}: {value!r}" for key, value in table.items()) + "}"


def _every_row(value: str) -> str:
    """The sum of something over the rows of all tables that have emissions."""
    return " + ".join(f"sum(map({table}_rows, {value}))" for table in WITH_EMISSIONS)


def _transport(purpose: str) -> str:
    return f'sum(map(filter(legs_rows, #.purpose == "{purpose}"), #.emissions))'


FACTORS = {
    "electricity": _object(f.ELECTRICITY), "fuel_combustion": _object(f.FUEL_COMBUSTION),
    "fuel_upstream": _object(f.FUEL_UPSTREAM), "gas": _object(f.GAS), "transport": _object(f.TRANSPORT),
    "heat": _object(f.HEAT), "gwp100": _object(f.GWP100),
}  # fmt: skip

REFERRED = {
    "quality": "merge(map(data_sources, {[#.id]: (#.technology + #.geography + #.time + #.precision) / 4}))",
    "is_primary": "merge(map(data_sources, {[#.id]: #.primary}))",
    "part_kind": "merge(map(parts, {[#.id]: #.kind}))",
    "replacements": "merge(map(parts, {[#.id]: rated_life > #.life ? rated_life / #.life - 1 : 0}))",
    "share": "merge(map(processes, {[#.id]: #.model_load / #.total_load}))",
    "place": 'market ?? "cn"',
    "lighting_hours": (
        f'application == "office" ? {f.OFFICE_HOURS} : application == "industry" ? {f.INDUSTRY_HOURS} : annual_hours'
    ),
    "reference_flow": f"({f.REFERENCE_FLUX} / luminous_flux) * ({f.REFERENCE_LIFE} / rated_life)",
}

USE = {
    "use_factor": 'place == "cn" ? electricity.average : market_electricity',
    "unlit_hours": f"lighting_hours == null ? null : rated_life / lighting_hours * {f.HOURS_PER_YEAR} - rated_life",
}

_ALLOCATED = "share[#.process] / production_output"
ROWS = {
    "materials_first": "map(materials, {mass: #.mass, recycled: #.mass * (#.recycled_content ?? 0), source: #.source,"
    " kind: part_kind[#.part], replacements: replacements[#.part],"
    " produced: #.mass / (#.utilization / 100) * #.factor})",
    "materials_rows": "map($.materials_first, {replaced: #.produced * #.replacements,"
    " emissions: #.produced * (1 + #.replacements), source: #.source})",
    "packaging_rows": "map(packaging, {produced: #.mass / #.trips * #.factor, biogenic: #.mass / #.trips"
    " * #.carbon_content, treated: #.mass / #.trips * #.treatment_factor, source: #.source,"
    " emissions: #.mass / #.trips * (#.factor + #.treatment_factor)})",
    "legs_rows": "map(legs, {emissions: #.mass * #.distance * transport[#.mode] / 1000, purpose: #.purpose,"
    " source: #.source})",
    "site_electricity_rows": "map(site_electricity, {source: #.source, process: #.process,"
    f" emissions: #.amount * {_ALLOCATED} * electricity[#.kind]}})",
    "site_fuels_rows": "map(site_fuels, {source: #.source, emissions: (fuel_upstream[#.fuel] ?? #.upstream_factor)"
    f" == null ? 0 : #.amount * {_ALLOCATED}"
    " * (fuel_combustion[#.fuel] + (fuel_upstream[#.fuel] ?? #.upstream_factor))})",
    "site_gas_rows": f"map(site_gas, {{source: #.source, emissions: #.amount * {_ALLOCATED} * gas[#.gas]}})",
    "site_heat_rows": f"map(site_heat, {{source: #.source, emissions: #.amount * {_ALLOCATED} * heat[#.supply]}})",
    "releases_rows": f"map(releases, {{source: #.source, emissions: #.mass * {_ALLOCATED} * gwp100[#.gas]}})",
    "wastes_rows": f"map(wastes, {{source: #.source, emissions: #.mass * {_ALLOCATED} * #.factor}})",
    "use_modes_first": 'map(use_modes, {source: #.source, energy: #.state == "lit"'
    " ? (#.dimming_factor == null ? 0 : rated_power * #.dimming_factor * (#.time_share / 100) * rated_life / 1000)"
    " : (unlit_hours == null ? 0 : standby_power * (#.time_share / 100) * unlit_hours / 1000)})",
    "use_modes_rows": "map($.use_modes_first, {source: #.source, emissions: #.energy * (use_factor ?? 0)})",
    "routes_rows": "map(routes, {source: #.source, emissions: #.mass * (1 + replacements[#.part]) * #.factor})",
}

SUMS = {
    "primary_emissions": _every_row("is_primary[#.source] ? #.emissions : 0"),
    "weighted_quality": _every_row("#.emissions * quality[#.source]"),
    "material_production": "sum(map(materials_first, #.produced))",
    "replaced_parts": "sum(map(materials_rows, #.replaced))",
    "listed_mass": "sum(map(materials, #.mass))",
    "spare_mass": "sum(map(materials_first, #.mass * #.replacements))",
    "packaging_production": "sum(map(packaging_rows, #.produced))",
    "packaging_treatment": "sum(map(packaging_rows, #.treated))",
    "packaging_biogenic": "sum(map(packaging_rows, #.biogenic)) * 44 / 12",
    **{purpose: _transport(purpose) for purpose in ("inbound", "outbound", "spare", "discarded")},
    "production": " + ".join(f"sum(map({table}_rows, #.emissions))" for table in SITE),
    "use_energy": "sum(map(use_modes_first, #.energy))",
    "use_electricity": "sum(map(use_modes_rows, #.emissions))",
    "product_treatment": "sum(map(routes_rows, #.emissions))",
    "lit": 'filter(use_modes, #.state == "lit")',
    "standby": 'filter(use_modes, #.state == "standby")',
    "mean_dimming": "sum(map($.lit, (#.dimming_factor ?? 0) * (#.time_share / 100)))",
    "route_mass": "sum(map(routes, #.mass))",
    "excluded": "exclusions == null ? null : sum(map(exclusions, #.estimate))",
    "largest_process": "max(map(processes as p,"
    " sum(map(filter(site_electricity_rows as e, e.process == p.id), #.emissions))))",
}

FOOTPRINT = {
    "fossil_raw_materials": "material_production + packaging_production + inbound",
    "use_stage": "use_electricity + replaced_parts + spare",
    "fossil_end_of_life": "product_treatment + packaging_treatment + discarded",
    "fossil": "$.fossil_raw_materials + production + outbound + $.use_stage + $.fossil_end_of_life",
    "raw_materials": "$.fossil_raw_materials - packaging_biogenic",
    "end_of_life": "$.fossil_end_of_life + packaging_biogenic",
    "footprint": "$.raw_materials + production + outbound + $.use_stage + $.end_of_life",
    "excluded_share": "excluded == null ? null : excluded / ($.footprint + excluded)",
    "quality_rating": "weighted_quality / $.fossil",
    "primary_share": "primary_emissions / $.fossil",
}


def _verdict(condition: str, applies: str = "true", known: str = "true") -> str:
    found = f'(({condition}) ? "satisfied" : "not_satisfied")'
    found = found if known == "true" else f'({known} ? {found} : "not_evaluated")'
    return found if applies == "true" else f'(({applies}) ? {found} : "not_applicable")'


_TOLERANCE = f.BALANCE_TOLERANCE
RESULTS = {
    "total": "footprint", "per_unit": "footprint * reference_flow", "reference_flow": "reference_flow",
    "stages.raw_materials": "raw_materials", "stages.production": "production", "stages.distribution": "outbound",
    "stages.use": "use_stage", "stages.end_of_life": "end_of_life", "species.fossil": "fossil",
    "species.biogenic_emission": "packaging_biogenic", "species.biogenic_removal": "-packaging_biogenic",
    "species.land_use_change": "0", "species.aircraft": "0",
    "indicators.excluded_share": "excluded_share == null ? null : excluded_share * 100",
    "indicators.primary_share": "primary_share * 100", "indicators.data_quality_rating": "quality_rating",
    "indicators.use_energy_per_unit": "use_energy * reference_flow",
    "indicators.use_stage_share": "use_stage / footprint * 100",
    "indicators.replacement_share": "(replaced_parts + spare) / footprint * 100",
    "indicators.recycled_mass_share": "sum(map(materials_first, #.recycled)) / listed_mass",
    "indicators.recycling_rate":
        'sum(map(filter(routes, #.route in ["recycling", "reuse"]), #.mass)) / route_mass * 100',
    "indicators.largest_process": "largest_process",
    "checks.data-primary-kind":
        _verdict('all(data_sources, not #.primary or #.kind in ["measured", "calculated", "supplier"])'),
    "checks.cut-off-single": _verdict(
        f"all(exclusions, #.estimate / (footprint + excluded) <= {f.CUT_OFF_SINGLE})", known="exclusions != null"),
    "checks.cut-off-total": _verdict(f"excluded_share <= {f.CUT_OFF_TOTAL}", known="excluded_share != null"),
    "checks.data-on-site-primary": _verdict("some(data_sources, #.primary)"),
    "checks.data-quality-limit": _verdict(f"quality_rating <= {f.DATA_QUALITY_LIMIT}"),
    "checks.data-geographic-boundary": _verdict(f"all(data_sources, #.geography <= {f.SCORE_LIMIT})"),
    "checks.data-recent": _verdict(f"all(data_sources, #.year >= {f.EARLIEST_DATA_YEAR})"),
    "checks.identification-light-quality": _verdict("colour_temperature != null and colour_rendering != null"),
    "checks.efficacy-plausible": _verdict(f"luminous_flux / rated_power <= {f.EFFICACY_LIMIT}"),
    "checks.fixed-parts-outlast-product": _verdict("all(parts, #.replaceable or #.life >= rated_life)"),
    "checks.lit-time-complete": _verdict(f"abs(sum(map(lit, #.time_share / 100)) - 1) <= {_TOLERANCE}"),
    "checks.standby-time-covered":
        _verdict("len(standby) > 0 and sum(map(standby, #.time_share / 100)) <= 1", "standby_power > 0"),
    "checks.dimming-only-with-control": _verdict(f"abs(mean_dimming - 1) <= {_TOLERANCE}", 'control == "none"'),
    "checks.standby-low": _verdict(f"standby_power <= {f.STANDBY_LIMIT}", "standby_power > 0"),
    "checks.lighting-hours-evidence":
        _verdict("annual_hours != null", 'application not in ["office", "industry"]'),
    "checks.market-factor-evidence": _verdict(
        "market_electricity > 0", 'place == "other" and not market_electricity_not_applicable',
        "market_electricity != null"),
    "checks.light-source-listed": _verdict(
        'some(materials_first, #.kind == "light_source") and'
        ' (product_type != "luminaire" or some(materials_first, #.kind == "control_gear"))'),
    "checks.bill-of-materials-balance": _verdict(f"abs(listed_mass - product_mass) <= {_TOLERANCE} * product_mass"),
    "checks.packaging-listed": _verdict("len(packaging) > 0"),
    "checks.process-shares-bounded": _verdict("all(processes, share[#.id] <= 1)"),
    "checks.site-data-primary": _verdict("all(site_electricity, is_primary[#.source])"),
    "checks.transport-complete": _verdict(
        'some(legs, #.purpose == "inbound") and some(legs, #.purpose == "outbound")'
        ' and some(legs, #.purpose == "discarded")'),
    "checks.default-distance-floor": _verdict(
        f'all(legs, #.purpose != "outbound" or is_primary[#.source] or #.distance >= {f.DEFAULT_HAUL})'),
    "checks.spare-transport-complete": _verdict(
        f'sum(map(filter(legs, #.purpose == "spare"), #.mass)) >= spare_mass * (1 - {_TOLERANCE})', "spare_mass > 0"),
    "checks.end-of-life-balance": _verdict(f"abs(route_mass - product_mass) <= {_TOLERANCE} * product_mass"),
    "checks.no-recovery-credit": _verdict("all(routes, #.factor >= 0)"),
    "checks.primary-share-target": _verdict(f"primary_share >= {f.PRIMARY_TARGET}"),
}  # fmt: skip


def graph() -> dict[str, Any]:
    """The decision graph (JDM)."""
    stages = {
        "factors": FACTORS, "referred": REFERRED, "use": USE, "rows": ROWS, "sums": SUMS, "footprint": FOOTPRINT,
        "results": RESULTS,
    }  # fmt: skip
    nodes: list[dict[str, Any]] = [{"id": "input", "name": "input", "type": "inputNode", "content": {}}]
    for name, expressions in stages.items():
        content = {
            "expressions": [{"id": f"{name}-{k}", "key": k, "value": v} for k, v in expressions.items()],
            "passThrough": name != "results",
            "inputField": None,
            "outputPath": None,
            "executionMode": "single",
        }
        nodes.append({"id": name, "name": name, "type": "expressionNode", "content": content})
    nodes.append({"id": "output", "name": "output", "type": "outputNode", "content": {}})
    pairs = itertools.pairwise(node["id"] for node in nodes)
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in pairs]
    return {"nodes": nodes, "edges": edges}


def prepare() -> zen.ZenDecision:
    """The graph, read and compiled."""
    return zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(graph())))


def evaluate(engine: zen.ZenDecision, product: dict[str, Any]) -> dict[str, Any]:
    """The results of one product; columns with a dot in their name are nested, as ZEN gives them."""
    return engine.evaluate(product)["result"]


def products(portfolio: Path, n: int) -> Iterator[dict[str, Any]]:
    """The first products of a portfolio as ZEN takes them."""
    left = n
    for batch in pq.ParquetFile(portfolio).iter_batches(min(n, 10_000)):
        for product in pa.Table.from_batches([batch]).slice(0, left).to_pylist():
            product["market_electricity_not_applicable"] = product.pop(_ABROAD)
            yield {name: _read(value) for name, value in product.items() if "[" not in name}
        left -= batch.num_rows
        if left <= 0:
            return


def _read(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [{k: v for k, v in row.items() if k not in _UNREAD and "[" not in k} for row in value]
