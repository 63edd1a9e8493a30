"""The codes of the lints: what rule sets say that is right by its shape and probably not meant."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, warning


def _lint(code: str, title: str, cause: str, remedy: str, zh: tuple[str, str, str]) -> Code:
    """A warning that an author may answer by saying that it is meant so."""
    word = f"`meant: {{{code}: {{zh: …, en: …}}}}`"
    chinese = (*zh[:2], f"{zh[2]}；如有意为之，应说明理由：{word}")
    return warning(title, cause, f"{remedy}, or say why it is meant so: {word}", chinese)


CODES: dict[str, Code] = {
    "W530": _lint(
        "W530",
        "verb and words of a requirement differ",
        "a requirement is one duty: its verb and the words of its text say the same",
        "correct the verb or the text, or make one requirement of each duty",
        zh=(
            "要求的动词与文字不一致",
            "一项要求只规定一项义务，其动词应与文字的能愿动词一致",
            "改正动词或文字，或按义务拆分为多项要求",
        ),
    ),
    "W531": _lint(
        "W531",
        "number in a text that is no parameter",
        "a number that is written in a text stays when the parameter is changed, and has no source",
        "make it a parameter with a source, and write its name in braces",
        zh=(
            "文本中的数字不是参数",
            "直接写在文本中的数字不随参数改变，也没有来源",
            "将其设为有来源的参数，并在花括号中写其名称",
        ),
    ),
    "W532": _lint(
        "W532",
        "languages of a text name different parameters",
        "both languages of a text say the same",
        "name the parameter in both languages",
        zh=(
            "文本的两种语言所写的参数不同",
            "文本的两种语言应表述相同内容",
            "在两种语言中均写该参数",
        ),
    ),
    "W533": _lint(
        "W533",
        "text names a parameter that its check does not look at",
        "a text that says more than its check tests promises what nobody has checked",
        "let the check look at it, or say it in a requirement of its own",
        zh=(
            "文本写有判定式不涉及的参数",
            "文本所述超出判定式的范围，即声明了未经核查的内容",
            "在判定式中使用该参数，或另立一项要求",
        ),
    ),
    "W534": _lint(
        "W534",
        "product code is not in the form of its system",
        "nobody can look it up, and products cannot be found by it",
        "correct the code, or the name of the system",
        zh=(
            "产品编码不符合其分类体系的形式",
            "该编码无法查到，也无法据以查找产品",
            "改正编码，或改正分类体系的名称",
        ),
    ),
    "W535": _lint(
        "W535",
        "plain number beside a per cent",
        "units turn per cent into fractions and back; a hundred written beside them does it twice",
        "leave the hundred out; write a limit as a parameter in `%`",
        zh=(
            "百分数旁写有无单位数字",
            "单位换算已处理百分数与小数的转换，再写100即重复换算",
            "删去100；限值应写成单位为`%`的参数",
        ),
    ),
    "W536": _lint(
        "W536",
        "limit of less than one per cent",
        "a share was perhaps written as a fraction: 0.05 where 5 % is meant",
        "correct the number",
        zh=(
            "限值小于1 %",
            "份额可能误按小数填写，例如将5 %写成0.05",
            "改正该数值",
        ),
    ),
    "W537": _lint(
        "W537",
        "share or count without limits",
        "a negative number, or a share greater than the whole, is taken without a word",
        "give `min` and `max`, or `above` and `below`",
        zh=(
            "份额或计数没有限值",
            "负数或大于整体的份额会不经提示而被采用",
            "给出`min`和`max`，或`above`和`below`",
        ),
    ),
    "W538": _lint(
        "W538",
        "removals or credits in a divisor",
        "a total from which something is subtracted may come near zero or below, so that a share of it says nothing",
        "divide by the sum of what is emitted: of removals `footprint.gross`, of credits a quantity without them",
        zh=(
            "除数含清除量或抵扣量",
            "经扣减的总量可能接近零或为负，以其为基数的份额没有意义",
            "以排放量之和为除数：有清除量的用`footprint.gross`，有抵扣量的另设不含抵扣的量",
        ),
    ),
    "W539": warning(
        "`meant` silences nothing",
        "the element says that a warning is meant so, and no such warning is told of it",
        "take the word out",
        zh=("`meant`未消除任何警告", "要素说明某项警告为有意为之，而该处并无此警告", "删去该说明"),
    ),
    "W540": _lint(
        "W540",
        "twice the amounts of a period are not twice its emissions",
        "the reference flow is upside down, or amounts of a period are added to amounts of one piece",
        "correct the formula",
        zh=(
            "时段内数量加倍而排放量未加倍",
            "基准流可能颠倒，或将时段数量与单件数量相加",
            "改正公式",
        ),
    ),
    "W541": _lint(
        "W541",
        "more of a number lowers the result, and no verdict reacts",
        "who writes a larger number gets a better result, and nothing asks for a reason",
        "ask for evidence or a limit by a requirement, or correct the formula",
        zh=(
            "数值增大使结果降低，而判定均无变化",
            "填写较大的数值即得到较好的结果，且无须说明理由",
            "以要求规定证据或限值，或改正公式",
        ),
    ),
    "W542": _lint(
        "W542",
        "half of a number lowers the result by much, and no verdict reacts",
        "what is left out or understated is not seen by any requirement",
        "hold the number against another one by a requirement: a balance, a limit, a meter",
        zh=(
            "数值减半使结果明显降低，而判定均无变化",
            "遗漏或少报的内容未被任何要求发现",
            "以要求将该数值与其他数值核对，例如平衡、限值或计量读数",
        ),
    ),
    "W543": _lint(
        "W543",
        "a text names an input by its label, and the check does not look at it",
        "the reader takes for checked what is not",
        "let the check look at it, make it a row of its own, or word the text otherwise",
        zh=(
            "文本以标签提到某项输入，而检查未涉及该输入",
            "读者会以为未检查的内容已被检查",
            "使检查涉及该输入，或另立一项要求，或改写文本",
        ),
    ),
    "W544": _lint(
        "W544",
        "no verdict reacts to the extremes of a number",
        "nothing but its source holds the number; that is told only where it is asked for",
        "hold the number against another one by a requirement, where a wrong one could better a result",
        zh=(
            "数值取极端值时判定均无变化",
            "除来源外没有要求约束该数值；仅在要求列出时提示",
            "错误数值可使结果变好的，以要求将其与其他数值核对",
        ),
    ),
}
