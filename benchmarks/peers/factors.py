"""Parameters and factor tables of gb/lighting 0.1.0, as the peers write them into their formulas."""

from __future__ import annotations

REFERENCE_FLUX = 1000.0  # lm
REFERENCE_LIFE = 35000.0  # h
OFFICE_HOURS = 2500.0  # h/a
INDUSTRY_HOURS = 4000.0  # h/a
HOURS_PER_YEAR = 8760.0  # h/a
CO2_OF_CARBON = 44 / 12  # kgCO2e/kgC
BALANCE_TOLERANCE = 0.01
DEFAULT_HAUL = 500.0  # km
EFFICACY_LIMIT = 250.0  # lm/W
STANDBY_LIMIT = 0.5  # W
PRIMARY_TARGET = 0.5
CUT_OFF_SINGLE = 0.01
CUT_OFF_TOTAL = 0.05
DATA_QUALITY_LIMIT = 3.0
SCORE_LIMIT = 4.0
EARLIEST_DATA_YEAR = 2015.0

#: kgCO2e/kWh, gb/factors/electricity 2024.0.0
ELECTRICITY = {
    "average": 0.5777, "coal": 0.924, "gas": 0.4503, "hydro": 0.0141, "nuclear": 0.0065, "wind": 0.0324, "pv": 0.052,
    "csp": 0.0312, "biomass": 0.0404,
}  # fmt: skip
#: kgCO2e/kg, gb/factors/fuels 1.0.0
FUEL_COMBUSTION = {
    "petrol": 2.9251, "diesel": 3.0959, "fuel_oil": 3.1705, "lpg": 3.1013, "lng": 3.1829, "coal_raw": 1.9003,
    "anthracite": 2.1666, "bituminous": 1.8357, "lignite": 1.4228, "coke": 2.8604,
}  # fmt: skip
#: kgCO2e/kg; of the other fuels the inventory gives it
FUEL_UPSTREAM = {"petrol": 0.63396, "diesel": 0.65086, "coal_raw": 0.08}
#: kgCO2e/m3, combustion and upstream, gb/factors/gases 1.0.0
GAS = {"natural_gas": 2.165 + 0.608}
#: kgCO2e/(t*km), gb/factors/transport 1.0.0
TRANSPORT = {
    "road_light_2t": 0.286, "road_medium_8t": 0.179, "road_heavy_10t": 0.162, "road_heavy_18t": 0.129,
    "road_heavy_30t": 0.078, "road_heavy_46t": 0.057, "road_petrol_light_2t": 0.334, "road_petrol_medium_8t": 0.115,
    "road_petrol_heavy_10t": 0.104, "road_petrol_heavy_18t": 0.104, "rail": 0.01, "rail_electric": 0.01,
    "rail_diesel": 0.011, "water_tanker_2000t": 0.019, "water_bulk_2500t": 0.015, "water_container_200teu": 0.012,
    "inland_bulk": 0.00213, "inland_container": 0.00451, "inland_tanker": 0.01494, "sea_average": 0.00609,
    "sea_container": 0.00812, "sea_bulk": 0.00534, "sea_tanker": 0.00429, "air": 0.921,
}  # fmt: skip
#: kgCO2e/GJ, gb/factors/heat 1.0.0
HEAT = {
    "default_steam": 110.0, "bj": 54.8, "tj": 51.0, "he": 59.2, "sx": 57.2, "nm": 63.7, "ln": 73.4, "jl": 68.9,
    "hl": 85.4, "sh": 60.0, "sd": 75.1, "ha": 54.0, "sn": 77.6, "gs": 73.4, "nx": 50.0, "xj": 61.8,
}  # fmt: skip
#: kgCO2e/kg, iso14067/factors/gwp100-ar6 1.0.0
GWP100 = {
    "co2": 1.0, "ch4": 27.9, "ch4_fossil": 29.8, "ch4_combustion": 27.0, "ch4_biogenic": 27.0, "n2o": 273.0,
    "sf6": 25200.0, "nf3": 17400.0, "cf4": 7380.0, "c2f6": 12400.0, "c3f8": 9290.0, "c_c4f8": 10200.0,
    "so2f2": 4630.0, "hfc_23": 14600.0, "hfc_32": 771.0, "hfc_41": 135.0, "hfc_125": 3740.0, "hfc_134a": 1530.0,
    "hfc_143a": 5810.0, "hfc_152a": 164.0, "hfc_227ea": 3600.0, "hfc_236fa": 8690.0, "hfc_245fa": 962.0,
    "hfc_365mfc": 914.0, "hcfc_22": 1960.0, "r_410a": 2255.5, "r_404a": 4728.0, "r_407c": 1907.93, "r_507a": 4775.0,
}  # fmt: skip
