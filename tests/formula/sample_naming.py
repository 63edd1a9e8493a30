"""The names of the formulas in `math.golden.txt`, as a rule set would give them."""

from __future__ import annotations

from ruleengine.formula.naming import SymbolPath, Symbols

#: Table, row letter, columns with their symbols, the tables that its references point at.
TABLES = [
    (
        "materials",
        "i",
        "mass m, factor EF, utilization u, process p, part k, source q",
        "process processes, part parts",
    ),
    ("parts", "k", "life T", ""),
    ("packaging", "l", "mass m, trips z, carbon_content c", ""),
    ("legs", "i", "mass m, distance d", ""),
    ("processes", "j", "output P, price λ, model_load L_m, total_load L_t", ""),
    ("use_modes", "h", "time_share s, dimming_factor f", ""),
    ("routes", "r", "mass m", ""),
    ("site_fuels", "i", "amount F, process p", "process processes"),
    ("flows", "i", "mass m", "parent flows"),
    ("charging", "k", "power P, time t, efficiency eta", ""),
    ("data_sources", "q", "precision G", ""),
]
SINGLE = """
    luminous_flux Phi, reference_flux Phi_ref, rated_life T, reference_life T_ref, rated_power P_r,
    units_needed n, luminous_efficacy eta, balance_tolerance delta, standby_power P_sb, production_output N,
    co2_mass M_CO2, carbon_mass M_C, unlit_hours T_u, market_electricity EF_mk, lighting_hours t,
    office_hours t_o, industry_hours t_i, annual_hours t_y, decay k, conversion_loss eta_c,
    output_current I_out, resistance R, total E_total, cut_off p_cut,
    use_energy W_use, hours_per_year t_a, service_years Y
"""
CALCULATED = {
    "parts": "part_replacements R",
    "materials": "material_emissions E_m, mass_share w",
    "processes": "process_share a, input_mass m_in",
    "legs": "leg_emissions E_t",
    "site_fuels": "fuel_emissions E_f",
    "use_modes": "mode_power P_u, mode_energy W_u",
    "packaging": "packaging_biogenic B_pk",
    "data_sources": "data_quality Q",
    "flows": "children_mass m_c",
}


def _pairs(text: str) -> dict[str, str]:
    return dict(entry.split() for entry in text.split(",") if entry.strip())


COLUMNS: dict[SymbolPath, str] = {
    (table, name): symbol for table, _, columns, _ in TABLES for name, symbol in _pairs(columns).items()
}
ROWS = {(name, table): symbol for table, text in CALCULATED.items() for name, symbol in _pairs(text).items()}
REFERENCES: dict[SymbolPath, str] = {
    (table, name): target for table, _, _, text in TABLES for name, target in _pairs(text).items()
}

NAMING = Symbols(
    symbols={
        **COLUMNS,
        **{(name,): symbol for (name, _), symbol in ROWS.items()},
        **{(name,): symbol for name, symbol in _pairs(SINGLE).items()},
        ("footprint", "total"): "PCF",
        ("footprint", "use"): "PCF_use",
    },
    letters={table: letter for table, letter, _, _ in TABLES},
    rows=dict(ROWS.keys()),
    references={**REFERENCES, ("materials", "source"): "data_sources"},
    lookups={
        ("electricity",): "EF_el",
        ("transport",): "EF_t",
        ("fuels", "combustion"): "EF_f",
        ("fuels", "upstream"): "EF_f_up",
        ("heat",): "EF_h",
    },
)
