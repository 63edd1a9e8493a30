"""Sentences about portfolios, their files, columns and products, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence
from ruleengine.language import Texts

_KNOWN: Texts = ("{known:codes}", "{known:codes}")
_DUE: Texts = ("{due}", "{due}")
_LINES: Texts = ("lines {lines:list} ({count} in all)", "第{lines:list}行（共{count}行）")
_TYPE: Texts = ("a column of type {kind:code}", "类型为{kind:code}的列")

SENTENCES: dict[str, Sentence] = {
    "E601.portfolio_input": Sentence(
        en="{reference:code} has no input {name:code}",
        zh="{reference:code}没有输入{name:code}",
        expected=_KNOWN,
    ),
    "E601.portfolio_column": Sentence(
        en="the table {table:code} has no column {name:code}",
        zh="表{table:code}没有列{name:code}",
        expected=_KNOWN,
    ),
    "E601.portfolio_renamed": Sentence(
        en="{name:code} is called {now:code} in {reference:code}",
        zh="{name:code}在{reference:code}中称为{now:code}",
        expected=("{now:code}", "{now:code}"),
        remedy=(
            "write the present name, or let `ruleengine migrate` rewrite the portfolio",
            "应写现名，或由`ruleengine migrate`改写该组合",
        ),
    ),
    "E601.portfolio_table": Sentence(
        en="{reference:code} has no input table {name:code}",
        zh="{reference:code}没有输入表{name:code}",
        expected=_KNOWN,
    ),
    "E602.table": Sentence(
        en="{table:code} is a table and has no unit",
        zh="{table:code}为表，没有单位",
        expected=("{table:code}", "{table:code}"),
    ),
    "E602.two_units": Sentence(
        en="{column:code} has another unit in its metadata",
        zh="列{column:code}的元数据中写有另一单位",
        found=("{unit:code}", "{unit:code}"),
        remedy=("leave one of the two units", "应只保留其中一个单位"),
    ),
    "E602.no_number": Sentence(
        en="{name:code} is {due} and has no unit",
        zh="{name:code}为{due}，没有单位",
        remedy=("remove the unit from the column", "应删除该列的单位"),
    ),
    "E602.column_unit": Sentence(
        en="{text:code} is not a unit",
        zh="{text:code}不是单位",
        expected=("{wanted:code}", "{wanted:code}"),
    ),
    "E602.column_dimension": Sentence(
        en="{name:code} is given in {unit:code}",
        zh="{name:code}的单位写成了{unit:code}",
        expected=("{wanted:code}, {wanted_dimension}", "{wanted:code}，{wanted_dimension}"),
        found=("{unit:code}, {dimension}", "{unit:code}，{dimension}"),
    ),
    "E604.long_id": Sentence(
        en="the id is too long",
        zh="标识过长",
        expected=("a text of 1 to {limit} characters", "1至{limit}个字符的文字"),
    ),
    "E604.line": Sentence(
        en="a line is a map with `inventory` and `values`",
        zh="每行应为含有`inventory`和`values`的映射",
    ),
    "E605.id": Sentence(
        en="the product has no id",
        zh="产品没有标识",
        expected=("an id of its own", "其自身的标识"),
    ),
    "E605.owner": Sentence(
        en="rows of {table:code} do not say which product they belong to",
        zh="{table:code}有的行未写明属于哪个产品",
        found=_LINES,
        remedy=("write the id of the product in these rows", "在这些行中填写产品标识"),
    ),
    "E607.owner": Sentence(
        en="rows of {table:code} belong to products that are not there",
        zh="{table:code}有的行属于不存在的产品",
        found=(f"{{ids:codes}}; {_LINES[0]}", f"{{ids:codes}}；{_LINES[1]}"),
    ),
    "E615.unreadable": Sentence(
        en="{file:code} cannot be read",
        zh="无法读取{file:code}",
        found=("{reason}", "读取程序的提示为`{reason}`"),
    ),
    "E615.long_cell": Sentence(
        en="the row that begins on line {line} of {file:code} has a cell of more than {limit} characters",
        zh="{file:code}中自第{line}行起的一行数据有单元格超过{limit}个字符",
        remedy=(
            "shorten the text; if it is not that long, a quotation mark that opens a cell is not closed",
            "应缩短文字；若文字并无此长度，则有单元格开头的引号未闭合",
        ),
    ),
    "E615.encoding": Sentence(
        en="{file:code} cannot be read",
        zh="无法读取{file:code}",
        found=("{reason}", "读取程序的提示为`{reason}`"),
        remedy=("save the file as UTF-8", "将文件另存为UTF-8编码"),
    ),
    "E615.utf16": Sentence(
        en="{file:code} is in UTF-16",
        zh="{file:code}为UTF-16编码",
        remedy=("save the file as CSV in UTF-8", "将文件另存为UTF-8编码的CSV"),
    ),
    "E604.assumed_rows": Sentence(
        en="{table:code} is a table, and what is assumed of it is no list of rows",
        zh="{table:code}为表，其假定值不是行的列表",
        remedy=(
            "write its rows as a list, `[]` for none, or name one of its columns as `{table}.column`",
            "应以列表写出各行，没有行时写`[]`；或以`{table}.列名`指明其中一列",
        ),
    ),
    "E610.assumptions": Sentence(
        en="the assumptions are for {named:code}, the new version is {ruleset:code}",
        zh="假定值文件对应{named:code}，新版本为{ruleset:code}",
        remedy=(
            "state values for the inputs of {ruleset:code}, or correct `assumptions:`",
            "应给出{ruleset:code}的输入的数值，或改正`assumptions:`",
        ),
    ),
    "E615.no_inventories": Sentence(
        en="there is no inventory in {file:code}",
        zh="{file:code}中没有清单",
        remedy=(
            "name a folder of inventories, one inventory, or a portfolio (Parquet, JSON lines, CSV)",
            "应指定清单文件夹、一份清单，或产品组合（Parquet、JSON行、CSV）",
        ),
    ),
    "E615.sep": Sentence(
        en="the first line of {file:code} is {text:code}, which only spreadsheet programs understand",
        zh="{file:code}的首行为{text:code}，只有电子表格软件能理解",
        expected=("the names of the columns", "各列名称"),
        remedy=(
            "delete the line; commas, semicolons and tabs are recognised without it",
            "删除该行；无需此行即可识别逗号、分号和制表符",
        ),
    ),
    "E615.title": Sentence(
        en="line {line} of {file:code} names no columns: {text:code} is its only cell",
        zh="{file:code}第{line}行不是列名：只有一个单元格{text:code}",
        expected=("the names of the columns", "各列名称"),
        remedy=(
            "if it is a title, delete the line, so that the names of the columns stand first",
            "若为标题，则删除该行，使列名位于首行",
        ),
    ),
    "E615.no_names": Sentence(
        en="{file:code} has no line that names its columns",
        zh="{file:code}没有写明列名的行",
        remedy=("write the names of the columns into the first line", "在首行写明各列名称"),
    ),
    "E615.column_twice": Sentence(
        en="two columns of {file:code} are called {name:code}",
        zh="{file:code}有两列的名称均为{name:code}",
        remedy=("rename or remove one of them", "更名或删除其中一列"),
    ),
    "E615.nameless": Sentence(
        en="column {column} of {file:code} has a value, and no name in line {line}",
        zh="{file:code}的{column}列有值，但第{line}行中没有列名",
        remedy=("name the column, or empty it", "为该列命名，或清空该列"),
    ),
    "E615.cells": Sentence(
        en="a line of {file:code} has {count} cell{count:s}, its columns are {due}",
        zh="{file:code}的一行有{count}个单元格，而列数为{due}",
        remedy=(
            "put texts with a separator or a line break in quotes; add what is missing if the file is cut off",
            "含有分隔符或换行的文字应加引号；若文件被截断，则补全",
        ),
    ),
    "E615.more_cells": Sentence(
        en="{count} more line{count:s} of {file:code} have too many or too few cells",
        zh="{file:code}另有{count}行的单元格过多或过少",
        remedy=("correct these lines as well", "一并改正这些行"),
    ),
    "E615.changed": Sentence(
        en="{file:code} was changed while it was read",
        zh="{file:code}在读取期间被修改",
        remedy=("start again when nothing writes to it any more", "应在不再有程序写入该文件后重新运行"),
    ),
    "E615.kind": Sentence(
        en="{file:code} is not a portfolio",
        zh="{file:code}不是产品组合",
        expected=(
            "`.parquet`, `.jsonl`, `.csv` or a folder of `.csv` files",
            "`.parquet`、`.jsonl`、`.csv`，或由`.csv`文件组成的文件夹",
        ),
    ),
    "E615.many": Sentence(
        en="{file:code} has {count} products, at most {most} are calculated one by one",
        zh="{file:code}有{count}个产品，逐个核算时不得超过{most}个",
        remedy=("use `ruleengine batch`", "使用`ruleengine batch`"),
    ),
    "E615.several": Sentence(
        en="{file:code} has {count} products, one is due",
        zh="{file:code}有{count}个产品，此处应为一个",
        found=("{known:codes}", "{known:codes}"),
        remedy=("choose one with `--product`", "用`--product`选定一个"),
    ),
    "E615.no_product": Sentence(
        en="{file:code} has no product {id:code}",
        zh="{file:code}没有产品{id:code}",
        expected=("{known:codes}", "{known:codes}"),
        remedy=("name one of the products of the file", "指明该文件中的一个产品"),
    ),
    "E615.names_none": Sentence(
        en="{file:code} holds no inventory that names a rule set",
        zh="{file:code}中没有注明规则集的清单",
        remedy=(
            "name an inventory, a folder of inventories, or a portfolio with a column `ruleset`",
            "应指明清单、清单所在的文件夹，或有`ruleset`列的产品组合",
        ),
    ),
    "E615.no_products": Sentence(
        en="{file:code} has no products",
        zh="{file:code}中没有产品",
        remedy=("write a line for each product", "为每个产品写一行"),
    ),
    "E616.id": Sentence(en="two products have the id {id:code}", zh="有两个产品的标识均为{id:code}"),
    "E617.rows": Sentence(
        en="{table:code} has {count} rows, at most {most} are calculated with",
        zh="{table:code}有{count}行，最多核算{most}行",
    ),
    "E618.no_ids": Sentence(
        en="no column has the product ids",
        zh="没有产品标识列",
        expected=("a column {known:codes}", "列{known:codes}"),
        found=("{names:codes}", "{names:codes}"),
    ),
    "E618.same_name": Sentence(
        en="two columns are called {name:code}",
        zh="有两列的名称均为{name:code}",
    ),
    "E618.same_input": Sentence(
        en="two columns are for {name:code}",
        zh="有两列对应同一输入{name:code}",
    ),
    "E618.type": Sentence(
        en="{name:code} takes {due}",
        zh="{name:code}应为{due}",
        expected=_DUE,
        found=_TYPE,
    ),
    "E618.no_column": Sentence(
        en="the column {name:code} is not there",
        zh="没有列{name:code}",
        expected=_DUE,
    ),
    "E618.no_table": Sentence(
        en="the table {table:code} is not there",
        zh="没有表{table:code}",
        expected=("a list of rows", "由行组成的列表"),
    ),
    "E618.not_a_table": Sentence(
        en="{table:code} takes a table",
        zh="{table:code}应为表",
        expected=("a column of lists of rows", "由行组成的列表的列"),
        found=_TYPE,
    ),
    "E618.rows": Sentence(
        en="a row of {table:code} is a map of its columns",
        zh="{table:code}的行应为其各列的映射",
        found=("{kind:code}", "{kind:code}"),
    ),
    "E618.table_twice": Sentence(
        en="the table {table:code} is there twice: as a file and as a column",
        zh="表{table:code}出现两次：既是文件，又是列",
    ),
    "E619.more": Sentence(
        en="there are more errors than these {told}",
        zh="除以上{told}处错误外，还有更多错误",
    ),
}
