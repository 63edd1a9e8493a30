"""The codes of formulas and units."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error

CODES: dict[str, Code] = {
    "E401": error(
        "formula cannot be read",
        "the text does not follow the formula grammar",
        "correct the formula at the place underlined",
        zh=("公式无法读取", "文本不符合公式语法", "改正下划线标出处的公式"),
    ),
    "E402": error(
        "not part of the formula language",
        "only the listed operators and functions exist",
        "write it as docs/guide/rule-set-format.md describes",
        zh=("不属于公式语言", "只能使用所列的运算符和函数", "按docs/guide/rule-set-format.md的说明书写"),
    ),
    "E403": error(
        "formula too long or too deep",
        "length, depth and number of parts are limited",
        "split it into quantities with names",
        zh=("公式过长或过深", "公式的长度、深度和组成部分数量均有上限", "拆分为若干有名称的中间量"),
    ),
    "E404": error(
        "unknown name",
        "the name is no input, parameter, table, quantity, emission or indicator",
        "correct the name, or define it",
        zh=("名称未知", "该名称不是输入、参数、表、中间量、排放量或指标", "改正名称，或定义该名称"),
    ),
    "E405": error(
        "units do not fit",
        "the two sides are of different dimensions",
        "correct the formula or the unit",
        zh=("单位不一致", "两侧的量纲不同", "改正公式或单位"),
    ),
    "E406": error(
        "wrong type",
        "a number, a text, a condition, a column or a single value is due here",
        "correct the formula",
        zh=("类型不符", "此处应为数、文字、条件、列或单个值", "改正公式"),
    ),
    "E407": error(
        "columns of two tables mixed",
        "row-wise arithmetic needs columns of one table",
        "follow a reference (`materials.process.x`) or sum one of them (`sum(…, by=…)`)",
        zh=(
            "混用两个表的列",
            "逐行运算要求各列属于同一个表",
            "通过引用取值（`materials.process.x`），或对其中一列求和（`sum(…, by=…)`）",
        ),
    ),
    "E408": error(
        "unknown unit",
        "the unit is not in the table of units",
        "use a unit of docs/reference/units.md",
        zh=("单位未知", "该单位不在单位表中", "使用docs/reference/units.md所列的单位"),
    ),
    "E409": error(
        "number without a source",
        "a number in a formula needs a source",
        "make it a parameter with a source",
        zh=("数字没有来源", "公式中的数字需要注明来源", "将其改为带来源的参数"),
    ),
    "E410": error(
        "look-up cannot be done",
        "the table has other keys or columns",
        "give one key for each key column, and name the value column where there are several",
        zh=("无法查表", "该表的键列或列与此不同", "为每个键列给出一个键；有多个值列时，指明值列"),
    ),
    "E411": error(
        "power not allowed",
        "exponents are small whole numbers or 0.5",
        "write such a number, or the product in full",
        zh=("不允许的乘方", "指数应为较小的整数或0.5", "改用这样的指数，或将乘积完整写出"),
    ),
    "E412": error(
        "circular formulas",
        "a value depends on itself",
        "break the circle",
        zh=("公式循环引用", "某个值依赖于自身", "打破循环"),
    ),
    "E413": error(
        "rounding without its unit",
        "what a rounding comes to depends on the unit, and the formula does not say which",
        'name the unit in quotation marks as the last value, e.g. `round_half_even(x, 1, "kg")`',
        zh=(
            "修约未写明单位",
            "修约结果取决于单位，而公式未写明单位",
            '最后一个值写引号中的单位，例如`round_half_even(x, 1, "kg")`',
        ),
    ),
}
