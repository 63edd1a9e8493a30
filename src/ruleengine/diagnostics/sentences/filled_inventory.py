"""Sentences about inventories that are filled workbooks, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

SENTENCES: dict[str, Sentence] = {
    "E650.no_form": Sentence(
        en="the workbook is no inventory: the hidden sheet by which one is read is not there",
        zh="该工作簿不是清单：缺少读取清单所依据的隐藏工作表",
    ),
    "E650.sheet": Sentence(
        en="the sheet {sheet:code} is missing; it was deleted or renamed",
        zh="缺少工作表{sheet:code}，可能已被删除或改名",
        remedy=("put it back with its name, as in an empty workbook", "应按空白工作簿恢复该工作表及其名称"),
    ),
    "E650.columns": Sentence(
        en="the sheet {sheet:code} has lost the hidden row with the names of its columns",
        zh="工作表{sheet:code}缺少列名所在的隐藏行",
    ),
    "E650.heading": Sentence(
        en="the heading of the column {name:code} was changed",
        zh="列{name:code}的表头已被改动",
        expected=("{heading:code}", "{heading:code}"),
        found=("{text:code}", "{text:code}"),
        remedy=(
            "write the heading as it was; what does not fit goes into a note",
            "应恢复原表头；不符的内容写入说明",
        ),
    ),
    "E650.formula": Sentence(
        en="the cell holds a formula",
        zh="单元格中为公式",
        remedy=("put in the value itself (paste special, values)", "应填写数值本身（选择性粘贴—数值）"),
    ),
    "E650.error": Sentence(
        en="the cell holds the error {text:code}",
        zh="单元格中为错误值{text:code}",
    ),
    "E650.merged": Sentence(
        en="the cells {cells:code} are merged, so that nobody knows which row the value belongs to",
        zh="单元格{cells:code}已合并，无法确定其值属于哪一行",
        remedy=("take the cells apart, and write the value in each row", "应取消合并，并在各行分别填写"),
    ),
    "E650.beside": Sentence(
        en="{text:code} stands beside the columns, where nothing is read",
        zh="{text:code}位于各列之外，不会被读取",
    ),
    "E650.rows": Sentence(
        en="the sheet says {text:code} and has rows",
        zh="工作表注明{text:code}，但有数据行",
    ),
    "E650.word": Sentence(
        en="{text:code} says nothing that can be said of a table without rows",
        zh="{text:code}不是对无数据行的表可作的说明",
        expected=("one of {known:codes}", "{known:codes}之一"),
    ),
}
