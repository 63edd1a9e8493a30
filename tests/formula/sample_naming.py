"""The names of the formulas in `math.golden.txt`, as a rule set would give them."""

from __future__ import annotations

from ruleengine.formula.naming import Symbols

COLUMNS = {
    "materials": {"mass": "m", "factor": "EF", "utilization": "u", "process": "p", "part": "k", "source": "q"},
    "parts": {"life": "T", "replaceable": "replaceable"},
    "packaging": {"mass": "m", "trips": "z", "factor": "EF", "carbon_content": "c"},
    "legs": {"mass": "m", "distance": "d", "mode": "mode", "purpose": "purpose", "source": "q"},
    "processes": {"output": "P", "price": "λ", "model_load": "L_m", "total_load": "L_t"},
    "use_modes": {"state": "state", "time_share": "s", "dimming_factor": "f"},
    "routes": {"mass": "m", "route": "route"},
    "site_fuels": {"amount": "F", "fuel": "fuel", "process": "p"},
    "flows": {"mass": "m", "parent": "parent"},
    "charging": {"power": "P", "time": "t", "efficiency": "eta"},
    "data_sources": {"primary": "primary", "precision": "G"},
}
SINGLE = {
    "luminous_flux": "Phi", "reference_flux": "Phi_ref", "rated_life": "T", "reference_life": "T_ref", "rated_power": "P_r",
    "units_needed": "n", "luminous_efficacy": "eta", "efficacy_limit": "eta_max", "balance_tolerance": "delta",
    "standby_power": "P_sb", "product_mass": "m_p", "production_output": "N", "co2_mass": "M_CO2", "carbon_mass": "M_C",
    "hours_per_year": "t_a", "unlit_hours": "T_u", "use_energy": "W_use", "market_electricity": "EF_mk",
    "lighting_hours": "t", "office_hours": "t_o", "industry_hours": "t_i", "annual_hours": "t_y", "decay": "k",
    "conversion_loss": "eta_c", "output_current": "I_out", "resistance": "R", "total": "E_total", "cut_off": "p_cut",
}  # fmt: skip
CALCULATED = {
    "part_replacements": ("parts", "R"), "material_emissions": ("materials", "E_m"), "process_share": ("processes", "a"),
    "leg_emissions": ("legs", "E_t"), "fuel_emissions": ("site_fuels", "E_f"), "mode_power": ("use_modes", "P_u"),
    "mode_energy": ("use_modes", "W_u"), "packaging_biogenic": ("packaging", "B_pk"), "input_mass": ("processes", "m_in"),
    "mass_share": ("materials", "w"), "data_quality": ("data_sources", "Q"), "children_mass": ("flows", "m_c"),
}  # fmt: skip
LETTERS = {
    "materials": "i", "processes": "j", "parts": "k", "packaging": "l", "legs": "i", "use_modes": "s", "routes": "r",
    "site_fuels": "i", "flows": "i", "charging": "k", "data_sources": "q",
}  # fmt: skip

NAMING = Symbols(
    symbols={(table, column): text for table, columns in COLUMNS.items() for column, text in columns.items()}
    | {(name,): text for name, text in SINGLE.items()}
    | {(name,): text for name, (_, text) in CALCULATED.items()}
    | {("footprint", "total"): "PCF", ("footprint", "use"): "PCF_use", ("footprint", "per_unit"): "PCF_FU"},
    letters=LETTERS,
    rows={name: table for name, (table, _) in CALCULATED.items()},
    references={
        ("materials", "process"): "processes",
        ("materials", "part"): "parts",
        ("materials", "source"): "data_sources",
        ("legs", "source"): "data_sources",
        ("site_fuels", "process"): "processes",
        ("flows", "parent"): "flows",
    },
    lookups={
        ("electricity",): "EF_el",
        ("transport",): "EF_t",
        ("fuels", "combustion"): "EF_f",
        ("fuels", "upstream"): "EF_f_up",
        ("heat",): "EF_h",
        ("gwp100",): "GWP",
    },
)
