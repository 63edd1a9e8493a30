"""Write the sample views of an illustrative luminaire: `python -m tests.documents.make_views`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.documents.sample_formulas import expression

VIEWS = Path(__file__).parent / "views"
Pair = dict[str, str]

SOURCES = {
    "gb-45818": ("GB/T 45818-2025 温室气体 产品碳足迹量化方法与要求 照明产品（目录信息）", "国家标准全文公开系统", 2025, "secondary"),
    "gb-24067": ("GB/T 24067-2024 温室气体 产品碳足迹 量化要求和指南（目录信息）", "国家标准全文公开系统", 2024, "secondary"),
    "iso-14067": ("ISO 14067:2018 Greenhouse gases — Carbon footprint of products", "ISO", 2018, "secondary"),
    "psr-0014": ("PSR-0014 Specific rules for luminaires", "P.E.P. Association", 2023, "substitute"),
    "mee-2025": ("2024年电力碳足迹因子数据", "生态环境部、国家统计局、国家能源局", 2025, "official"),
    "gb-51366": ("GB/T 51366-2019 建筑碳排放计算标准", "住房和城乡建设部", 2019, "standard"),
    "ipcc-ar6": ("IPCC AR6 WG I, chapter 7 supplementary material", "IPCC", 2021, "official"),
    "authors": ("编制者的假定 Assumption of the authors", None, 2026, "assumption"),
}
STAGES = {
    "raw_materials": ("原材料获取", "raw material acquisition"),
    "production": ("生产", "production"),
    "distribution": ("分销", "distribution"),
    "use": ("使用", "use"),
    "end_of_life": ("生命末期", "end of life"),
}
EVIDENCE = {
    "bom": ("物料清单", "bill of materials"),
    "report": ("产品碳足迹报告", "footprint report"),
    "flow": ("工艺流程图", "process flow chart"),
    "bills": ("能源账单", "energy bills"),
    "records": ("生产记录", "production records"),
    "test": ("检测报告", "test report"),
    "supplier": ("供应商声明", "supplier declaration"),
    "factors": ("因子出处", "factor reference"),
    "calculation": ("计算文件", "calculation file"),
    "exclusions": ("舍去清单", "list of exclusions"),
    "allocation": ("分配记录", "allocation record"),
    "transport": ("运输记录", "transport records"),
    "scenario": ("情景说明", "scenario description"),
    "waste": ("废物记录", "waste records"),
}
METHODS = {
    "review": ("文件评审", "document review"),
    "recalculation": ("重新计算", "recalculation"),
    "interview": ("访谈", "interview"),
    "site": ("现场观察", "site observation"),
    "cross": ("交叉核对", "cross-check"),
    "sampling": ("抽样", "sampling"),
}


def pair(zh: str, en: str) -> Pair:
    return {"zh": zh, "en": en}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def group(title: tuple[str, str], *rows: tuple[str, str, str, str, str, str, str]) -> tuple[Pair, tuple[Any, ...]]:
    return pair(*title), rows


# (id, verb, zh, en, evidence, methods, source and origin)
GROUPS = [
    group(
        ("目的与范围", "Goal and scope"),
        ("goal-purpose", "shall", "报告应说明开展产品碳足迹量化的目的、应用意图和目标受众。", "The report shall state the purpose of the quantification, its intended use and its audience.", "report", "review", "iso-14067 inherited"),
        ("goal-consistent", "shall", "目的与范围应相互一致；范围有变更时，应记录变更及其理由。", "Goal and scope shall be consistent; a change of scope shall be recorded with its reason.", "report", "review interview", "iso-14067 inherited"),
        ("scope-product", "shall", "产品应以名称、型号和主要技术参数唯一标识，技术参数至少包括额定功率、额定光通量和额定寿命。", "The product shall be identified uniquely by name, model and main technical parameters, at least rated power, rated luminous flux and rated life.", "test report", "review cross", "gb-45818 own"),
        ("scope-category", "shall", "产品应属于照明产品，且不应属于仅作装饰用途的发光制品。", "The product shall be a lighting product and shall not be a luminous article for decoration only.", "test", "review", "gb-45818 own"),
        ("scope-partial", "may", "仅量化部分生命周期阶段时，可报告部分产品碳足迹，但应标明所包括的阶段。", "Where only some life-cycle stages are quantified, a partial footprint may be reported; the stages included shall be stated.", "report", "review", "gb-24067 inherited"),
    ),
    group(
        ("功能单位", "Functional unit"),
        ("unit-defined", "shall", "功能单位应为提供1 000 lm光通量并使用35 000 h。", "The functional unit shall be the provision of 1 000 lm over 35 000 h.", "report", "review", "psr-0014 modified"),
        ("unit-reference-flow", "shall", "基准流应按式（1）由额定光通量和额定寿命计算，不应取整。", "The reference flow shall be calculated by formula (1) from rated flux and rated life and shall not be rounded.", "calculation", "recalculation", "psr-0014 own"),
        ("unit-life-evidence", "shall", "额定寿命应有检测报告或型式试验数据支持。", "The rated life shall be supported by a test report or type test data.", "test", "review cross", "authors own"),
        ("unit-declared", "should", "除功能单位结果外，宜同时给出每件灯具的结果。", "The result per luminaire should be given beside the result per functional unit.", "report", "review", "authors own"),
    ),
    group(
        ("系统边界与舍去", "System boundary and cut-off"),
        ("boundary-stages", "shall", "系统边界应包括原材料获取、生产、分销、使用和生命末期五个阶段。", "The system boundary shall include raw material acquisition, production, distribution, use and end of life.", "report flow", "review site", "gb-24067 inherited"),
        ("boundary-flow-chart", "shall", "应以流程图表示系统边界，并标明每一单元过程。", "The system boundary shall be shown in a flow chart that names each unit process.", "flow", "review site", "gb-24067 inherited"),
        ("boundary-packaging", "shall", "销售包装和运输包装应计入系统边界。", "Sales and transport packaging shall be inside the system boundary.", "bom", "review sampling", "psr-0014 own"),
        ("boundary-replacement", "shall", "参考寿命内更换光源或控制装置的，更换件应计入使用阶段。", "Where light source or control gear is replaced within the reference life, the replacement parts shall be counted in the use stage.", "scenario bom", "review recalculation", "psr-0014 own"),
        ("boundary-capital", "should", "生产设备、厂房等资本货物宜排除在外，并在报告中说明。", "Capital goods such as machines and buildings should be left out, and the report should say so.", "report", "review", "authors own"),
        ("cut-off-single", "shall", "单项舍去的排放量不应超过产品碳足迹的1 %。", "A single excluded emission shall not exceed 1 % of the product carbon footprint.", "exclusions calculation", "recalculation", "gb-24067 inherited"),
        ("cut-off-total", "shall", "舍去的排放总量不应超过产品碳足迹的5 %。", "The sum of excluded emissions shall not exceed 5 % of the product carbon footprint.", "exclusions calculation", "recalculation", "gb-24067 inherited"),
        ("cut-off-listed", "shall", "每一舍去项应列明名称、所属阶段、估算值和理由。", "Each exclusion shall be listed with its name, stage, estimate and reason.", "exclusions", "review", "gb-24067 inherited"),
    ),
    group(
        ("数据收集", "Data collection"),
        ("data-period", "shall", "现场数据应覆盖连续12个月；不足12个月的，应说明其代表性。", "Site data shall cover 12 consecutive months; where they do not, their representativeness shall be explained.", "records bills", "review sampling", "gb-24067 inherited"),
        ("data-primary-site", "shall", "组织拥有财务或运行控制权的过程应使用初级数据。", "Primary data shall be used for processes under the financial or operational control of the organization.", "records", "review site", "iso-14067 inherited"),
        ("data-primary-share", "should", "初级数据所支持的排放量占比宜不低于50 %。", "Emissions backed by primary data should make up at least 50 %.", "calculation", "recalculation", "authors own"),
        ("data-bom-complete", "shall", "物料清单的质量之和与产品净质量的偏差不应超过2 %。", "The masses in the bill of materials shall add up to the net mass of the product within 2 %.", "bom test", "recalculation cross", "authors own"),
        ("data-electricity-metered", "shall", "生产用电应以电表读数为准，并与电费账单交叉核对。", "Production electricity shall rest on meter readings that are cross-checked with the bills.", "bills records", "cross sampling", "gb-24067 inherited"),
        ("data-quality-limit", "shall", "加权数据质量得分不应大于3。", "The weighted data quality score shall not exceed 3.", "calculation factors", "recalculation", "gb-24067 inherited"),
        ("data-quality-scores", "shall", "每一数据来源应在技术、地理、时间和精度四个方面评分。", "Each data source shall be scored for technology, geography, time and precision.", "factors", "review sampling", "gb-24067 inherited"),
        ("data-factor-year", "should", "背景数据的基准年与数据时段之差宜不超过5年。", "The reference year of background data should lie within 5 years of the data period.", "factors", "review", "authors own"),
        ("data-supplier", "should", "质量占比超过5 %的材料宜采用供应商数据。", "Supplier data should be used for materials above 5 % of the mass.", "supplier", "review cross", "authors own"),
        ("data-gaps", "shall", "数据缺口应采用保守的替代数据填补，并逐项说明。", "Data gaps shall be filled with conservative substitute data, each of them explained.", "report", "review", "iso-14067 inherited"),
    ),
    group(
        ("分配", "Allocation"),
        ("allocation-order", "shall", "应优先通过细分单元过程避免分配；不能避免的，应按物理关系分配。", "Allocation shall be avoided by dividing unit processes where possible; otherwise it shall follow physical relationships.", "allocation", "review", "iso-14067 inherited"),
        ("allocation-sum", "shall", "同一过程各共产品的分配系数之和应等于1。", "The allocation factors of the co-products of a process shall add up to 1.", "allocation calculation", "recalculation", "iso-14067 inherited"),
        ("allocation-site", "shall", "车间公用能耗应按产量或工时分配到各型号，分配依据应有记录。", "Shared energy of the workshop shall be allocated to models by output or working hours, with records of the basis.", "allocation records", "review sampling", "authors own"),
        ("allocation-recycling", "shall", "再生材料的投入和末期回收应采用同一分配方法。", "Recycled input and recovery at end of life shall use one and the same allocation method.", "allocation", "review", "gb-24067 inherited"),
    ),
    group(
        ("电力与能源", "Electricity and energy"),
        ("electricity-factor", "shall", "国内用电应采用国家发布的电力碳足迹因子，不应采用电网二氧化碳排放因子。", "Domestic electricity shall use the published electricity carbon footprint factor, not the grid CO2 emission factor.", "factors", "review recalculation", "mee-2025 inherited"),
        ("electricity-version", "shall", "电力碳足迹因子的年份应在报告中注明。", "The year of the electricity factor shall be stated in the report.", "report factors", "review", "mee-2025 inherited"),
        ("electricity-green", "shall", "采用绿色电力的，应有合同与对应的绿色电力证书，且环境权益不应重复计算。", "Where green electricity is claimed, contract and certificates shall be shown and the attribute shall not be counted twice.", "bills", "review cross", "gb-24067 inherited"),
        ("energy-upstream", "shall", "燃料的排放应同时包括燃烧排放和上游排放。", "Emissions of fuels shall include combustion and upstream emissions.", "factors calculation", "recalculation", "gb-24067 inherited"),
        ("energy-heat", "should", "外购蒸汽宜采用供应商因子；没有供应商因子的，可采用缺省值。", "Purchased steam should use the supplier's factor; where there is none, the default may be used.", "supplier factors", "review", "gb-24067 inherited"),
    ),
    group(
        ("使用阶段", "Use stage"),
        ("use-power", "shall", "使用阶段用电量应按额定功率（含控制装置损耗）和参考寿命计算，见式（6）。", "Use-stage electricity shall be calculated from rated power including control gear losses and the reference life, see formula (6).", "test scenario", "recalculation", "psr-0014 own"),
        ("use-dimming", "may", "具有调光或感应控制功能的，可采用经验证的调光系数；未验证的，调光系数应取1。", "For dimming or presence control, a verified dimming factor may be used; where it is not verified, the factor shall be 1.", "test scenario", "review", "psr-0014 own"),
        ("use-standby", "shall", "待机功率大于零的，待机用电应计入。", "Where standby power is above zero, standby electricity shall be counted.", "test", "review recalculation", "authors own"),
        ("use-market", "shall", "使用阶段的电力因子应与产品销售地一致。", "The electricity factor of the use stage shall match the market of the product.", "scenario", "review", "psr-0014 own"),
        ("use-replacement-count", "shall", "更换次数应由参考寿命与部件寿命之比计算，不应向下取整。", "The number of replacements shall follow from reference life over component life and shall not be rounded down.", "calculation", "recalculation", "psr-0014 own"),
    ),
    group(
        ("分销与生命末期", "Distribution and end of life"),
        ("distribution-distance", "shall", "分销运输距离应按销售数据加权；没有销售数据的，应采用缺省距离。", "Distribution distances shall be weighted by sales; without sales data the default distance shall be used.", "transport", "review recalculation", "gb-51366 own"),
        ("distribution-mode", "shall", "运输因子应与运输方式和载重等级一致。", "Transport factors shall match mode and payload class.", "transport factors", "review sampling", "gb-51366 own"),
        ("eol-scenario", "shall", "生命末期情景应给出回收、焚烧和填埋的比例，比例之和应等于100 %。", "The end-of-life scenario shall give the shares of recycling, incineration and landfill, which shall add up to 100 %.", "scenario waste", "review recalculation", "psr-0014 own"),
        ("eol-credit", "shall", "回收避免的排放应单独列出，不应计入产品碳足迹。", "Emissions avoided by recovery shall be listed apart and shall not be counted in the footprint.", "report calculation", "review recalculation", "iso-14067 inherited"),
    ),
    group(
        ("核算与报告", "Calculation and report"),
        ("report-gwp", "shall", "应采用IPCC第六次评估报告的100年全球变暖潜势。", "The 100-year global warming potentials of the IPCC Sixth Assessment Report shall be used.", "calculation", "review recalculation", "ipcc-ar6 modified"),
        ("report-species", "shall", "化石源、生物源排放与清除、土地利用变化以及航空运输的排放应分别报告。", "Fossil emissions, biogenic emissions and removals, land use change and aircraft emissions shall be reported apart.", "report", "review", "iso-14067 inherited"),
        ("report-stages", "shall", "结果应按生命周期阶段列出，并给出各阶段占比。", "Results shall be listed by life-cycle stage with the share of each.", "report", "review", "gb-24067 inherited"),
        ("report-rounding", "shall", "结果应按GB/T 8170修约至三位有效数字，且仅在最后修约一次。", "Results shall be rounded to three significant digits after GB/T 8170, once, at the end.", "report calculation", "recalculation", "gb-24067 inherited"),
        ("report-offset", "shall", "产品碳足迹不应包括碳抵消。", "The product carbon footprint shall not include offsetting.", "report", "review", "iso-14067 inherited"),
        ("report-sensitivity", "should", "对结果影响显著的假定宜开展敏感性分析，至少包括额定寿命和电力因子。", "Assumptions with a marked effect should undergo a sensitivity analysis, at least for rated life and electricity factor.", "report calculation", "review", "iso-14067 inherited"),
        ("report-uncertainty", "should", "报告宜说明不确定性的来源和处理方法。", "The report should describe the sources and the treatment of uncertainty.", "report", "review", "iso-14067 inherited"),
        ("report-comparison", "shall", "不同产品的碳足迹仅在功能单位和系统边界相同时方可比较。", "Footprints of different products shall be compared only where functional unit and system boundary are the same.", "report", "review", "iso-14067 inherited"),
        ("report-validity", "shall", "工艺、配方、供应链或因子发生变化并使结果变化超过10 %的，应重新量化。", "The footprint shall be quantified again when process, recipe, supply chain or factors change and the result moves by more than 10 %.", "records", "interview review", "authors own"),
    ),
]

# id: (check, values (symbol, value, unit), verdict, reason)
CHECKS: dict[str, tuple[str, list[tuple[str, str, str]], str, Pair]] = {
    "unit-reference-flow": ("n == (Φ_ref / Φ) * (T_ref / T)", [("n", "0.1178", "1")], "satisfied", pair("两端均为0.1178", "both sides are 0.1178")),
    "cut-off-single": ("c_max <= c_lim", [("c_max", "0.62", "%"), ("c_lim", "1", "%")], "satisfied", pair("最大单项为0.62 %", "largest single item is 0.62 %")),
    "cut-off-total": ("c_tot <= c_sum", [("c_tot", "1.87", "%"), ("c_sum", "5", "%")], "satisfied", pair("合计为1.87 %", "sum is 1.87 %")),
    "data-primary-share": ("s_prim >= s_lim", [("s_prim", "46.3", "%"), ("s_lim", "50", "%")], "not_satisfied", pair("46.3 %低于50 %", "46.3 % is below 50 %")),
    "data-bom-complete": ("d_m <= d_lim", [("d_m", "0.9", "%"), ("d_lim", "2", "%")], "satisfied", pair("偏差为0.9 %", "deviation is 0.9 %")),
    "data-quality-limit": ("DQR <= DQR_max", [("DQR", "2.14", "1"), ("DQR_max", "3", "1")], "satisfied", pair("得分为2.14", "score is 2.14")),
    "allocation-sum": ("a_sum == 1", [("a_sum", "1", "1")], "satisfied", pair("三个过程均等于1", "equals 1 for all three processes")),
    "electricity-green": ("g_cert >= g_use", [], "not_applicable", pair("未采用绿色电力", "no green electricity is used")),
    "use-power": ("W_use > 0", [("W_use", "1011.5", "kWh")], "satisfied", pair("每件1 011.5 kW⋅h", "1 011.5 kW⋅h a luminaire")),
    "use-standby": ("W_sb > 0", [], "not_evaluated", pair("缺少待机功率", "standby power is missing")),
    "use-replacement-count": ("k_rep >= 0", [("k_rep", "0", "1")], "satisfied", pair("参考寿命内无更换", "no replacement within the reference life")),
    "eol-scenario": ("r_rec + r_inc + r_lf == 1", [("r_rec", "0.6", "1"), ("r_inc", "0.25", "1"), ("r_lf", "0.15", "1")], "satisfied", pair("合计为1", "sum is 1")),
    "data-factor-year": ("y_max <= 5", [("y_max", "3", "a")], "satisfied", pair("最大相差3年", "largest gap is 3 years")),
    "report-rounding": ("p == 3", [("p", "3", "1")], "satisfied", pair("三位有效数字", "three significant digits")),
}

# (name, expression, zh, en, where: symbol, zh, en, unit, value, grade, source)
Where = tuple[str, str, str, str, str | None, str | None, str | None]
FORMULAS: list[tuple[str, str, str, str, list[Where]]] = [
    ("units_needed", "n = (Φ_ref / Φ) * (T_ref / T)", "每功能单位所需灯具数", "luminaires needed for the functional unit", [
        ("n", "每功能单位所需灯具数", "luminaires for the functional unit", "1", "0.1178", None, None),
        ("Φ_ref", "参考光通量", "reference luminous flux", "lm", "1000", "substitute", "psr-0014"),
        ("Φ", "额定光通量", "rated luminous flux", "lm", "4125", None, None),
        ("T_ref", "参考寿命", "reference life", "h", "35000", "substitute", "psr-0014"),
        ("T", "额定寿命", "rated life", "h", "72000", None, None)]),
    ("footprint", "CFP = n * (E_M + E_P + E_D + E_U + E_L)", "每功能单位的产品碳足迹", "carbon footprint of the product per functional unit", [
        ("E_M", "原材料获取阶段排放", "emissions of raw material acquisition", "kgCO2e", "18.9", None, None),
        ("E_P", "生产阶段排放", "emissions of production", "kgCO2e", "2.41", None, None),
        ("E_D", "分销阶段排放", "emissions of distribution", "kgCO2e", "0.318", None, None),
        ("E_U", "使用阶段排放", "emissions of use", "kgCO2e", "1202.05", None, None),
        ("E_L", "生命末期排放", "emissions of end of life", "kgCO2e", "-0.84", None, None)]),
    ("materials", "E_M = sum(m_i * EF_i) + sum(m_i * d_i * EF_t)", "原材料获取阶段排放", "emissions of raw material acquisition", [
        ("m_i", "第i种材料的质量", "mass of material i", "kg", None, None, None),
        ("EF_i", "第i种材料的因子", "factor of material i", "kgCO2e/kg", None, None, None),
        ("d_i", "第i种材料的运输距离", "transport distance of material i", "km", None, None, None),
        ("EF_t", "运输因子", "transport factor", "kgCO2e/(t*km)", "0.129", "standard", "gb-51366")]),
    ("production", "E_P = (W_site * EF_el + V_gas * EF_gas) / Q", "生产阶段排放", "emissions of production", [
        ("W_site", "车间用电量", "electricity of the workshop", "kWh", "1284000", None, None),
        ("EF_el", "电力碳足迹因子（2024年）", "electricity footprint factor (2024)", "kgCO2e/kWh", "0.5777", "official", "mee-2025"),
        ("V_gas", "天然气用量", "natural gas", "m3", "38200", None, None),
        ("EF_gas", "天然气因子", "natural gas factor", "kgCO2e/m3", "2.773", "secondary", "gb-24067"),
        ("Q", "合格品产量", "good output", "piece", "352000", None, None)]),
    ("distribution", "E_D = sum(m_i * d_i * EF_i)", "分销阶段排放", "emissions of distribution", [
        ("d_i", "第i段运输距离", "distance of leg i", "km", None, None, None)]),
    ("use_electricity", "W_use = P * T * k_dim + P_sb * T_sb", "使用阶段用电量", "electricity of the use stage", [
        ("P", "额定功率", "rated power", "W", "28.9", None, None),
        ("k_dim", "调光系数", "dimming factor", "1", "1", "assumption", "authors"),
        ("P_sb", "待机功率", "standby power", "W", None, None, None),
        ("T_sb", "待机时间", "standby time", "h", None, None, None)]),
    ("use", "E_U = W_use * EF_el", "使用阶段排放", "emissions of use", [
        ("W_use", "使用阶段用电量", "electricity of the use stage", "kWh", "2080.8", None, None)]),
    ("end_of_life", "E_L = sum(m_i * (r_rec * EF_rec + r_inc * EF_inc + r_lf * EF_lf))", "生命末期排放", "emissions of end of life", [
        ("r_rec", "回收比例", "share of recycling", "1", "0.6", "substitute", "psr-0014"),
        ("r_inc", "焚烧比例", "share of incineration", "1", "0.25", "assumption", "authors"),
        ("r_lf", "填埋比例", "share of landfill", "1", "0.15", "assumption", "authors")]),
    ("excluded", "c_tot = sum(e_i) / CFP", "舍去总占比", "share of all exclusions", [
        ("e_i", "第i个舍去项的估算值", "estimate of exclusion i", "kgCO2e", None, None, None)]),
    ("primary", "s_prim = E_prim / (E_prim + E_sec)", "初级数据占比", "share of primary data", [
        ("E_prim", "初级数据支持的排放", "emissions backed by primary data", "kgCO2e", "566.6", None, None),
        ("E_sec", "次级数据支持的排放", "emissions backed by secondary data", "kgCO2e", "657.1", None, None)]),
    ("score", "DQ_i = (TeR + GeR + TiR + P_i) / 4", "数据质量得分", "data quality score", [
        ("TeR", "技术代表性", "technological representativeness", "1", None, None, None),
        ("GeR", "地理代表性", "geographical representativeness", "1", None, None, None),
        ("TiR", "时间代表性", "time representativeness", "1", None, None, None),
        ("P_i", "精度", "precision", "1", None, None, None)]),
    ("quality", "DQR = sum(E_i * DQ_i) / sum(E_i)", "加权数据质量得分", "weighted data quality score", [
        ("E_i", "第i项排放", "emission i", "kgCO2e", None, None, None)]),
]

PARAMETERS = [
    ("reference_flux", "参考光通量", "reference luminous flux", "1000", "lm", "psr-0014", "6.2"),
    ("reference_life", "参考寿命", "reference life", "35000", "h", "psr-0014", "6.2"),
    ("cut_off_single", "单项舍去限值", "limit for a single exclusion", "1", "%", "gb-24067", "6.4"),
    ("cut_off_total", "舍去总量限值", "limit for all exclusions", "5", "%", "gb-24067", "6.4"),
    ("data_quality_limit", "数据质量限值", "data quality limit", "3", "1", "gb-24067", "6.5"),
    ("default_distance", "缺省运输距离", "default transport distance", "500", "km", "gb-51366", "7.3"),
    ("transport_factor", "重型柴油货车（18 t）运输因子", "transport factor, heavy diesel lorry (18 t)", "0.129", "kgCO2e/(t*km)", "gb-51366", "7.3"),
    ("recycling_share", "回收比例", "share of recycling", "0.6", "1", "psr-0014", "7.5"),
    ("incineration_share", "焚烧比例", "share of incineration", "0.25", "1", "authors", "7.5"),
    ("landfill_share", "填埋比例", "share of landfill", "0.15", "1", "authors", "7.5"),
]
CHAIN = [("gb/lighting", "0.1.0", "GB/T 45818-2025"), ("gb/24067", "1.0.0", "GB/T 24067-2024"), ("iso14067", "1.0.0", "ISO 14067:2018")]


def rows(number: int, entries: tuple[Any, ...]) -> list[dict[str, Any]]:
    made = []
    for index, (name, verb, zh, en, evidence, methods, rest) in enumerate(entries, 1):
        source, origin = rest.split()
        check = CHECKS.get(name)
        standard = CHAIN[2][2] if source == "iso-14067" else CHAIN[0][2] if origin == "own" else CHAIN[1][2]
        made.append({
            "no": f"{number}.{index}",
            "id": name,
            "clause": f"{number + 3}.{index}",
            "standard": standard,
            "verb": verb,
            "text": pair(zh, en),
            "evidence": [pair(*EVIDENCE[item]) for item in evidence.split()],
            "methods": [pair(*METHODS[item]) for item in methods.split()],
            "severity": {"shall": "major", "should": "minor", "may": "observation"}[verb],
            "verdict": check[2] if check else None,
            "reason": check[3] if check else None,
            "check": check and {
                **expression(check[0]),
                "values": [{**expression(item), "value": value, "unit": unit} for item, value, unit in check[1]],
            },
            "source": {"id": source, "title": SOURCES[source][0], "grade": SOURCES[source][3]},
            "origin": origin,
            "because": pair("照明产品的功能以光通量和时间表示", "the function of lighting is given by luminous flux and time") if origin == "modified" else None,
        })
    return made


def formulas() -> list[dict[str, Any]]:
    return [
        {
            "no": str(number),
            "name": name,
            "label": pair(zh, en),
            **expression(text, block=True),
            "clause": f"7.{number}",
            "where": [
                {**expression(item), "label": pair(*labels), "unit": unit, "value": value, "grade": grade, "source": source}
                for item, *labels, unit, value, grade, source in where
            ],
        }
        for number, (name, text, zh, en, where) in enumerate(FORMULAS, 1)
    ]


def result(counts: dict[str, int]) -> dict[str, Any]:
    stages = {"raw_materials": 2.226, "production": 0.284, "distribution": 0.0375, "use": 141.6, "end_of_life": -0.099}
    total = sum(stages.values())
    contributors = [
        ("使用阶段用电", "electricity in use", "use", 141.6),
        ("压铸铝散热器", "die-cast aluminium heat sink", "raw_materials", 1.192),
        ("印制电路板与LED封装", "printed circuit board and LED packages", "raw_materials", 0.618),
        ("组装车间用电", "electricity of the assembly workshop", "production", 0.248),
        ("聚碳酸酯扩散板", "polycarbonate diffuser", "raw_materials", 0.231),
        ("铝的末期回收", "recovery of aluminium at end of life", "end_of_life", -0.122),
    ]
    return {
        "per_unit": {"value": "144", "unit": "kgCO2e"},
        "per_basis": {"value": "1220", "unit": "kgCO2e"},
        "stages": [{"id": key, "label": pair(*STAGES[key]), "value": f"{value:.3g}", "share": value / total} for key, value in stages.items()],
        "species": [
            {"id": "fossil", "label": pair("化石源", "fossil"), "value": "144", "share": 0.9994},
            {"id": "biogenic_emission", "label": pair("生物源排放", "biogenic emissions"), "value": "0.112", "share": 0.0008},
            {"id": "biogenic_removal", "label": pair("生物源清除", "biogenic removals"), "value": "-0.112", "share": -0.0008},
            {"id": "land_use_change", "label": pair("土地利用变化", "land use change"), "value": "0.086", "share": 0.0006},
            {"id": "aircraft", "label": pair("航空运输", "aircraft"), "value": "0", "share": 0.0},
        ],
        "indicators": [
            {"label": pair("舍去总占比", "share of all exclusions"), "value": "1.87", "unit": "%", "limit": {"sign": "<=", "value": "5", "unit": "%"}},
            {"label": pair("初级数据占比", "share of primary data"), "value": "46.3", "unit": "%", "limit": {"sign": ">=", "value": "50", "unit": "%"}},
            {"label": pair("加权数据质量得分", "weighted data quality score"), "value": "2.14", "unit": "1", "limit": {"sign": "<=", "value": "3", "unit": "1"}},
            {"label": pair("回收避免的排放（单独列出）", "avoided emissions by recovery (listed apart)"), "value": "-0.482", "unit": "kgCO2e", "limit": None},
        ],
        "counts": counts,
        "contributors": [{"label": pair(zh, en), "stage": pair(*STAGES[stage]), "value": f"{value:.3g}", "share": value / total} for zh, en, stage, value in contributors],
    }


def view(kind: str) -> dict[str, Any]:
    groups = [{"title": title, "rows": rows(number, entries)} for number, (title, entries) in enumerate(GROUPS, 1)]
    every = [row for item in groups for row in item["rows"]]
    counts = {name: sum(row["verdict"] == name for row in every) for name in ("satisfied", "not_satisfied", "not_evaluated", "not_applicable")}
    counts["manual"] = sum(row["verdict"] is None for row in every)
    maker = {"name": pair("示例光电科技有限公司", "Example Lighting Technology Co., Ltd."), "address": pair("广东省某市某区示例路88号", "88 Example Road, Some District, Some City, Guangdong")}
    return {
        "kind": kind,
        "lang": "both",
        "engine": {"name": "ruleengine", "version": "0.1.0"},
        "ruleset": {
            "id": "gb/lighting",
            "version": "0.1.0",
            "hash": digest("gb/lighting@0.1.0"),
            "title": pair("照明产品", "lighting products"),
            "standard": {
                "number": "GB/T 45818-2025",
                "title": pair("温室气体　产品碳足迹量化方法与要求　照明产品", "Greenhouse gases — Quantification methodologies and requirements for carbon footprint of products — Lighting products"),
                "stage": "published",
                "issued": "2025-05-30",
                "effective": "2025-12-01",
            },
            "status": "draft",
            "clauses": "encoding",
            "note": pair("未能读到GB/T 45818-2025的文本。本规则集依据公开目录信息、上位标准和替代资料编制，不是该标准的文本，条款编号为编码自身的顺序。", "The text of GB/T 45818-2025 could not be read. This rule set was made from public catalogue data, the parent standard and substitute documents. It is not the text of the standard; clause numbers are the encoding's own."),
            "chain": [{"id": name, "version": version, "number": number} for name, version, number in CHAIN],
        },
        "product": {"name": pair("LED平板灯 600×600", "LED panel luminaire 600×600"), "model": "EX-P6060-29W", "batch": "2025-11-A", "manufacturer": maker, "site": pair("广东省某市示例工业园3号厂房", "Building 3, Example Industrial Park, Some City, Guangdong")},
        "inventory": {"id": "led-panel-600", "hash": digest("led-panel-600"), "period": {"from": "2025-01-01", "to": "2025-12-31"}, "note": pair("虚构制造商的示例产品，数值仅作说明。", "An illustrative product of an invented maker; the numbers serve as an example only.")},
        "unit": {
            "kind": "functional",
            "text": pair("提供1 000 lm的光通量并使用35 000 h", "provision of 1 000 lm of light over 35 000 h"),
            "short": pair("1 000 lm × 35 000 h", "1 000 lm × 35 000 h"),
            "basis": pair("一件灯具", "one luminaire"),
            "reference_flow": {"value": "0.1178", "unit": "1"},
        },
        "boundary": {
            "type": "cradle-to-grave",
            "stages": [{"id": key, "label": pair(*labels)} for key, labels in STAGES.items()],
            "text": pair("从原材料获取到生命末期处理，包括各阶段之间的运输。", "From raw material acquisition to end-of-life treatment, with the transport between the stages."),
            "includes": [pair("光源、控制装置、壳体与光学部件", "light source, control gear, housing and optical parts"), pair("销售包装和运输包装", "sales and transport packaging"), pair("使用阶段用电与更换件", "electricity and replacement parts in use")],
            "excludes": [pair("资本货物", "capital goods"), pair("员工通勤和差旅", "commuting and business travel"), pair("安装用辅材", "auxiliary materials for installation")],
        },
        "result": result(counts),
        "groups": groups,
        "formulas": formulas(),
        "parameters": [
            {"id": name, "label": pair(zh, en), "value": value, "unit": unit, "grade": SOURCES[source][3], "source": source, "clause": clause}
            for name, zh, en, value, unit, source, clause in PARAMETERS
        ],
        "factor_tables": [
            {"id": "gb/factors/electricity", "version": "2024.0.0", "hash": digest("electricity"), "title": pair("电力碳足迹因子（2024年）", "electricity carbon footprint factors (2024)"), "nature": "life-cycle", "grade": "official"},
            {"id": "gb/factors/transport", "version": "1.0.0", "hash": digest("transport"), "title": pair("货物运输因子", "freight transport factors"), "nature": "direct", "grade": "standard"},
            {"id": "gb/factors/gases", "version": "1.0.0", "hash": digest("gases"), "title": pair("天然气燃烧与上游因子", "natural gas combustion and upstream factors"), "nature": "upstream", "grade": "secondary"},
            {"id": "iso14067/factors/gwp100-ar6", "version": "1.0.0", "hash": digest("gwp"), "title": pair("IPCC第六次评估报告100年全球变暖潜势", "100-year global warming potentials, IPCC AR6"), "nature": "characterization", "grade": "official"},
        ],
        "sources": [{"id": key, "title": title, "publisher": publisher, "year": year, "grade": grade} for key, (title, publisher, year, grade) in SOURCES.items()],
        "declaration": None if kind == "checklist" else {
            "number": "DoC-2026-0007",
            "conforms": False,
            "issuer": maker,
            "place": pair("广东省某市", "Some City, Guangdong"),
            "date": "2026-11-23",
            "signatory": {"name": pair("张喆", "Zhang Zhe"), "function": pair("质量总监", "Director of Quality")},
            "valid_until": "2028-11-22",
            "limits": pair("仅适用于所列型号和批次；工艺、供应链或因子发生变化并使结果变化超过10 %的，本声明失效。", "Applies to the listed model and batch only; it ceases to be valid when process, supply chain or factors change and the result moves by more than 10 %."),
        },
    }


def main() -> None:
    VIEWS.mkdir(exist_ok=True)
    for kind in ("checklist", "declaration"):
        text = json.dumps(view(kind), ensure_ascii=False, indent=1)
        (VIEWS / f"{kind}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
