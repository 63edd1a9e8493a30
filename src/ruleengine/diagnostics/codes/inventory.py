"""The codes of inventories and portfolios."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E601": error(
        "unknown field",
        "the rule set has no such input or column",
        "correct the name; `ruleengine template` writes an empty inventory",
        zh=("字段未知", "规则集没有此输入或列", "改正名称；`ruleengine template`可生成空白清单"),
    ),
    "E602": error(
        "wrong unit",
        "the unit given is not known, or cannot be converted to the one asked for",
        "give the value in a unit of the dimension named",
        zh=("单位不符", "所给单位未知，或无法换算为所要求的单位", "用所指明量纲的单位给出数值"),
    ),
    "E603": error(
        "value out of range",
        "the value breaks the limits of the rule set",
        "correct the value",
        zh=("数值超出范围", "数值不符合规则集的限值", "改正数值"),
    ),
    "E604": error(
        "wrong kind of value",
        "a number, text, condition or list of rows is due",
        "write the kind of value named",
        zh=("值的种类不符", "此处应为数、文字、条件或由行组成的列表", "改为所指明种类的值"),
    ),
    "E605": error(
        "required value is missing",
        "the rule set needs this value",
        "add the value; write `not applicable` only where the rule set allows it",
        zh=("缺少必需的值", "规则集需要该值", "补充该值；仅在规则集允许时可写“不适用”"),
    ),
    "E606": error(
        "value not in the list",
        "the text is not one of the allowed values or keys",
        "write one of the allowed values",
        zh=("值不在列表中", "该文字不是允许的值或键", "改为允许的值"),
    ),
    "E607": error(
        "dangling reference",
        "the row pointed at does not exist",
        "correct the reference, or add the row",
        zh=("引用无对应的行", "所引用的行不存在", "改正引用，或补充该行"),
    ),
    "E608": error(
        "duplicate key in table",
        "two rows have the same key",
        "give each row a key of its own",
        zh=("表中键重复", "两行的键相同", "为每行给出各自的键"),
    ),
    "E609": error(
        "too few rows",
        "the table needs more rows",
        "add rows",
        zh=("行数过少", "该表需要更多的行", "补充行"),
    ),
    "E610": error(
        "inventory is for another rule set",
        "the inventory names another rule set or version",
        "use the rule set named, or correct `ruleset:` in the inventory",
        zh=(
            "清单对应其他规则集",
            "清单指明的是另一规则集或版本",
            "使用所指明的规则集，或改正清单中的`ruleset:`",
        ),
    ),
    "E611": error(
        "not applicable where a value is due",
        "a required value may not be declared not applicable",
        "give the value",
        zh=("应有值之处写为不适用", "必需的值不可声明为不适用", "给出该值"),
    ),
    "E612": error(
        "dates do not fit",
        "a period ends before it begins, a declaration is older than its standard, or a date does not exist",
        "correct the dates",
        zh=("日期不相符", "时段的结束早于开始，声明早于所依据的标准，或日期不存在", "改正日期"),
    ),
    "E613": error(
        "text has hidden or control characters",
        "direction marks and control characters can make a document read differently from its data",
        "remove them",
        zh=("文本含有隐藏字符或控制字符", "方向标记和控制字符会使文件读起来与其数据不同", "删除这些字符"),
    ),
    "W614": warning(
        "value without source",
        "a number is given without naming its data source",
        "add the data source",
        zh=("值没有来源", "给出了数值但未指明数据来源", "补充数据来源"),
    ),
    "E615": error(
        "portfolio cannot be read",
        "the file is cut off or damaged, is not of the kind its ending says, or lacks a file of its tables",
        "write the file again, and check that the copy is complete",
        zh=(
            "产品组合无法读取",
            "文件被截断或损坏、与扩展名所示种类不符，或缺少某个表的文件",
            "重新生成文件，并检查复制是否完整",
        ),
    ),
    "E616": error(
        "product id given twice",
        "two products have the same id, so neither result could be told from the other",
        "give each product an id of its own, or remove what is there twice",
        zh=(
            "产品标识重复",
            "两个产品的标识相同，其结果无法区分",
            "为每个产品给出各自的标识，或删除重复的内容",
        ),
    ),
    "E617": error(
        "too many rows",
        "a product has more rows in a table than one inventory can sensibly have",
        "add rows of the same kind up, or look for products that were put together by mistake",
        zh=(
            "行数过多",
            "某产品在一个表中的行数超过一份清单的合理数量",
            "合并同类的行，或查找误合在一起的产品",
        ),
    ),
    "E618": error(
        "column of a portfolio is not usable",
        "a column does not fit its input, two columns are for one input, or a required one is not there",
        "give the columns of the file the names of the inputs, with the unit in brackets: `mass [g]`",
        zh=(
            "产品组合的列不可用",
            "列与其输入不符、两列对应同一输入，或缺少必需的列",
            "将文件的列以输入名命名，单位写在方括号中：`mass [g]`",
        ),
    ),
    "E619": error(
        "more errors than are told",
        "of a product in a portfolio only the first errors are told",
        "correct these first",
        zh=("错误数量超过报告上限", "产品组合中的每个产品只报告最先发现的错误", "应先改正已报告的各处"),
    ),
    "E620": error(
        "identifier with a wrong check character",
        "a digit or letter of the identifier was copied wrongly",
        "copy the identifier again from where it was given",
        zh=("标识的校验码不符", "标识中有数字或字母抄录有误", "对照原始资料重新抄录标识"),
    ),
    "E630": error(
        "precondition not met",
        "the rule set says what an inventory must fulfil before anything is calculated, and this one does not",
        "correct the values named; where they are right, the rule set does not fit this product",
        zh=(
            "不满足前提",
            "规则集规定了核算前清单必须满足的前提，该清单不满足",
            "改正所指明的值；若这些值无误，则该规则集不适用于本产品",
        ),
    ),
    "E640": error(
        "uncertainty cannot be used",
        "the distribution is not known, lacks a parameter, or does not fit the value",
        "write `{distribution: normal, sd: …}` or `cv`, `{distribution: lognormal, gsd2: …}` or `gsd`, "
        "`{distribution: triangular, min: …, max: …}` or `{distribution: uniform, min: …, max: …}`",
        zh=(
            "不确定度不可用",
            "分布未知、缺少参数或与值不符",
            "写作`{distribution: normal, sd: …}`或`cv`、`{distribution: lognormal, gsd2: …}`或`gsd`、"
            "`{distribution: triangular, min: …, max: …}`或`{distribution: uniform, min: …, max: …}`",
        ),
    ),
    "W645": warning(
        "value not typical",
        "the number lies outside what the rule set calls typical",
        "check number and unit; leave it where it is right",
        zh=("数值不典型", "该数值不在规则集所称的典型范围之内", "核对数值和单位；确认无误的可保留"),
    ),
    "W646": warning(
        "per cent given as a fraction",
        "all numbers without a unit in an input or column that takes per cent lie above 0 and up to 1",
        "write `90 %` where 90 % is meant; a spreadsheet holds 0.9 in a cell that shows 90 %",
        zh=(
            "百分数疑为小数",
            "以百分数计的输入或列中，未写单位的数值均大于0且不超过1",
            "若指90 %，应写作`90 %`；电子表格中显示为90 %的单元格存的是0.9",
        ),
    ),
    "W647": warning(
        "period far from the factors",
        "the period of the inventory and the year of a factor table are more than three years apart",
        "check the period, or use a version of the rule set with factors of that time",
        zh=(
            "统计期与因子年份相距较远",
            "清单的统计期与因子表的年份相差三年以上",
            "核对统计期，或采用含有相应年份因子的规则集版本",
        ),
    ),
    "W648": warning(
        "rows of a table that is not applicable",
        "the condition of the table does not hold for this product, so nothing is calculated with its rows",
        "leave the rows out, or correct the value that the condition rests on",
        zh=(
            "不适用的表中有数据行",
            "表的适用条件对该产品不成立，其各行不参与核算",
            "删去这些行，或改正适用条件所依据的值",
        ),
    ),
    "W649": warning(
        "retired name",
        "an input, a column or a requirement has another name now; the rule set says which (`aliases`)",
        "write the present name, or let `ruleengine migrate` do it",
        zh=(
            "名称已停用",
            "输入、列或要求已改名，现名由规则集的`aliases`给出",
            "改写为现名，或由`ruleengine migrate`改写",
        ),
    ),
    "E650": error(
        "filled workbook cannot be read",
        "a workbook is read by its hidden marks and headings, and only what is typed into its cells counts",
        "correct the cell named; `ruleengine template ID -o FILE.xlsx` writes an empty workbook",
        zh=(
            "填写的工作簿无法读取",
            "工作簿按其隐藏标记和表头读取，且只采用键入单元格的内容",
            "改正所指明的单元格；`ruleengine template ID -o FILE.xlsx`可生成空白工作簿",
        ),
    ),
}
