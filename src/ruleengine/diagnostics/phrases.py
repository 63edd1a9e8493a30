"""Parts of sentences, in English and Chinese: what stands for a kind of value, a place, a role."""

from __future__ import annotations

from ruleengine.diagnostics.field_words import NATURES, VERBS
from ruleengine.diagnostics.formula_phrases import FORMULA_PHRASES
from ruleengine.diagnostics.value_phrases import VALUE_PHRASES

PHRASES: dict[str, tuple[str, str]] = {
    # parts of larger inputs
    "within.scenario": ("scenario `{name}`", "情景`{name}`"),
    "within.test": ("test `{name}`", "测试`{name}`"),
    # which rule sets products name
    "named.products": ("`{name}` in {count} product{count:s}", "`{name}`（{count}个产品）"),
    "named.more": ("{count} more version{count:s}", "另有{count}个版本"),
    # verbs of requirements
    **{f"verb.{verb}": (f"`{verb}`", f"`{verb}`（{zh}）") for verb, (_, zh) in VERBS.items()},
    # natures of factors
    "nature.factor": ("`{name}` ({nature})", "`{name}`（{nature}）"),
    **{f"nature.{nature}": texts for nature, texts in NATURES.items()},
    # parts of a test
    "case.no_error": ("no error", "没有错误"),
    "case.stages": ("stages", "阶段"),
    "case.species": ("species", "排放来源"),
    # why git cannot be asked
    "git.missing": ("there is no `git` that can be run", "没有可运行的`git`"),
    "git.slow": ("`git` has not answered for {seconds} s", "`git`在{seconds} s内未应答"),
    # why the system does not let a file be read or written
    "system.denied": ("permission denied", "没有权限"),
    "system.folder": ("is a directory", "该路径是文件夹"),
    "system.missing": ("no such file or directory", "没有该文件或文件夹"),
    "system.broken": ("input/output error", "读写出错"),
    "system.full": ("no space left on device", "存储空间已满"),
    "system.large": ("file too large", "文件过大"),
    "system.loop": ("too many levels of symbolic links", "符号链接层数过多"),
    "system.long": ("file name too long", "文件名过长"),
    "system.many": ("too many open files", "打开的文件过多"),
    "system.no_folder": ("not a directory", "路径中有一段不是文件夹"),
    "system.quota": ("disk quota exceeded", "超出磁盘配额"),
    "system.read_only": ("read-only file system", "文件系统为只读"),
    "system.other": ("{reason}", "系统提示`{reason}`"),
    "system.path": ("not a usable path", "路径不可用"),
    # what JSON asks for
    "json.value": (
        "a value is due here (a text in double quotes, a number, `true`, `false`, `null`, a list or a map)",
        "应为值（双引号内的文字、数、`true`、`false`、`null`、列表或映射）",
    ),
    "json.key": ("a key in double quotes is due here", "应为双引号内的键"),
    "json.comma_last": ("no comma stands behind the last entry", "最后一项之后不应有逗号"),
    "json.colon": ("a colon is due behind the key", "键之后应有冒号"),
    "json.comma": ("a comma or a closing bracket is due here", "应为逗号或右括号"),
    "json.escaped": (
        "line breaks and tabs in a text are written `\\n` and `\\t`",
        "文字中的换行和制表符应写作`\\n`和`\\t`",
    ),
    "json.escape": ("JSON has no such escape", "JSON没有该转义"),
    "json.end": ("nothing stands behind the one value of a file", "文件的唯一值之后不应再有内容"),
    # what is no plain file
    "entry.pipe": ("a pipe", "管道"),
    "entry.socket": ("a socket", "套接字"),
    "entry.device": ("a device", "设备"),
    # what columns of a portfolio hold
    "column.ids": ("product ids, as texts or whole numbers", "产品标识，为文字或整数"),
    "column.numbers": ("numbers in {unit:code}", "以{unit:code}为单位的数"),
    "column.plain_numbers": ("plain numbers", "纯数"),
    "column.texts": ("texts", "文字"),
    "column.truths": ("true and false", "真假值"),
    # values of a result record
    "value.missing": ("missing", "缺失"),
    "value.not_applicable": ("not applicable", "不适用"),
    "value.not_evaluated": ("not evaluated", "未核算"),
    "value.not_stated": ("not stated", "未说明"),
    "value.parts": ("{count} part{count:s}", "{count}个部分"),
    # where a calculation failed, and what it read
    "at.step": ("`{step}`", "`{step}`"),
    "at.when": ("the condition (`when`) of `{name}`", "`{name}`的适用条件（`when`）"),
    "at.row": ("{step} in row {row} of `{table}`", "`{table}`第{row}行的{step}"),
    "at.row_read": (
        "{step} in row {row} of `{table}` ({place})",
        "`{table}`第{row}行（{place}）的{step}",
    ),
    "read.name": ("`{name}`", "`{name}`"),
    "read.cell": ("`{name}` in row {row}", "第{row}行的`{name}`"),
    "read.value": ("`{name}` = {value}", "`{name}` = {value}"),
    # what is not given
    "missing.value": ("{name}", "{name}"),
    "missing.cell": ("{name} (row {row})", "{name}（第{row}行）"),
    "missing.rows": ("{name} (the table, {least} row{least:s} at least)", "{name}（整个表，至少{least}行）"),
    "missing.table": ("{name} (the table; `[]` where it has no rows)", "{name}（整个表；没有行时写`[]`）"),
    "absent.input": ("{name:code} is given as not applicable", "{name:code}填为不适用"),
    "absent.when": (
        "the condition of {element:code} does not hold: {condition:code}",
        "{element:code}的适用条件不成立：{condition:code}",
    ),
    "absent.formula": (
        "the formula of {element:code} gives `not_applicable`: {formula:code}",
        "{element:code}的公式得出`not_applicable`：{formula:code}",
    ),
    "missing.factor": ("{name} (no value for {keys:codes})", "{name}（{keys:codes}没有数值）"),
    # roles of related places
    "related.declared": ("declared here", "在此声明"),
    "related.calculated": ("for this inventory", "核算的是此清单"),
    "related.changed": ("changed here", "在此修改"),
    "related.circle": ("part of the circle", "属于该循环"),
    "related.inherited": ("inherited from here", "继承自此"),
    "related.first": ("first given here", "首次出现于此"),
    "related.asked": ("asked for here", "在此规定"),
    "related.opened": ("opened here", "在此开始"),
    "related.noticed": ("noticed here", "在此处发现"),
    "related.other": ("the other file", "另一文件"),
    "related.removed": ("removed here", "在此删除"),
    "related.used": ("used here", "在此使用"),
    "related.value": ("the value", "该值"),
    # the footprint that an analysis is of
    "footprint.per_unit": ("the footprint per unit", "单位产品碳足迹"),
    "footprint.total": ("the footprint", "产品碳足迹"),
    # characters that no font has
    "glyph.at": ("`{sign}` ({number}) in `{place}`", "`{place}`中的`{sign}`（{number}）"),
    "glyph.somewhere": ("`{sign}` ({number})", "`{sign}`（{number}）"),
    # what to write for a unit that is not known
    "unit.width": (
        "write `{unit}` instead of `{written}`, in half-width characters",
        "将`{written}`改为半角字符`{unit}`",
    ),
    "unit.spelling": ("write `{unit}` instead of `{written}`", "将`{written}`写作`{unit}`"),
    "unit.near": ("did you mean `{unit}`?", "是否想写`{unit}`？"),
    "unit.times": (
        "write the number in `{unit}`, multiplied by {times}, instead of `{written}`",
        "将`{written}`换算为`{unit}`：数值乘以{times}",
    ),
    **VALUE_PHRASES,
    **FORMULA_PHRASES,
}
