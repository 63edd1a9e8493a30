"""A synthetic lighting portfolio as nested Parquet, in the layout that `ruleengine batch gb/lighting` takes.

    python benchmarks/lighting_portfolio.py PRODUCTS OUT.parquet

Makers and products are invented; values lie around those of the examples beside the rule set. A product has about 46
rows in its tables, of these 5 to 11 rows of material, on average 8. Every product can be calculated; every check comes
out both ways, and some optional values are missing or not applicable. The same seed gives the same products, and the
first products of a larger portfolio are those of a smaller one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from attrs import frozen

#: Products drawn together, from one seed; whatever the row groups are.
_BLOCK = 16_384
Numbers = np.ndarray[Any, Any]

SOURCES = (
    # id, title, kind, primary, year, technology, geography, time, precision
    ("weighing", "整机与零部件称重记录", "measured", True, 2025, 1, 1, 1, 1),
    ("test-report", "光色电参数检测报告", "measured", True, 2025, 1, 1, 1, 1),
    ("site-records", "工厂计量与生产记录", "measured", True, 2025, 1, 1, 1, 2),
    ("transport-records", "采购运输单据", "calculated", True, 2025, 2, 1, 1, 2),
    ("metal-database", "数据库，铝、钢和铜", "database", False, 2021, 2, 2, 2, 3),
    ("plastic-literature", "文献，塑料和玻璃", "literature", False, 2019, 3, 1, 3, 3),
    ("electronics-estimate", "电子元器件因子的估计", "estimate", False, 2025, 4, 3, 3, 4),
    ("treatment-estimate", "处理因子的估计", "estimate", False, 2025, 4, 3, 3, 4),
    ("haul-estimate", "分销与收集运距情景", "estimate", False, 2025, 3, 2, 2, 3),
    ("life-test", "光通维持率试验与外推报告", "measured", True, 2025, 1, 1, 1, 2),
    ("supplier-study", "供方的碳足迹研究", "supplier", True, 2024, 2, 2, 1, 2),
)
WEIGHING, TEST, SITE, TRANSPORT, METALS, PLASTICS, ELECTRONICS, TREATMENT, HAUL = range(9)
PARTS = (
    # id, name, kind
    ("light-source", "LED光源板", "light_source"), ("driver", "驱动电源", "control_gear"),
    ("body", "壳体与散热器", "housing"), ("optic", "扩散板与透镜", "optic"), ("cable", "输入线缆与端子", "wiring"),
    ("node", "控制节点", "controls"), ("battery", "备用电池", "battery"),
)  # fmt: skip
LIGHT_SOURCE, DRIVER, BODY, OPTIC, CABLE, NODE, BATTERY = range(7)
MATERIALS = (
    # name, part, kg in a product of 40 W, utilization in %, kgCO2e/kg, source
    ("铝合金壳体（原生铝）", BODY, 0.62, 92, 16.38, METALS), ("聚碳酸酯扩散板", OPTIC, 0.48, 95, 4.62, PLASTICS),
    ("铝基印制电路板", LIGHT_SOURCE, 0.16, 85, 25.0, ELECTRONICS), ("线缆铜芯", CABLE, 0.025, 98, 4.23, METALS),
    ("驱动电路板组件", DRIVER, 0.11, 97, 40.0, ELECTRONICS), ("LED封装", LIGHT_SOURCE, 0.006, 98, 150.0, ELECTRONICS),
    ("镀锌钢背板", BODY, 0.95, 88, 3.11, METALS), ("紧固件与粉末涂层", BODY, 0.06, 90, 2.05, PLASTICS),
    ("驱动电源外壳", DRIVER, 0.085, 85, 2.53, METALS), ("线缆绝缘", CABLE, 0.03, 97, 7.3, PLASTICS),
    ("铝合金散热器（再生铝）", BODY, 0.4, 90, 0.72, METALS), ("控制节点电路板", NODE, 0.04, 97, 40.0, ELECTRONICS),
)  # fmt: skip
PACKAGING = (
    # name, kg, trips, kgCO2e/kg, kgC/kg, kgCO2e/kg of treatment, how often
    ("瓦楞纸箱", 0.52, 1, 1.213, 0.44, 0.02, 0.97), ("LDPE薄膜", 0.03, 1, 2.81, 0.0, 2.5, 0.7),
    ("EPS缓冲垫", 0.12, 1, 5.02, 0.0, 3.0, 0.35), ("周转托盘（木）", 12.0, 60, 0.35, 0.47, 0.02, 0.25),
)  # fmt: skip
LEGS = (
    # name, purpose, how often, the means that are usual
    ("金属件供应商至工厂", "inbound", 0.98, "road_heavy_18t road_medium_8t rail"),
    ("电子件供应商至工厂", "inbound", 0.5, "road_light_2t road_medium_8t air"),
    ("工厂至区域仓", "outbound", 1.0, "road_heavy_30t rail_electric sea_container"),
    ("区域仓至用户", "outbound", 0.45, "road_medium_8t road_light_2t road_petrol_light_2t"),
    ("备件至用户", "spare", 0.9, "road_light_2t road_petrol_light_2t air"),
    ("用户至拆解厂", "discarded", 0.96, "road_medium_8t road_heavy_10t inland_container"),
)
PROCESSES = (
    # id, name, driver
    ("assembly", "装配与包装", "pieces"), ("smt", "贴片与焊接", "machine_time"),
    ("metal", "钣金与粉末喷涂", "area"), ("ageing", "老化试验", "machine_time"),
)  # fmt: skip
ASSEMBLY, SMT, METAL, AGEING = range(4)
ROUTES = ("reuse", "recycling", "incineration", "landfill", "hazardous")
ROUTE_FACTORS = np.array([0.0, 0.03, 2.6, 0.05, 0.8])
PARTS_ROUTES = np.array([[4, 4, 4, 2], [4, 4, 4, 1], [1, 1, 1, 0], [2, 2, 3, 1], [1, 3, 1, 2], [4, 4, 4, 4]])
FUELS = ("diesel", "petrol", "lpg", "lng", "fuel_oil", "coal_raw", "bituminous")
FUELS_WITH_UPSTREAM = np.array([True, True, False, False, False, True, False])
HEAT = ("default_steam", "bj", "he", "ln", "sd", "xj")
GASES = ("hfc_32", "hfc_134a", "r_410a", "co2", "sf6", "ch4_fossil", "n2o")
ELECTRICITY = ("average", "coal", "gas", "hydro", "wind", "pv")

#: Columns that hold few different values, which Parquet keeps by code.
_BY_CODE = (
    "product_type rated_life colour_temperature colour_rendering application annual_hours control standby_power "
    "market data_sources.* exclusions.name exclusions.stage exclusions.reason exclusions.source parts.* "
    "materials.name materials.part materials.utilization materials.recycled_content materials.factor "
    "materials.source packaging.name packaging.trips packaging.factor packaging.carbon_content "
    "packaging.treatment_factor packaging.source legs.name legs.purpose legs.mode legs.source processes.id "
    "processes.name processes.driver site_electricity.process site_electricity.kind site_electricity.source "
    "site_fuels.process site_fuels.fuel site_fuels.upstream_factor site_fuels.source site_gas.process site_gas.gas "
    "site_gas.source site_heat.process site_heat.supply site_heat.source releases.process releases.gas "
    "releases.source wastes.process wastes.name wastes.factor wastes.source use_modes.* routes.name routes.part "
    "routes.route routes.factor routes.source"
)


@frozen(eq=False)
class Words:
    """Texts by code."""

    codes: Any
    words: Sequence[str]


@frozen(eq=False)
class WithGaps:
    """Numbers of which some are missing or not applicable."""

    values: Any
    missing: Any
    not_applicable: Any = False


def write(path: Path, products: int, seed: int = 1, row_group: int = 131_072) -> None:
    """Write a portfolio; memory is that of one row group."""
    writer = None
    held: list[pa.RecordBatch] = []
    count = 0
    try:
        for batch in blocks(products, seed):
            if writer is None:
                writer = pq.ParquetWriter(
                    path, batch.schema, use_dictionary=_dictionary_columns(batch.schema), store_schema=False
                )
            held.append(batch)
            count += batch.num_rows
            while count >= row_group:
                table = pa.Table.from_batches(held)
                writer.write_table(table.slice(0, row_group), row_group_size=row_group)
                rest = table.slice(row_group)
                count, held = rest.num_rows, rest.to_batches()
        if count and writer is not None:
            writer.write_table(pa.Table.from_batches(held), row_group_size=row_group)
    finally:
        if writer is not None:
            writer.close()


def blocks(products: int, seed: int = 1) -> Iterator[pa.RecordBatch]:
    """The products of a portfolio in blocks."""
    for first in range(0, max(1, products), _BLOCK):
        yield _Block(first, seed).batch().slice(0, min(_BLOCK, products - first))


def _dictionary_columns(schema: pa.Schema) -> list[str]:
    """The paths of the Parquet columns that are kept by code."""
    wanted = _BY_CODE.split()
    found = []
    for column in schema:
        if not pa.types.is_list(column.type):
            found += [column.name] if column.name in wanted else []
            continue
        for row in column.type.value_type:
            if f"{column.name}.{row.name}" in wanted or f"{column.name}.*" in wanted:
                found.append(f"{column.name}.list.element.{row.name}")
    return found


class _Block:
    """The products from `first` on. Tables are drawn as products × places; `present` says which places are rows."""

    def __init__(self, first: int, seed: int):
        self.random = np.random.default_rng([seed, first // _BLOCK])
        self.first = first

    def batch(self) -> pa.RecordBatch:
        """All inputs of the block."""
        self.columns: dict[str, pa.Array] = {"product_id": self._ids()}
        self._rated()
        self._use()
        self._sources()
        self._parts()
        self._materials()
        self._packaging()
        self._legs()
        self._site()
        self._use_modes()
        self._routes()
        self._exclusions()
        return pa.RecordBatch.from_pydict(self.columns)

    # -- drawing ----------------------------------------------------------------------------------------------------

    def chance(self, probability: Any, places: int | None = None) -> Numbers:
        """True with a probability."""
        return self.random.random(_BLOCK if places is None else (_BLOCK, places)) < probability

    def choice(self, options: Sequence[Any] | Numbers, shares: Sequence[float] | None = None) -> Numbers:
        """One of some options for each product."""
        values = np.asarray(options)
        if shares is None:
            return values[self.random.integers(0, len(values), _BLOCK)]
        edges = np.cumsum(shares)
        return values[np.minimum(np.searchsorted(edges, self.random.random(_BLOCK)), len(values) - 1)]

    def uniform(self, low: Any, high: Any, places: int | None = None) -> Numbers:
        """Numbers between two limits."""
        drawn = self.random.random(_BLOCK if places is None else (_BLOCK, places))
        return low + drawn * (np.asarray(high) - low)

    def spread(self, sigma: float, places: int | None = None) -> Numbers:
        """Factors around 1, log-normal, within three standard deviations."""
        drawn = self.random.standard_normal(_BLOCK if places is None else (_BLOCK, places))
        return np.exp(sigma * np.clip(drawn, -3, 3))

    # -- writing ----------------------------------------------------------------------------------------------------

    def field(self, name: str, values: Any) -> None:
        """An input with one value a product."""
        everywhere = np.ones((_BLOCK, 1), np.bool_)
        for column, array in _arrays(name, values, everywhere):
            self.columns[column] = array

    def table(
        self, name: str, present: Numbers, columns: Mapping[str, Any], missing: Numbers | None = None
    ) -> None:
        """A table; columns are products × places, or what spreads to that."""
        arrays = dict(pair for key, values in columns.items() for pair in _arrays(key, values, present))
        rows = pa.StructArray.from_arrays(list(arrays.values()), list(arrays))
        offsets = np.concatenate([[0], np.cumsum(present.sum(axis=1))]).astype(np.int32)
        gone = None if missing is None else pa.array(missing)
        self.columns[name] = pa.ListArray.from_arrays(pa.array(offsets), rows, mask=gone)

    def _ids(self) -> pa.Array:
        numbers = pa.array(np.arange(self.first, self.first + _BLOCK)).cast(pa.string())
        return pc.binary_join_element_wise("lighting-", pc.utf8_lpad(numbers, 9, "0"), "")

    # -- the tables -------------------------------------------------------------------------------------------------

    def _rated(self) -> None:
        self.kind = self.choice([0, 1, 2], [0.7, 0.2, 0.1])
        self.power = np.round(np.array([40.0, 9.0, 15.0])[self.kind] * self.spread(0.6), 1)
        efficacy = np.where(self.chance(0.03), self.uniform(251, 290), self.uniform(85, 200))
        self.life = self.choice([25e3, 30e3, 35e3, 50e3, 60e3, 72e3, 1e5])
        self.field("product_type", Words(self.kind, ("luminaire", "lamp", "module")))
        self.field("rated_power", self.power)
        self.field("luminous_flux", np.round(self.power * efficacy))
        self.field("rated_life", self.life)
        absent = self.random.random(_BLOCK)
        temperature = self.choice([2700.0, 3000.0, 4000.0, 5000.0, 6500.0])
        self.field("colour_temperature", WithGaps(temperature, absent < 0.03, absent > 0.99))
        self.field("colour_rendering", WithGaps(self.choice(np.arange(70.0, 98.0)), self.chance(0.02), False))
        self.field("production_output", np.round(20_000 * self.spread(0.8)))

    def _use(self) -> None:
        application = self.choice(range(5), [0.3, 0.25, 0.15, 0.2, 0.1])
        known = application < 2
        drawn = self.random.random(_BLOCK)
        not_applicable = np.where(known, drawn > 0.9, drawn > 0.99)
        missing = np.where(known, drawn < 0.85, drawn < 0.02)
        # Without a number of hours there is no time for stand-by; such products list lit states only.
        self.always_lit = missing & ~known
        self.hours = self.choice([1000.0, 1500.0, 2000.0, 3000.0, 4000.0, 4380.0, 8760.0])
        self.control = self.choice(range(5), [0.5, 0.15, 0.1, 0.1, 0.15])
        self.sensors = self.control >= 2
        standby = self.choice(np.arange(1, 10) / 10)
        self.standby = np.where(self.sensors | self.chance(0.05), standby, 0.0)
        drawn = self.random.random(_BLOCK)
        market = np.where(drawn < 0.8, 0, 1)
        other = drawn >= 0.88
        drawn = self.random.random(_BLOCK)
        factor = np.where(drawn < 0.02, 0.0, np.round(self.uniform(0.05, 0.9), 4))
        self.field("application", Words(application, ("office", "industry", "road", "home", "other")))
        self.field("annual_hours", WithGaps(self.hours, missing, not_applicable))
        self.field("control", Words(self.control, ("none", "manual", "daylight", "presence", "schedule")))
        self.field("standby_power", self.standby)
        texts = Words(market, ("cn", "other"))
        self.field("market", WithGaps(texts, (market == 1) & ~other))
        self.field("market_electricity", WithGaps(factor, ~other, other & (drawn > 0.97)))

    def _sources(self) -> None:
        orders = np.stack([np.random.default_rng(i).permutation(len(SOURCES)) for i in range(8)])
        place = orders[self.random.integers(0, 8, _BLOCK)]
        present = self.chance(np.where(place < 9, 1.0, 0.5), len(SOURCES))
        by_row = [np.asarray([s[i] for s in SOURCES]) for i in range(3, 9)]
        primary, year, *scores = (values[place] for values in by_row)
        primary = (primary & ~self.chance(0.01)[:, None]) | ((place == HAUL) & self.chance(0.02)[:, None])
        primary &= ~((place == SITE) & self.chance(0.04)[:, None])
        old = self.chance(0.03)[:, None] & (place == PLASTICS)
        year = np.where(old, 2012, year - self.random.integers(0, 3, (_BLOCK, 1)))
        worse = self.random.integers(0, 2, (_BLOCK, len(SOURCES)))
        technology, geography, time, precision = (np.minimum(5, score + worse) for score in scores)
        geography = np.where(self.chance(0.03)[:, None] & (place == METALS), 5, geography)
        kinds = ("measured", "calculated", "supplier", "database", "literature", "estimate")
        self.table("data_sources", present, {
            "id": Words(place, [s[0] for s in SOURCES]), "title": Words(place, [s[1] for s in SOURCES]),
            "kind": Words(np.asarray([kinds.index(s[2]) for s in SOURCES])[place], kinds), "primary": primary,
            "year": year, "technology": technology, "geography": geography, "time": time, "precision": precision,
        })  # fmt: skip

    def _parts(self) -> None:
        """Parts by place in `PARTS`; the rows of a product stand in one of several orders."""
        chances = np.tile([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.04], (_BLOCK, 1))
        chances[:, DRIVER] = np.array([0.97, 0.7, 0.4])[self.kind]
        chances[:, NODE] = np.where(self.sensors, 0.8, 0.0)
        self.has_part = self.chance(chances, len(PARTS))
        usual = np.array([5e4, 5e4, 1e5, 7.2e4, 1e5, 8e4, 3e4])
        longer = self.choice([0.7, 0.8, 1.0, 1.2, 1.5])
        lives = usual * longer[:, None]
        same = self.chance([0.75, 0.1, 0.6, 0.7, 0.5, 0.1, 0.0], len(PARTS))
        self.part_life = np.where(same, self.life[:, None], lives)
        replaceable = self.chance([0.4, 0.9, 0.3, 0.4, 0.8, 0.95, 1.0], len(PARTS))
        orders = np.stack([np.random.default_rng(i).permutation(len(PARTS)) for i in range(8)])
        place = orders[self.random.integers(0, 8, _BLOCK)]
        kinds = [p[2] for p in PARTS]
        self.table("parts", np.take_along_axis(self.has_part, place, 1), {
            "id": Words(place, [p[0] for p in PARTS]), "name": Words(place, [p[1] for p in PARTS]),
            "kind": Words(place, kinds), "life": np.take_along_axis(self.part_life, place, 1),
            "replaceable": np.take_along_axis(replaceable, place, 1),
        })  # fmt: skip
        self.replacements = np.maximum(self.life[:, None] / self.part_life - 1, 0)

    def _materials(self) -> None:
        parts = np.array([m[1] for m in MATERIALS])
        possible = self.has_part[:, parts]
        # The more important a material, the sooner it is listed; at least five and at most eleven are.
        weight = self.random.random(possible.shape) + np.where(np.arange(len(MATERIALS)) < 6, 1.0, 0.0)
        weight[:, 5] -= np.where(self.chance(0.05), 0.9, 0.0)
        weight[:, 4] -= np.where(self.chance(0.04), 0.9, 0.0)
        rank = np.argsort(np.argsort(np.where(possible, -weight, 9.0), axis=1), axis=1)
        rows = self.choice(range(5, 12), [0.09, 0.13, 0.18, 0.2, 0.18, 0.13, 0.09])
        present = possible & (rank < rows[:, None])
        size = (self.power / 40) ** 0.7
        usual = np.array([m[2] for m in MATERIALS]) * size[:, None]
        self.mass = np.where(
            present, np.maximum(1e-4, np.round(usual * self.spread(0.3, len(MATERIALS)), 4)), 0.0
        )
        self.part_mass = np.zeros((_BLOCK, len(PARTS)))
        for place, part in enumerate(parts):
            self.part_mass[:, part] += self.mass[:, place]
        listed = self.mass.sum(axis=1)
        off = np.where(self.chance(0.92), self.uniform(-0.006, 0.006), self.uniform(0.02, 0.05))
        # In hundredths of a gram, which sums of masses do not have: none lies exactly on the limit of a balance.
        self.product_mass = np.round(np.round(listed * (1 + off), 4) + 0.00003, 5)
        self.field("product_mass", self.product_mass)
        self.spare_mass = (self.mass * self.replacements[:, parts]).sum(axis=1)
        utilization = np.array([m[3] for m in MATERIALS]) - self.random.integers(0, 4, (_BLOCK, 1))
        level = np.array([0.8, 0.9, 1.0, 1.1, 1.3])[self.random.integers(0, 5, (_BLOCK, 1))]
        metal = np.array([m[5] == METALS for m in MATERIALS])
        recycled = self.choice([0.0, 0.0, 10.0, 25.0, 60.0])[:, None] * metal
        recycled[:, 10] = 100.0
        unknown = np.where(metal, self.chance(0.05)[:, None], self.chance(0.5)[:, None])
        self.table("materials", present, {
            "name": Words(np.arange(len(MATERIALS)), [m[0] for m in MATERIALS]),
            "part": Words(parts, [p[0] for p in PARTS]), "mass": self.mass, "utilization": utilization,
            "recycled_content": WithGaps(recycled, unknown, unknown & self.chance(0.04)[:, None]),
            "factor": np.round(np.array([m[4] for m in MATERIALS]) * level, 3),
            "source": self.source(np.array([m[5] for m in MATERIALS]), WEIGHING, 0.1),
        })  # fmt: skip

    def source(self, usual: Any, instead: int, share: float) -> Words:
        """References to data sources: the usual one, or for a share of the products another."""
        other = self.chance(share)[:, None]
        return Words(np.where(other, instead, usual), [s[0] for s in SOURCES])

    def _packaging(self) -> None:
        present = self.chance([p[6] for p in PACKAGING], len(PACKAGING)) & ~self.chance(0.01)[:, None]
        base = np.array([p[1] for p in PACKAGING]) * ((self.power / 40) ** 0.5)[:, None]
        self.table("packaging", present, {
            "name": Words(np.arange(len(PACKAGING)), [p[0] for p in PACKAGING]),
            "mass": np.maximum(1e-4, np.round(base * self.spread(0.3, len(PACKAGING)), 4)),
            "trips": np.array([float(p[2]) for p in PACKAGING]), "factor": np.array([p[3] for p in PACKAGING]),
            "carbon_content": np.array([p[4] for p in PACKAGING]),
            "treatment_factor": np.array([p[5] for p in PACKAGING]),
            "source": self.source(np.array([PLASTICS, PLASTICS, PLASTICS, METALS]), WEIGHING, 0.2),
        })  # fmt: skip

    def _legs(self) -> None:
        present = self.chance([leg[2] for leg in LEGS], len(LEGS))
        present[:, 4] &= self.spare_mass > 0
        gross = self.product_mass * self.uniform(1.1, 1.25)
        load = np.stack(
            [self.product_mass * 0.7, self.product_mass * 0.35, gross, gross, self.spare_mass, self.product_mass],
            axis=1,
        )  # fmt: skip
        load[:, 4] *= np.where(self.chance(0.1), self.uniform(0.5, 0.9), self.uniform(1.01, 1.3))
        distances = np.array([300, 150, 1200, 500, 800, 100]) * self.spread(0.4, len(LEGS))
        distances[:, 3] = np.where(self.chance(0.6), 500, distances[:, 3])
        modes = tuple(dict.fromkeys(mode for leg in LEGS for mode in leg[3].split()))
        usual = np.array([[modes.index(mode) for mode in leg[3].split()] for leg in LEGS])
        drawn = self.random.integers(0, 3, (_BLOCK, len(LEGS)))
        purposes = ("inbound", "outbound", "spare", "discarded")
        known = np.array([TRANSPORT, TRANSPORT, HAUL, HAUL, HAUL, HAUL])
        self.table("legs", present, {
            "name": Words(np.arange(len(LEGS)), [leg[0] for leg in LEGS]),
            "purpose": Words(np.array([purposes.index(leg[1]) for leg in LEGS]), purposes),
            "mass": np.maximum(1e-4, np.round(load, 4)), "distance": np.round(distances),
            "mode": Words(usual[np.arange(len(LEGS)), drawn], modes), "source": self.source(known, TRANSPORT, 0.4),
        })  # fmt: skip

    def _site(self) -> None:
        """Processes of the site and what they take and release."""
        has = self.chance([1.0, 0.75, 0.6, 0.5], len(PROCESSES))
        total = np.round(50_000 * self.spread(0.8, len(PROCESSES)))
        share = self.uniform(0.01, 0.6, len(PROCESSES))
        share[:, SMT] = np.where(self.chance(0.03), 1.3, share[:, SMT])
        orders = np.stack([np.random.default_rng(i).permutation(len(PROCESSES)) for i in range(8)])
        place = orders[self.random.integers(0, 8, _BLOCK)]
        model = np.round(total * share)
        drivers = ("pieces", "mass", "machine_time", "area", "value")
        self.table("processes", np.take_along_axis(has, place, 1), {
            "id": Words(place, [p[0] for p in PROCESSES]), "name": Words(place, [p[1] for p in PROCESSES]),
            "driver": Words(np.array([drivers.index(p[2]) for p in PROCESSES])[place], drivers),
            "model_load": np.take_along_axis(model, place, 1), "total_load": np.take_along_axis(total, place, 1),
        })  # fmt: skip
        at = np.array([ASSEMBLY, SMT, METAL, AGEING, ASSEMBLY])
        present = has[:, at] & self.chance([1.0, 0.98, 0.98, 0.98, 0.3], 5)
        kind = np.where(self.chance(0.1)[:, None], self.random.integers(0, 5, (_BLOCK, 1)), 0)
        kind = np.concatenate([np.broadcast_to(kind, (_BLOCK, 4)), np.full((_BLOCK, 1), 5)], axis=1)
        self.table("site_electricity", present, {
            "process": self.process(at), "kind": Words(kind, ELECTRICITY),
            "amount": np.round(np.array([18e4, 42e4, 26e4, 31e4, 9e4]) * self.spread(0.7, 5)),
            "source": self.source(SITE, SITE, 0),
        })  # fmt: skip
        main = np.where(has[:, METAL], METAL, ASSEMBLY)[:, None]
        fuel = self.choice(range(len(FUELS)), [0.5, 0.15, 0.12, 0.08, 0.07, 0.04, 0.04])
        drawn = self.random.random(_BLOCK)
        known = FUELS_WITH_UPSTREAM[fuel]
        upstream = WithGaps(
            np.round(self.uniform(0.2, 0.9), 2)[:, None],
            (known & (drawn < 0.8))[:, None],
            (drawn > 0.97)[:, None],
        )
        self.table("site_fuels", self.chance(0.25, 1), {
            "process": self.process(main), "fuel": Words(fuel[:, None], FUELS),
            "amount": np.round(2600 * self.spread(0.8, 1)), "upstream_factor": upstream,
            "source": self.source(SITE, SITE, 0),
        })  # fmt: skip
        self.table("site_gas", self.chance(0.4, 1), {
            "process": self.process(main), "gas": Words(0, ("natural_gas",)),
            "amount": np.round(52_000 * self.spread(0.8, 1)), "source": self.source(SITE, SITE, 0),
        })  # fmt: skip
        self.table("site_heat", self.chance(0.25, 1), {
            "process": self.process(0), "supply": Words(self.choice(range(len(HEAT)))[:, None], HEAT),
            "amount": np.round(640 * self.spread(0.8, 1)), "source": self.source(SITE, SITE, 0),
        })  # fmt: skip
        self.table("releases", self.chance(0.2, 1), {
            "process": self.process(0), "gas": Words(self.choice(range(len(GASES)))[:, None], GASES),
            "mass": np.round(1.2 * self.spread(0.6, 1), 2), "source": self.source(SITE, SITE, 0),
        })  # fmt: skip
        names = ("一般工业固体废物（焚烧）", "废钢铝边角料（回收）")
        self.table("wastes", self.chance([0.95, 0.4], 2), {
            "process": self.process(np.concatenate([np.zeros_like(main), main], axis=1)),
            "name": Words(np.arange(2), names), "mass": np.round(np.array([9400, 31_000]) * self.spread(0.7, 2)),
            "factor": np.array([1.1, 0.02]), "source": self.source(TREATMENT, SITE, 0.2),
        })  # fmt: skip

    def process(self, places: Any) -> Words:
        """References to processes."""
        return Words(places, [p[0] for p in PROCESSES])

    def _use_modes(self) -> None:
        """A lit state, for dimmed products a second one, and stand-by, sometimes of two kinds."""
        dimmed = (self.control > 0) & self.chance(0.6)
        standby = (((self.standby > 0) & self.chance(0.96)) | self.chance(0.03)) & ~self.always_lit
        two = standby & self.chance(0.1)
        present = np.stack([np.ones(_BLOCK, np.bool_), dimmed, standby, two], axis=1)
        second = np.where(dimmed, self.random.integers(20, 70, _BLOCK), 0)
        less = self.choice([0.0, 0.5, 4.0], [0.94, 0.03, 0.03])
        more = self.choice([0.0, 0.5, 3.4], [0.94, 0.03, 0.03])
        unlit = self.choice([100.0, 90.0, 75.0, 40.0], [0.6, 0.15, 0.15, 0.1])
        shares = [
            100.0 - second - less,
            second + more,
            np.where(two, 60.0, unlit),
            self.choice([15.0, 30.0, 46.0]),
        ]
        first = np.where(self.control > 0, self.choice([1.0, 0.95, 0.9, 0.8]), 1.0)
        first = np.where((self.control == 0) & self.chance(0.04), 0.93, first)
        zeros = np.zeros(_BLOCK)
        factors = np.stack([first, self.choice(np.arange(20, 85, 5) / 100), zeros, zeros], axis=1)
        unlit_places = np.broadcast_to([False, False, True, True], present.shape)
        not_applicable = np.zeros(present.shape, np.bool_)
        not_applicable[:, 0] = self.chance(0.005)
        self.table("use_modes", present, {
            "name": Words(np.arange(4), ("额定输出", "调光", "待机", "联网待机")),
            "state": Words(np.array([0, 0, 1, 1]), ("lit", "standby")),
            "dimming_factor": WithGaps(factors, unlit_places | not_applicable, not_applicable),
            "time_share": np.stack(shares, axis=1), "source": self.source(TEST, HAUL, 0.35),
        })  # fmt: skip

    def _routes(self) -> None:
        mass = self.part_mass[:, :6]
        off = np.where(self.chance(0.9), self.uniform(-0.003, 0.003), self.uniform(0.02, 0.06))
        route = PARTS_ROUTES[np.arange(6), self.random.integers(0, 4, (_BLOCK, 6))]
        credit = self.chance(0.03)[:, None] & (route == 1)
        self.table("routes", mass > 0, {
            "name": Words(np.arange(6), [p[1] for p in PARTS]), "part": Words(np.arange(6), [p[0] for p in PARTS]),
            "mass": np.maximum(1e-4, np.round(mass * (1 + off[:, None]), 4)), "route": Words(route, ROUTES),
            "factor": np.where(credit, -0.5, ROUTE_FACTORS[route]), "source": self.source(TREATMENT, WEIGHING, 0.1),
        })  # fmt: skip

    def _exclusions(self) -> None:
        missing = self.chance(0.04)
        use = self.power * self.life / 1000 * 0.58
        small = np.round(use[:, None] * self.uniform(0.0001, 0.003, 2), 3)
        large = np.round(use[:, None] * self.uniform(0.01, 0.06, 2), 3)
        present = self.chance([0.8, 0.4], 2) & ~missing[:, None]
        self.table("exclusions", present, {
            "name": Words(np.arange(2), ("标签与说明书", "仓储用电")),
            "stage": Words(np.array([0, 2]), ("raw_materials", "production", "distribution", "use", "end_of_life")),
            "estimate": np.where(self.chance(0.06)[:, None], large, small),
            "reason": Words(np.arange(2), ("质量低于产品的0.5 %", "无分表计量，按仓储面积估算")),
            "source": self.source(np.array([WEIGHING, HAUL]), HAUL, 0.2),
        }, missing)  # fmt: skip


def _arrays(name: str, values: Any, present: Numbers) -> Iterator[tuple[str, pa.Array]]:
    """The Arrow columns of some values: of those that are present, and whether they are not applicable."""

    def rows(dense: Any) -> Numbers:
        array = np.asarray(dense)
        if array.ndim == 1 and len(array) == len(present) != present.shape[1]:
            array = array[:, None]
        return np.broadcast_to(array, present.shape)[present]

    if isinstance(values, WithGaps):
        not_applicable = rows(values.not_applicable)
        gone = rows(values.missing) | not_applicable
        if isinstance(values.values, Words):
            yield name, _texts(rows(values.values.codes), values.values.words, gone)
        else:
            yield name, pa.array(rows(values.values).astype(np.float64), mask=gone)
        if values.not_applicable is not False:
            yield f"{name} [not applicable]", pa.array(not_applicable)
    elif isinstance(values, Words):
        yield name, _texts(rows(values.codes), values.words, None)
    else:
        flat = rows(values)
        yield name, pa.array(flat if flat.dtype == np.bool_ else flat.astype(np.float64))


def _texts(codes: Numbers, words: Sequence[str], gone: Numbers | None) -> pa.Array:
    indices = pa.array(codes.astype(np.int8), mask=gone)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(words), pa.string()))


def main() -> None:
    """Write a portfolio of as many products as the command line says."""
    if len(sys.argv) != 3:
        sys.exit("usage: python benchmarks/lighting_portfolio.py PRODUCTS OUT.parquet")
    write(Path(sys.argv[2]), int(sys.argv[1]))


if __name__ == "__main__":
    main()
