"""The codes of calculation and tests."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E701": error(
        "division by zero",
        "a divisor is zero for this inventory",
        "check the values that make up the divisor",
        zh=("除数为零", "对该清单而言除数为零", "检查构成除数的各值"),
    ),
    "E702": error(
        "number out of range",
        "a result is too large or not defined (overflow, root of a negative number, …)",
        "check the values named",
        zh=("数值超出范围", "结果过大或无定义（溢出、负数开方等）", "检查所指明的值"),
    ),
    "E703": error(
        "no such row in the look-up table",
        "the key is not in the table",
        "use one of the keys of the table",
        zh=("查找表中无此行", "该键不在表中", "使用表中的键"),
    ),
    "E704": error(
        "emission cannot be calculated",
        "a value it needs is missing",
        "give the missing value",
        zh=("排放量无法核算", "缺少所需的值", "给出所缺的值"),
    ),
    "E705": error(
        "rule test failed",
        "the result differs from the expected one",
        "correct the rule, or the expectation if it was worked out wrongly",
        zh=("规则测试未通过", "结果与预期不一致", "改正规则；若预期值推算有误，则改正预期值"),
    ),
    "E706": error(
        "rule set is abstract",
        "it is a base for others; no product is calculated with it",
        "name a category rule set",
        zh=("规则集为抽象规则集", "它是其他规则集的基础，不用于核算产品", "指明产品种类的规则集"),
    ),
    "E721": error(
        "no such number",
        "a break-even is searched for one number of the inventory or one parameter",
        "name an input, a parameter, or a cell such as `materials[3].mass`",
        zh=(
            "无此数值",
            "临界值是针对清单中的一个数或一个参数求取的",
            "指明输入、参数或单元格，如`materials[3].mass`",
        ),
    ),
    "E722": error(
        "no break-even",
        "no value within the limits of the rule set brings the footprint per unit to the target",
        "choose a target within the range named, or another number",
        zh=(
            "没有临界值",
            "在规则集的限值内，没有值能使单位产品碳足迹达到目标",
            "在所指明的范围内选择目标，或选择其他数值",
        ),
    ),
    "E723": error(
        "nothing is uncertain",
        "all numbers that the footprint rests on are exact, zero, or those of the rule set, or with `--no-pedigree` "
        "none has an uncertainty of its own",
        "add `uncertainty:` to values, or leave out `--no-pedigree`",
        zh=(
            "没有不确定的数值",
            "碳足迹所依据的数值均为精确值、零值或规则集给出的数值，或在采用`--no-pedigree`时均未给出不确定度",
            "为值补充`uncertainty:`，或去掉`--no-pedigree`",
        ),
    ),
    "E724": error(
        "no draw can be calculated",
        "too many of the values drawn make the calculation fail, such as a divisor of zero",
        "narrow the distributions of the values that make up divisors",
        zh=(
            "无一次抽样可以核算",
            "抽取的值中有过多使核算失败，例如使除数为零",
            "缩小构成除数的各值的分布范围",
        ),
    ),
    "E731": error(
        "no result record",
        "the file is something else, or a record in a format that this engine does not know",
        "name a file that `ruleengine calculate --format json` has written, with one result in it",
        (
            "不是结果记录",
            "文件是别的内容，或其记录格式不为本引擎所知",
            "给出`ruleengine calculate --format json`写出的、含一个结果的文件",
        ),
    ),
    "E732": error(
        "broken number in a result record",
        "numbers of a record are texts in plain decimal notation",
        "write the number out, or take the record as it was written",
        (
            "结果记录中的数值有误",
            "记录中的数值是以普通十进制记法写成的文本",
            "写出完整数值，或使用原样写出的记录",
        ),
    ),
    "E733": error(
        "the replay differs from the record",
        "rules, factor tables, inventory or numbers are not those that the record names",
        "calculate with what the record names; if the record was changed, it does not hold",
        (
            "重算与记录不一致",
            "规则、因子表、清单或数值与记录所载不同",
            "用记录所载的规则和数据重算；若记录被改动过，则该记录不成立",
        ),
    ),
    "W734": warning(
        "calculated by another version",
        "the record has an earlier format, or names another version of the engine or an inventory worded otherwise",
        "nothing need be done while the numbers are the same",
        (
            "由另一版本算出",
            "记录的格式较早，所载的引擎版本不同，或清单的文字不同",
            "数值相同时无须处理",
        ),
    ),
    "E735": error(
        "record cannot be calculated again",
        "the inventory of a record is not found, or what lies beside the records is not in order",
        "name the folder with the inventories (`--inventories`), or write the records anew (`replay --record`)",
        zh=(
            "记录无法重算",
            "找不到记录对应的清单，或记录旁的文件有误",
            "用`--inventories`指明清单所在的文件夹，或用`replay --record`重新写入记录",
        ),
    ),
}
