"""Sentences about the units of formulas, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

_ONE_DIMENSION = (
    "two values of one dimension; the left side is {left_dimension} ({left:code})",
    "两侧量纲相同；左侧为{left_dimension}（{left:code}）",
)
_RIGHT_SIDE = (
    "the right side is {right_dimension} ({right:code})",
    "右侧为{right_dimension}（{right:code}）",
)
_FACTOR = (
    "multiply or divide one side by what brings it to the dimension of the other, such as a factor",
    "将一侧乘以或除以相应的量（例如因子），使两侧量纲相同",
)
_COMPARE = ("give both sides one dimension", "使两侧量纲相同")

SENTENCES: dict[str, Sentence] = {
    # units that do not fit
    "E405.result": Sentence(
        "the result is in {unit:code}, the declared unit is {declared:code}",
        "结果的单位为{unit:code}，声明的单位为{declared:code}",
        expected=("{declared:code}, {declared_dimension}", "{declared:code}，{declared_dimension}"),
        found=("{unit:code}, {unit_dimension}", "{unit:code}，{unit_dimension}"),
        remedies=(
            ("correct the formula, or declare the unit {due:code}", "改正公式，或将单位声明为{due:code}"),
        ),
    ),
    "E405.emission": Sentence(
        "the result is in {unit:code}, the declared unit is {declared:code}",
        "结果的单位为{unit:code}，声明的单位为{declared:code}",
        expected=("{declared:code}, {declared_dimension}", "{declared:code}，{declared_dimension}"),
        found=("{unit:code}, {unit_dimension}", "{unit:code}，{unit_dimension}"),
        remedy=(
            "correct the formula: an emission is an amount times an emission factor",
            "改正公式：排放量为活动数据乘以排放因子",
        ),
    ),
    "E405.plain_result": Sentence(
        "the result is in {unit:code}, a plain number is due here",
        "结果的单位为{unit:code}，此处应为纯数",
        expected=("a plain number", "纯数"),
        found=("{unit:code}, {unit_dimension}", "{unit:code}，{unit_dimension}"),
        remedy=("divide it by a value in {unit:code}", "除以单位为{unit:code}的值"),
    ),
    "E405.added": Sentence(
        "{right:code} cannot be added to {left:code}",
        "{right:code}不能与{left:code}相加",
        expected=_ONE_DIMENSION,
        found=_RIGHT_SIDE,
        remedy=_FACTOR,
    ),
    "E405.subtracted": Sentence(
        "{right:code} cannot be subtracted from {left:code}",
        "不能从{left:code}中减去{right:code}",
        expected=_ONE_DIMENSION,
        found=_RIGHT_SIDE,
        remedy=_FACTOR,
    ),
    "E405.compared": Sentence(
        "{right:code} cannot be compared with {left:code}",
        "{right:code}不能与{left:code}比较",
        expected=_ONE_DIMENSION,
        found=_RIGHT_SIDE,
        remedy=_COMPARE,
    ),
    "E405.chosen": Sentence(
        "{right:code} cannot be chosen instead of {left:code}",
        "{right:code}不能与{left:code}作为同一选择的两侧",
        expected=_ONE_DIMENSION,
        found=_RIGHT_SIDE,
        remedy=_COMPARE,
    ),
    "E405.plain": Sentence(
        "{function:code} takes a plain number",
        "{function:code}只接受纯数",
        expected=("a plain number", "纯数"),
        found=("{unit:code}, {unit_dimension}", "{unit:code}，{unit_dimension}"),
        remedy=("divide it by a value in {unit:code} first", "先除以单位为{unit:code}的值"),
    ),
    "E405.no_root": Sentence(
        "the root of {unit:code}: the unit has no exact square root",
        "{unit:code}不能开平方：该单位没有精确的平方根",
        remedy=(
            "give the value in a unit with an exact root, as `kg` or `m^2` have",
            "改用有精确平方根的单位，例如`kg`或`m^2`",
        ),
    ),
    "E405.too_high": Sentence(
        "the unit of this part has an exponent above 60",
        "此处单位的指数大于60",
        remedy=("take powers of plain numbers only: divide by the unit first", "只对纯数乘方：先除以该单位"),
    ),
    "E405.only_square_root": Sentence(
        "the root of {unit:code}: only square roots of units are supported",
        "{unit:code}不能开方：单位只支持平方根",
        remedy=("divide by the unit first, so that a plain number is left", "先除以该单位，得到纯数后再开方"),
    ),
    # units
    "E408.unknown": Sentence(
        "{text:code} is not a unit", "{text:code}不是单位", remedies=(("{todo}", "{todo}"),)
    ),
    "E408.empty": Sentence(
        "the unit is empty",
        "单位为空",
        remedy=('write a unit, or `"1"` for a plain number', '写单位；纯数写`"1"`'),
    ),
    "E408.symbol": Sentence(
        "{symbol:code} is not a unit (in {text:code})",
        "{symbol:code}不是单位（见{text:code}）",
        remedies=(("{todo}", "{todo}"),),
    ),
    "E408.long": Sentence(
        "the unit {text:code} has {length} characters, the limit is {limit}",
        "单位{text:code}有{length}个字符，上限为{limit}个",
        remedy=("write it as a product of a few symbols", "写成少数几个符号的乘积"),
    ),
    "E408.incomplete": Sentence(
        "the unit {text:code} is not complete",
        "单位{text:code}不完整",
        remedy=(
            "write a symbol behind each `*` and `/`, or remove the sign",
            "在每个`*`和`/`之后写单位符号，或删除该符号",
        ),
        remedies=(("{todo}", "{todo}"),),
    ),
    "E408.bracket": Sentence(
        "a bracket is not closed in the unit {text:code}",
        "单位{text:code}中括号没有闭合",
        remedy=("close the bracket, or remove it", "闭合括号，或将其删除"),
    ),
    "E408.number": Sentence(
        "a number stands in the unit {text:code}",
        "单位{text:code}中有数字",
        remedy=("write the unit alone; a number is a value, or a parameter", "只写单位；数字应写成值或参数"),
    ),
    "E408.exponent": Sentence(
        "an exponent of the unit {text:code} is not a whole number from 0 to {limit}",
        "单位{text:code}的指数不是0至{limit}的整数",
        remedy=("write such an exponent, as in `m^2`", "写这样的指数，例如`m^2`"),
    ),
    # rounding
    "E413.unit": Sentence(
        "{function:code} rounds a value with a unit, and does not say in which unit",
        "{function:code}修约带单位的值，但未写明按哪个单位修约",
        expected=("a unit in quotation marks as the last value", "最后一个值为引号中的单位"),
        found=("a value in {unit:code}, {unit_dimension}", "单位为{unit:code}的值，{unit_dimension}"),
        remedy=(
            'name the unit, e.g. `"{unit}"`; or make the rounding the whole formula of an element that declares it',
            '写明单位，例如`"{unit}"`；或将修约单独作为一个要素的全部公式，由其声明单位',
        ),
    ),
    "E413.share": Sentence(
        "{function:code} rounds a share, and does not say whether as per cent or as a plain number",
        "{function:code}修约份额，但未写明按百分数还是按纯数修约",
        expected=("a unit in quotation marks as the last value", "最后一个值为引号中的单位"),
        remedy=('write `"%"` or `"1"` as the last value', '最后一个值写`"%"`或`"1"`'),
    ),
    "E413.dimension": Sentence(
        "{function:code} cannot round a value in {unit:code} to {named:code}",
        "{function:code}不能将单位为{unit:code}的值按{named:code}修约",
        expected=("a unit of {unit_dimension}", "{unit_dimension}的单位"),
        found=("{named:code}, {named_dimension}", "{named:code}，{named_dimension}"),
        remedy=("name a unit of the dimension of the value", "写与该值同量纲的单位"),
    ),
    "E413.named": Sentence(
        "the unit of a rounding is a text in quotation marks, this is {part:code}",
        "修约的单位应为引号中的文本，实际为{part:code}",
        remedy=('write the unit itself, e.g. `"kg"`', '写单位本身，例如`"kg"`'),
    ),
}
