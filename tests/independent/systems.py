"""The products of the examples as systems of activities, built from the figures of their inventories.

Each function says in life-cycle terms what a category standard asks for: what an activity makes, what it uses, what
it gives to the air. No formula of a rule set is used: allocation is what consumers take from a column of the
technosphere matrix, the functional unit is a demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from tests.independent.figures import factor, given_in, number, potentials
from tests.independent.matrix import Activity, Flow, System

Row = Mapping[str, object]
Values = Mapping[str, object]

ELECTRICITY, TRANSPORT, FUELS = (
    "gb/factors/electricity@2024.0.0",
    "gb/factors/transport@1.0.0",
    "gb/factors/fuels@1.0.1",
)
GASES, HEAT = "gb/factors/gases@1.0.1", "gb/factors/heat@1.0.0"
#: A kilogram of carbon burns to so much carbon dioxide.
CARBON = 44 / 12
#: Conventional moisture regain of fibres in %.
REGAIN = {
    "polyester": 0.4, "polyamide": 4.5, "acrylic": 2, "vinylon": 5, "polypropylene": 0, "viscose": 13,
}  # fmt: skip
#: Electricity of plastics processing where no meter says it, in kWh/kg; 2 for all other technologies.
UNMETERED = {
    "compounding": 0.35,
    "injection": 1.2,
    "extrusion": 0.5,
    "film_blowing": 0.6,
    "blow_moulding": 1.1,
}
RAW, PRODUCTION, DISTRIBUTION, USE, END = "raw_materials", "production", "distribution", "use", "end_of_life"


@frozen
class Product:
    """A system, one unit of the basis (a piece, the output of a year) and one functional or declared unit."""

    system: System
    basis: dict[Activity, float]
    unit: dict[Activity, float]


@frozen
class Background:
    """Supplies that the examples share, in one stage of the life cycle; each is entered into the system once."""

    system: System
    stage: str

    def co2e(self, name: Activity, factor: float, species: str = "fossil") -> Activity:
        """An activity that stands for a factor: one unit of it gives so many kgCO2e."""
        key = (self.stage, name)
        if key not in self.system.made:
            self.system.make(key)
            self.system.emit(key, Flow(self.stage, species, "co2e"), factor)
        return key

    def electricity(self, kind: str) -> Activity:
        """One kWh."""
        return self.co2e(("electricity", kind), factor(ELECTRICITY, kind))

    def heat(self, supply: str) -> Activity:
        """One GJ from outside."""
        return self.co2e(("heat", supply), factor(HEAT, supply))

    def transport(self, mode: str) -> Activity:
        """One tonne carried over one km; what flies is reported by itself."""
        return self.co2e(
            ("transport", mode), factor(TRANSPORT, mode), "aircraft" if mode == "air" else "fossil"
        )

    def fuel(self, fuel: str, upstream: object = None) -> Activity:
        """One kg burnt: its carbon dioxide, and its supply, whose factor may come from the inventory."""
        known = upstream is None and given_in(FUELS, fuel, "upstream")
        supplied = factor(FUELS, fuel, "upstream") if known else number(upstream)
        return self._burnt(fuel, factor(FUELS, fuel, "combustion"), supplied)

    def gas(self, gas: str) -> Activity:
        """One m3 burnt: its carbon dioxide, and its supply."""
        return self._burnt(gas, factor(GASES, gas, "combustion"), factor(GASES, gas, "upstream"))

    def _burnt(self, name: str, combustion: float, supplied: float) -> Activity:
        key = (self.stage, "burning", name)
        if key not in self.system.made:
            self.system.make(key)
            self.system.emit(key, Flow(self.stage, "fossil", "co2"), combustion)
            self.system.use(key, self.co2e(("supply", name), supplied), 1)
        return key

    def carry(self, consumer: Activity, mode: object, kilograms: float, kilometres: float) -> None:
        """The consumer has a mass carried over a distance."""
        self.system.use(consumer, self.transport(str(mode)), kilograms / 1000 * kilometres)

    def treat(self, consumer: Activity, name: Activity, kilograms: float, factor: float) -> None:
        """The consumer has a mass of waste, or a fraction at its end of life, treated."""
        self.system.use(consumer, self.co2e(name, factor), kilograms)

    def supply(self, consumer: Activity, name: Activity, kilograms: float, factor: float) -> None:
        """The consumer uses a mass of a material made elsewhere."""
        self.system.use(consumer, self.co2e(name, factor), kilograms)


def rows(values: Values, table: str) -> Iterable[tuple[int, Row]]:
    """The rows of a table that the inventory gives, with their numbers."""
    found = values.get(table, [])
    assert isinstance(found, list)
    return enumerate(found)


# ------------------------------------------------------------------------------------------------- single pieces


def _parts_made(system: System, piece: Activity, values: Values) -> None:
    """Materials of a piece: of what goes into a part, the share that is utilized ends up in it."""
    background = Background(system, RAW)
    for index, row in rows(values, "materials"):
        shaped = system.make(("shaped", index), number(row["utilization"], "%"))
        background.supply(shaped, ("material", index), 1, number(row["factor"]))
        system.use(piece, shaped, number(row["mass"]))


def _packaging(system: System, piece: Activity, values: Values) -> None:
    """Packaging is good for several trips; its carbon comes from the air and goes back there."""
    for index, row in rows(values, "packaging"):
        pack = system.make(("pack", index), number(row["trips"]))
        mass = number(row["mass"])
        carbon_dioxide = mass * number(row["carbon_content"]) * CARBON
        Background(system, RAW).supply(pack, ("packaging", index), mass, number(row["factor"]))
        Background(system, END).treat(pack, ("packaging", index), mass, number(row["treatment_factor"]))
        system.emit(pack, Flow(RAW, "biogenic_removal", "co2_taken_up"), carbon_dioxide)
        system.emit(pack, Flow(END, "biogenic_emission", "co2"), carbon_dioxide)
        system.use(piece, pack, 1)


def _legs(system: System, piece: Activity, values: Values) -> None:
    stages = {"inbound": RAW, "outbound": DISTRIBUTION, "spare": USE, "discarded": END}
    for _, row in rows(values, "legs"):
        stage = Background(system, stages[str(row["purpose"])])
        stage.carry(piece, row["mode"], number(row["mass"]), number(row["distance"]))


def _site(system: System, piece: Activity, values: Values) -> None:
    """Unit processes of the site in the period: each makes its load for all products, the piece takes its share."""
    site = Background(system, PRODUCTION)
    pieces = number(values["production_output"])
    for _, row in rows(values, "processes"):
        process = system.make(("process", row["id"]), number(row["total_load"]))
        system.use(piece, process, number(row["model_load"]) / pieces)
    for _, row in rows(values, "site_electricity"):
        system.use(("process", row["process"]), site.electricity(str(row["kind"])), number(row["amount"]))
    for _, row in rows(values, "site_fuels"):
        fuel = site.fuel(str(row["fuel"]), row.get("upstream_factor"))
        system.use(("process", row["process"]), fuel, number(row["amount"]))
    for _, row in rows(values, "site_gas"):
        system.use(("process", row["process"]), site.gas(str(row["gas"])), number(row["amount"]))
    for _, row in rows(values, "site_heat"):
        system.use(("process", row["process"]), site.heat(str(row["supply"])), number(row["amount"]))
    for _, row in rows(values, "releases"):
        released = Flow(PRODUCTION, "fossil", str(row["gas"]))
        system.emit(("process", row["process"]), released, number(row["mass"]))
    for index, row in rows(values, "wastes"):
        site.treat(("process", row["process"]), ("waste", index), number(row["mass"]), number(row["factor"]))


def lighting(values: Values) -> Product:
    """A luminaire over its rated life. Its parts wear out in proportion to time; its service is lumen hours."""
    system = System(potentials())
    piece = system.make("luminaire")
    life = number(values["rated_life"])
    worn = {row["id"]: max(life / number(row["life"]) - 1, 0) for _, row in rows(values, "parts")}
    for part in worn:
        for stage in (RAW, USE):
            system.make((stage, part))
        system.use(piece, (RAW, part), 1)
        system.use(piece, (USE, part), worn[part])
    for index, row in rows(values, "materials"):
        for stage in (RAW, USE):
            shaped = system.make(("shaped", stage, index), number(row["utilization"], "%"))
            Background(system, stage).supply(shaped, ("material", index), 1, number(row["factor"]))
            system.use((stage, row["part"]), shaped, number(row["mass"]))
    _packaging(system, piece, values)
    _legs(system, piece, values)
    _site(system, piece, values)
    _burning_hours(system, piece, values, life)
    for index, row in rows(values, "routes"):
        mass = number(row["mass"]) * (1 + worn[row["part"]])
        Background(system, END).treat(piece, ("route", index), mass, number(row["factor"]))
    service = system.make("lumen hours", number(values["luminous_flux"]) * life)
    system.use(service, piece, 1)
    return Product(system, {piece: 1}, {service: 1000 * 35000})


def _burning_hours(system: System, piece: Activity, values: Values, life: float) -> None:
    """Electricity of the lit and of the unlit time; offices are lit for 2500 h a year, industry for 4000 h."""
    yearly = {"office": 2500, "industry": 4000}.get(str(values["application"])) or number(
        values["annual_hours"]
    )
    unlit = life / yearly * 8760 - life
    power, standby = number(values["rated_power"]), number(values["standby_power"])
    average = Background(system, USE).electricity("average")
    assert values["market"] == "cn"
    for _, row in rows(values, "use_modes"):
        share = number(row["time_share"], "%")
        lit = row["state"] == "lit"
        hours = power * number(row["dimming_factor"]) * share * life if lit else standby * share * unlit
        system.use(piece, average, hours)


def charger(values: Values) -> Product:
    """A charger over its service life; its service is the electricity delivered to vehicles."""
    system = System(potentials())
    piece = system.make("charger")
    years = number(values["service_life"])
    _parts_made(system, piece, values)
    for index, row in rows(values, "semiconductors"):
        _semiconductors(system, piece, index, row)
    _packaging(system, piece, values)
    _legs(system, piece, values)
    _site(system, piece, values)
    _coating_and_tests(system, piece, values)
    _installation(system, piece, values)
    delivered = number(values["annual_energy"]) * years
    _losses(system, piece, values, years, delivered)
    sessions = number(values["annual_sessions"]) * years
    for index, row in rows(values, "spares"):
        by_years = row["wear"] == "years"
        sets = years / number(row["life_years"]) if by_years else sessions / number(row["life_sessions"])
        mass = number(row["mass"]) * max(sets - 1, 0)
        Background(system, USE).supply(piece, ("spare", index), mass, number(row["factor"]))
        Background(system, END).treat(piece, ("spare", index), mass, number(row["treatment_factor"]))
    for index, row in rows(values, "routes"):
        Background(system, END).treat(piece, ("route", index), number(row["mass"]), number(row["factor"]))
    service = system.make("electricity delivered", delivered)
    system.use(service, piece, 1)
    return Product(system, {piece: 1}, {service: 1})


def _semiconductors(system: System, piece: Activity, index: int, row: Row) -> None:
    """Chips are cut from wafers, of which a share is good, and packaged."""
    raw = Background(system, RAW)
    chips = system.make(("chips", index), number(row["chip_yield"], "%"))
    system.use(chips, raw.co2e(("wafer", index), number(row["wafer_factor"])), number(row["chip_area"]))
    pieces = number(row["pieces"])
    system.use(piece, chips, pieces)
    raw.supply(piece, ("package", index), pieces * number(row["package_mass"]), number(row["package_factor"]))


def _coating_and_tests(system: System, piece: Activity, values: Values) -> None:
    """Coating of surfaces, of which a share sticks, and load tests, of which a share of the power is fed back."""
    site = Background(system, PRODUCTION)
    for index, row in rows(values, "coatings"):
        surface = system.make(("coated", index))
        sprayed = system.make(("sprayed", index), number(row["transfer"], "%"))
        site.supply(sprayed, ("paint", index), 1, number(row["coating_factor"]))
        system.use(surface, sprayed, number(row["deposit"]))
        system.use(surface, site.electricity(str(row["electricity_kind"])), number(row["electricity_use"]))
        system.use(surface, site.gas(str(row["gas_kind"])), number(row["gas_use"]))
        system.use(piece, surface, number(row["area"]))
    for _, row in rows(values, "load_tests"):
        drawn = number(row["power"]) * number(row["hours"])
        kept = drawn - drawn * number(row["feedback"], "%")
        system.use(piece, site.electricity(str(row["kind"])), kept)


def _installation(system: System, piece: Activity, values: Values) -> None:
    """Foundations, cables and the like, some shared by several chargers; hauls of 40 km (concrete) or 500 km."""
    stage = Background(system, DISTRIBUTION)
    for index, row in rows(values, "installation"):
        works = system.make(("works", index), number(row["shared_by"]))
        mass = number(row["mass"])
        haul = number(row["distance"]) if "distance" in row else 40 if row["kind"] == "concrete" else 500
        stage.supply(works, ("works", index), mass, number(row["factor"]))
        stage.carry(works, "road_heavy_18t", mass, haul)
        system.use(piece, works, 1)
    for index, row in rows(values, "installation_fuels"):
        machines = system.make(("machines", index), number(row["shared_by"]))
        fuel = stage.fuel(str(row["fuel"]), row.get("upstream_factor"))
        system.use(machines, fuel, number(row["amount"]))
        system.use(piece, machines, 1)


def _losses(system: System, piece: Activity, values: Values, years: float, delivered: float) -> None:
    """Own electricity in all modes, and what is lost on the way to the vehicle, partly from the own roof."""
    stage = Background(system, USE)
    roof = number(values["pv_share"], "%")
    assert values["market"] == "cn"
    mix = system.make("electricity at the charger")
    system.use(mix, stage.electricity("pv"), roof)
    system.use(mix, stage.electricity("average"), 1 - roof)
    for _, row in rows(values, "modes"):
        if not (values["auxiliary_in_efficiency"] and row["mode"] == "charging"):
            system.use(piece, mix, number(row["power"]) * number(row["hours"]) * years)
    for _, row in rows(values, "load_points"):
        out = delivered * number(row["energy_share"], "%")
        system.use(piece, mix, out / number(row["efficiency"], "%") - out)


# ---------------------------------------------------------------------------------------------- outputs of a year


def fibers(values: Values) -> Product:
    """A year's output of a fibre: a chain of steps, each with co-products and with output that is sold.

    A step makes what is allocated to: kilograms of everything that leaves it, or its value. The next step takes from
    it what is passed on, measured in the same way.
    """
    system = System(potentials())
    by_mass = values.get("allocation_method", "mass") == "mass"
    steps = {row["id"]: row for _, row in rows(values, "steps")}
    made = {id_: number(row["output"]) * _worth(row, by_mass) for id_, row in steps.items()}
    for _, row in rows(values, "coproducts"):
        made[row["step"]] += number(row["mass"]) * _worth(row, by_mass)
    for id_, amount in made.items():
        system.make(("step", id_), amount)
    works = system.make("works")
    for id_, row in steps.items():
        onward = number(row["onward"]) * _worth(row, by_mass)
        follower = ("step", row["next"]) if "next" in row else works
        system.use(follower, ("step", id_), onward)
    _fibre_supplies(system, values)
    _fibre_energy(system, values)
    _fibre_releases(system, values)
    _fibre_shipments(system, works, values)
    dry = number(values["fibre_mass"]) / (1 + number(values["moisture"], "%"))
    if "biogenic_carbon" in values:
        carbon_dioxide = dry * number(values["biogenic_carbon"]) * CARBON
        system.emit(works, Flow(RAW, "biogenic_removal", "co2_taken_up"), carbon_dioxide)
    sold = system.make("fibre at its conventional moisture", dry * (1 + REGAIN[str(values["fibre"])] / 100))
    system.use(sold, works, 1)
    return Product(system, {works: 1}, {sold: 1000})


def _worth(row: Row, by_mass: bool) -> float:
    return 1.0 if by_mass else number(row["price"])


def _fibre_supplies(system: System, values: Values) -> None:
    raw = Background(system, RAW)
    for _, row in rows(values, "materials"):
        step, mass = ("step", row["step"]), number(row["mass"])
        raw.supply(step, ("material", row["id"]), mass, number(row["factor"]))
        if "land_use_factor" in row:
            changed = Flow(RAW, "land_use_change", "co2e")
            system.emit(step, changed, mass * number(row["land_use_factor"]))
    carried = {row["id"]: row for _, row in rows(values, "materials")}
    for _, row in rows(values, "inbound"):
        material = carried[row["material"]]
        raw.carry(("step", material["step"]), row["mode"], number(material["mass"]), number(row["distance"]))


def _fibre_energy(system: System, values: Values) -> None:
    """Electricity, heaters, steam from outside and of the own boiler, which makes so much in the year."""
    site = Background(system, PRODUCTION)
    for _, row in rows(values, "electricity_use"):
        system.use(("step", row["step"]), site.electricity(str(row["kind"])), number(row["amount"]))
    for _, row in rows(values, "heater_gases"):
        system.use(("step", row["step"]), site.gas(str(row["gas"])), number(row["volume"]))
    if "boiler_steam" in values:
        system.make("boiler", number(values["boiler_steam"]))
        system.use("boiler", site.electricity("average"), number(values.get("boiler_electricity", 0)))
    for _, row in rows(values, "boiler_gases"):
        system.use("boiler", site.gas(str(row["gas"])), number(row["volume"]))
    for index, row in rows(values, "boiler_fuels"):
        _boiler_fuel(system, index, row)
    for index, row in rows(values, "steam_use"):
        steam: Activity = "boiler"
        if row["origin"] != "own":
            own = row.get("supplier_factor")
            steam = site.heat(str(row["supply"])) if own is None else site.co2e(("steam", index), number(own))
        system.use(("step", row["step"]), steam, number(row["amount"]))


def _boiler_fuel(system: System, index: int, row: Row) -> None:
    """A fuel of the boiler, some of whose factors are the works' own."""
    name, mass = str(row["fuel"]), number(row["mass"])
    burnt = number(row["own_combustion"]) if "own_combustion" in row else factor(FUELS, name, "combustion")
    supplied = number(row["own_upstream"]) if "own_upstream" in row else factor(FUELS, name, "upstream")
    system.emit("boiler", Flow(PRODUCTION, "fossil", "co2"), mass * burnt)
    Background(system, PRODUCTION).supply("boiler", ("boiler fuel", index), mass, supplied)


def _fibre_releases(system: System, values: Values) -> None:
    """Process gases, methane of waste water (0.25 kg for a kg of oxygen demand removed), losses."""
    for _, row in rows(values, "process_gases"):
        gas = str(row["gas"])
        species = "biogenic_emission" if gas == "ch4_biogenic" else "fossil"
        system.emit(("step", row["step"]), Flow(PRODUCTION, species, gas), number(row["mass"]))
    for _, row in rows(values, "wastewater"):
        removed = number(row["volume"]) * (number(row["cod_in"]) - number(row["cod_out"]))
        methane = removed * 0.25 * number(row["correction"]) - number(row["recovered"])
        kind = ("biogenic_emission", "ch4_biogenic") if row["biogenic"] else ("fossil", "ch4_fossil")
        system.emit(("step", row["step"]), Flow(PRODUCTION, *kind), methane)
    for index, row in rows(values, "losses"):
        site = Background(system, PRODUCTION)
        site.treat(("step", row["step"]), ("loss", index), number(row["mass"]), number(row["factor"]))


def _fibre_shipments(system: System, works: Activity, values: Values) -> None:
    shipments = {row["id"]: row for _, row in rows(values, "shipments")}
    for _, row in rows(values, "legs"):
        shipment = shipments[row["shipment"]]
        mass = number(shipment["mass"]) + number(shipment["packaging"])
        Background(system, DISTRIBUTION).carry(works, row["mode"], mass, number(row["distance"]))


def plastics(values: Values) -> Product:
    """A year's output of the declared product of a works whose products share processes, and the site as a whole.

    A process makes what passes it, in kilograms or in value; each product takes from it what passes as that product.
    """
    system = System(potentials())
    by_mass = values.get("allocation_method", "mass") == "mass"
    products = {row["id"]: row for _, row in rows(values, "products")}
    output = system.make("output of a year")
    site_made = sum(number(row["mass"]) * _worth(row, by_mass) for row in products.values())
    system.make("site", site_made)
    declared = [id_ for id_, row in products.items() if row["declared"]]
    for id_ in declared:
        system.use(output, "site", number(products[id_]["mass"]) * _worth(products[id_], by_mass))
    worth = {id_: _worth(product, by_mass) for id_, product in products.items()}
    for _, row in rows(values, "processes"):
        passing = [r for _, r in rows(values, "throughputs") if r["process"] == row["id"]]
        made = sum(number(r["mass"]) * worth[r["product"]] for r in passing)
        process = system.make(("process", row["id"]), made)
        for passed in passing:
            if passed["product"] in declared:
                system.use(output, process, number(passed["mass"]) * worth[passed["product"]])
        if not row["metered"]:
            drawn = sum(number(r["mass"]) for r in passing) * UNMETERED.get(str(row["technology"]), 2)
            system.use(process, Background(system, PRODUCTION).electricity("average"), drawn)
    _plastics_supplies(system, values)
    _plastics_energy(system, values)
    _plastics_wastes(system, values)
    for _, row in rows(values, "deliveries"):
        stage = Background(system, DISTRIBUTION)
        stage.carry(output, row["mode"], number(row["mass"]), number(row["distance"]))
    sold = system.make("product", sum(number(products[id_]["mass"]) for id_ in declared))
    system.use(sold, output, 1)
    return Product(system, {output: 1}, {sold: 1000})


def _place(row: Row) -> Activity:
    """Where something is used: in a process, or on the site without saying where."""
    return ("process", row["process"]) if "process" in row else "site"


def _plastics_supplies(system: System, values: Values) -> None:
    raw = Background(system, RAW)
    for index, row in rows(values, "materials"):
        mass = number(row["mass"])
        raw.supply(_place(row), ("material", index), mass, number(row["factor"]))
        raw.carry(_place(row), row["mode"], mass, number(row["distance"]))
        if "biogenic_carbon" in row:
            carbon_dioxide = mass * number(row["biogenic_carbon"]) * CARBON
            system.emit(_place(row), Flow(RAW, "biogenic_removal", "co2_taken_up"), carbon_dioxide)
        if "land_use_factor" in row:
            changed = Flow(RAW, "land_use_change", "co2e")
            system.emit(_place(row), changed, mass * number(row["land_use_factor"]))


def _plastics_energy(system: System, values: Values) -> None:
    site = Background(system, PRODUCTION)
    assert values.get("electricity_year", "2024") == "2024"
    for _, row in rows(values, "electricity_use"):
        system.use(_place(row), site.electricity(str(row["kind"])), number(row["amount"]))
    for _, row in rows(values, "heat_use"):
        system.use(_place(row), site.heat(str(row["supply"])), number(row["amount"]))
    for _, row in rows(values, "fuel_use"):
        system.use(_place(row), site.fuel(str(row["fuel"]), row.get("upstream")), number(row["mass"]))
    for _, row in rows(values, "gas_use"):
        system.use(_place(row), site.gas(str(row["gas"])), number(row["volume"]))


def _plastics_wastes(system: System, values: Values) -> None:
    """Released gases, and waste: burnt to carbon dioxide, dumped (0.05 kgCO2e/kg) or given to recycling (nothing)."""
    site = Background(system, PRODUCTION)
    for _, row in rows(values, "released_gases"):
        gas = str(row["gas"])
        species = "biogenic_emission" if gas == "ch4_biogenic" else "fossil"
        system.emit(_place(row), Flow(PRODUCTION, species, gas), number(row["mass"]))
    for index, row in rows(values, "wastes"):
        mass = number(row["mass"])
        site.carry(_place(row), row["mode"], mass, number(row["distance"]))
        if row["treatment"] == "landfill":
            site.treat(_place(row), ("waste", index), mass, 0.05)
        if row["treatment"] == "incineration":
            burnt = mass * number(row["fossil_carbon"]) * CARBON
            system.emit(_place(row), Flow(PRODUCTION, "fossil", "co2"), burnt)
            if "biogenic_carbon" in row:
                carbon_dioxide = mass * number(row["biogenic_carbon"]) * CARBON
                system.emit(_place(row), Flow(PRODUCTION, "biogenic_emission", "co2"), carbon_dioxide)


BUILDERS = {"gb/lighting": lighting, "gb/ev-chargers": charger, "gb/fibers": fibers, "gb/plastics": plastics}


def allocated(values: Values, method: str) -> dict[str, object]:
    """The same inventory with another method of allocation between co-products."""
    return {**values, "allocation_method": method}
