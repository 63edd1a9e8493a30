"""Parts of sentences about formulas and rule sets: constructs, kinds of values, limits, what to do."""

from __future__ import annotations

FORMULA_PHRASES: dict[str, tuple[str, str]] = {
    # constructs of Python that are not part of the formula language, and what to do instead
    "construct.lambda": ("a lambda", "匿名函数"),
    "construct.assignment": ("an assignment", "赋值"),
    "construct.comprehension": ("a comprehension", "推导式"),
    "construct.dictionary": ("a dictionary", "字典"),
    "construct.set": ("a set", "集合"),
    "construct.list": ("a list", "列表"),
    "construct.tuple": ("a tuple", "元组"),
    "construct.f_string": ("an f-string", "格式化文本"),
    "construct.star": ("`*`", "此处的`*`"),
    "construct.await": ("`await`", "关键字`await`"),
    "construct.yield": ("`yield`", "关键字`yield`"),
    "construct.slice": ("a slice", "切片"),
    "construct.literal": ("this literal", "此字面值"),
    "construct.other": ("this construct", "此结构"),
    "todo.quantity": ("make a quantity of it, and use its id", "将其写成中间量，并使用其标识"),
    "todo.aggregate": (
        "use `sum`, `mean`, `min`, `max`, `any`, `all` or `count` over the rows of a table",
        "用`sum`、`mean`、`min`、`max`、`any`、`all`或`count`处理表的各行",
    ),
    "todo.one_value": (
        "write one value; several texts stand only after `in`, in round brackets",
        "只写一个值；多个文本只能写在`in`之后的圆括号中",
    ),
    "todo.plain_text": ("write a plain text in quotation marks", "写成引号中的普通文本"),
    "todo.one_key": ("give the key of one row", "给出一行的键"),
    "todo.literal": (
        "write a number, a text or a truth value; `given(x)` asks whether there is a value",
        "写数、文本或真假值；用`given(x)`判断是否有值",
    ),
    "todo.remove": ("remove it", "将其删除"),
    "todo.not": ("write `not`", "写`not`"),
    "todo.divide": (
        "write `/`; where whole numbers are due, `floor(…)`, `ceil(…)` or `round_half_even(…, 0)`",
        "写`/`；需取整时用`floor(…)`、`ceil(…)`或`round_half_even(…, 0)`",
    ),
    "todo.per_cent": (
        "write `*` or `/`; a share has the unit `%` and needs no sign",
        "写`*`或`/`；份额的单位为`%`，公式中不写该符号",
    ),
    "todo.power": ("write `**` for a power", "乘方写`**`"),
    "todo.and": ("write `and`", "写`and`"),
    "todo.or": ("write `or`", "写`or`"),
    "todo.operators": ("write the calculation by these operators", "用这些运算符书写"),
    "todo.number_of_condition": (
        "make a number of it: `1 if {part} else 0`",
        "将其写成数：`1 if {part} else 0`",
    ),
    "todo.use_of_text": (
        "compare the text by `==` or `in`, or use it as the key of a look-up table",
        "用`==`或`in`比较该文本，或作为查找表的键",
    ),
    "todo.behind_reference": (
        "name a column behind the reference: `{part}.column`",
        "写引用之后的列：`{part}.column`",
    ),
    "todo.compare_number": ("compare it, e.g. `{part} > 0`", "将其与限值比较，例如`{part} > 0`"),
    "todo.compare_text": ('compare it, e.g. `{part} == "…"`', '将其比较，例如`{part} == "…"`'),
    "todo.correct_formula": ("correct the formula", "改正公式"),
    "todo.condition_or_number": (
        "remove `unit` where the condition itself is meant, or make a number of it: `1 if … else 0`",
        "若所需即为该条件，删除`unit`；否则写成数：`1 if … else 0`",
    ),
    "todo.text_or_number": (
        "remove `unit` where the text itself is meant, or correct the formula",
        "若所需即为该文本，删除`unit`；否则改正公式",
    ),
    "todo.join_rows": ("join the rows by `all(…)` or `any(…)`", "用`all(…)`或`any(…)`合并各行"),
    "todo.add_up": ("add them up by `sum(…)`", "用`sum(…)`求和"),
    # what a function takes
    "due.one_column": ("one column", "一列"),
    "due.column_or_values": ("a column, or several values", "一列，或多个值"),
    "due.one_value": ("one value", "一个值"),
    "due.value_and_places": (
        "a value, a number of decimal places and perhaps a unit",
        "一个值、小数位数，必要时加单位",
    ),
    "due.value_and_unit": ("a value and perhaps a unit", "一个值，必要时加单位"),
    # kinds of values
    "kind.number": ("a number in `{unit}`", "单位为`{unit}`的数"),
    "kind.plain_number": ("a plain number", "纯数"),
    "kind.text": ("a text", "文本"),
    "kind.condition": ("a condition", "条件"),
    "kind.reference": ("a reference", "引用"),
    "kind.of_rows": ("{kind} for each row of `{table}`", "`{table}`每行的{kind}"),
    "todo.write_condition": ("write a condition, such as a comparison", "写条件，例如比较"),
    "todo.write_number": ("write a single plain number", "写单个纯数"),
    # limits of numbers
    "limit.above": ("above {value}", "大于{value}"),
    "limit.at_least": ("at least {value}", "不小于{value}"),
    "limit.below": ("below {value}", "小于{value}"),
    "limit.at_most": ("at most {value}", "不大于{value}"),
    # when a version applies
    "period.none": ("`{version}` has no date of effect", "`{version}`没有实施日期"),
    "period.since": ("`{version}` from {first}", "`{version}`自{first}起有效"),
    "period.between": (
        "`{version}` from {first} to {last}",
        "`{version}`自{first}至{last}有效",
    ),
    "period.transition": (
        "`{version}` from {first} to {last}, in transition until {end}",
        "`{version}`自{first}至{last}有效，过渡期至{end}",
    ),
    "period.withdrawn": ("{applies}, withdrawn from {day}", "{applies}，自{day}起撤回"),
}
