"""Sentences about reading files, in English and Chinese."""

from __future__ import annotations

from attrs import evolve

from ruleengine.diagnostics.facts import Sentence
from ruleengine.language import Texts

#: What to do about the last error that is told of one file.
_LAST: Texts = (
    "correct these first: reading stops after {only_told} errors",
    "请先改正以上各处：每个文件最多报告{only_told}个错误",
)
_QUOTES: Texts = ("put the text in quotes if the colon belongs to it", "冒号属于文字时，应将文字置于引号内")
_INDENT: Texts = (
    "give all keys of one map the same indentation, and write each as `key: value`",
    "同一映射的各键应缩进一致，每个键写作`key: value`",
)
_WRITTEN_OUT: Texts = ("write the value out", "应将值直接写出")

_SENTENCES: dict[str, Sentence] = {
    "E101.unreadable": Sentence(
        en="cannot read {file:code}: {reason}",
        zh="无法读取{file:code}：{reason}",
    ),
    "E101.folder": Sentence(
        en="cannot read the folder: {reason}",
        zh="无法读取该文件夹：{reason}",
        remedy=(
            "give it the rights to be read; until then nothing in it is known",
            "应授予读取权限；在此之前无法得知其中的内容",
        ),
    ),
    "E101.entry": Sentence(
        en="cannot read the file: {reason}",
        zh="无法读取该文件：{reason}",
        remedy=("put the file itself here, or delete the entry", "应将文件本身放在此处，或删除该条目"),
    ),
    "E101.link": Sentence(
        en="the file is a link to {target:code}, which is not there",
        zh="该文件是指向{target:code}的链接，而后者不存在",
        remedy=("put the file itself here, or delete the link", "应将文件本身放在此处，或删除该链接"),
    ),
    "E101.outside": Sentence(
        en="{name:code} lies outside the folder of this file and the folder above it, and is not read",
        zh="{name:code}在本文件所在文件夹及其上一级文件夹之外，不予读取",
        remedy=("put the file beside this one, and name it there", "应将该文件放在本文件旁边，并写明其路径"),
    ),
    "E101.no_file": Sentence(
        en="{what} stands where a file is due",
        zh="应为文件之处是{what}",
        remedy=("delete it, or put a file in its place", "应将其删除，或改为文件"),
    ),
    "E101.folder_for_file": Sentence(
        en="a folder stands where a file is due",
        zh="应为文件之处是文件夹",
        remedy=("rename or delete the folder", "应重命名或删除该文件夹"),
    ),
    "E101.name": Sentence(
        en="the name {name:code} is not UTF-8",
        zh="名称{name:code}不是UTF-8编码",
        remedy=(
            "rename it; unpack archives made on Chinese systems with the encoding `GBK`",
            "应重命名；中文系统制作的压缩包应按`GBK`编码解压",
        ),
    ),
    "E101.nothing": Sentence(
        en="there is no file to check in {folder:code}",
        zh="{folder:code}中没有可检查的文件",
        expected=(
            "files that end in .yaml, .json, .jsonl, .csv or .parquet",
            "以`.yaml`、`.json`、`.jsonl`、`.csv`或`.parquet`结尾的文件",
        ),
        remedy=("name a file, or a folder that holds files", "应指定文件，或含有文件的文件夹"),
    ),
    "E102.size": Sentence(
        en="{file:code} has more than {limit} bytes",
        zh="{file:code}超过{limit}字节",
    ),
    "E103.utf16": Sentence(
        en="byte {byte} is not UTF-8; the file begins as UTF-16 does",
        zh="字节{byte}不是UTF-8编码；从文件开头看，该文件为UTF-16编码",
        remedy=(
            "save the file as UTF-8, not as Unicode or UTF-16",
            "应将文件另存为UTF-8编码，而不是Unicode或UTF-16",
        ),
    ),
    "E103.gb18030": Sentence(
        en="byte {byte} is not UTF-8; the file can be read as GB 18030 (GBK)",
        zh="字节{byte}不是UTF-8编码；该文件可按GB 18030（GBK）读取",
        remedy=("save the file as UTF-8, not as ANSI or GBK", "应将文件另存为UTF-8编码，而不是ANSI或GBK"),
    ),
    "E103.other": Sentence(
        en="byte {byte} is not UTF-8",
        zh="字节{byte}不是UTF-8编码",
    ),
    "E104.character": Sentence(
        en="the character {character} is not allowed",
        zh="不允许使用字符{character}",
        remedy=("remove the character", "应删除该字符"),
    ),
    "E104.other": Sentence(
        en="the text does not follow the grammar: {problem:code}",
        zh="文本不符合语法：{problem:code}",
    ),
    "E104.conflict": Sentence(
        en="a merge left its marks in {lock:code}: two branches changed the same lines",
        zh="{lock:code}中留有合并冲突标记：两个分支更改了相同的行",
        remedy=(
            "keep the entries of both branches and delete the lines of the marks; where both give the same name "
            "another hash, one of the two files has to become a new version",
            "保留两个分支的条目，删除标记行；若两者对同一名称给出不同的散列值，其中一个文件应改为新版本",
        ),
    ),
    "E104.full_width_colon": Sentence(
        en="a full-width colon `：` stands behind a key",
        zh="键之后写成了全角冒号`：`",
        remedy=("write `: `, a colon and a space, instead of `：`", "应写作半角冒号加空格`: `，而不是`：`"),
    ),
    "E104.full_width_comma": Sentence(
        en="a full-width comma `，` stands between two entries",
        zh="两项之间写成了全角逗号`，`",
        remedy=("write `, `, a comma and a space, instead of `，`", "应写作半角逗号加空格`, `，而不是`，`"),
    ),
    "E104.wide_indentation": Sentence(
        en="the line is indented with the character {character}, which is no space for YAML",
        zh="该行用字符{character}缩进，YAML不将其视为空格",
        remedy=("indent with ordinary spaces", "应使用半角空格缩进"),
    ),
    "E104.wide_space_behind_colon": Sentence(
        en="behind the colon stands the character {character}, which is no space for YAML",
        zh="冒号之后是字符{character}，YAML不将其视为空格",
        remedy=("write an ordinary space behind the colon", "冒号之后应写半角空格"),
    ),
    "E104.no_space_behind_colon": Sentence(
        en="no space stands behind the colon of the key",
        zh="键的冒号之后缺少空格",
        remedy=("write a space behind the colon", "冒号之后应写空格"),
    ),
    "E104.second_colon": Sentence(
        en="a second `: ` follows in one line",
        zh="同一行内出现第二个`: `",
        remedy=_QUOTES,
    ),
    "E104.colon_in_flow": Sentence(
        en="a second `: ` follows in one entry",
        zh="同一项内出现第二个`: `",
        remedy=_QUOTES,
    ),
    "E104.below_a_value": Sentence(
        en="a key stands below a value that is on the line above, and is indented as a part of it",
        zh="该键位于上一行的值之下，其缩进使它成为该值的一部分",
        remedy=(
            "give the key the indentation of the key above, or write nothing behind the colon above",
            "该键应与上一行的键缩进一致，或将上一行冒号之后留空",
        ),
    ),
    "E104.entry_without_colon": Sentence(
        en="{text:code} stands in a map in braces without `: ` and a value",
        zh="花括号内的{text:code}没有`: `和值",
        expected=("`{{key: value, key: value}}`", "`{{key: value, key: value}}`"),
        remedy=(
            "put the text in quotes if the comma before it belongs to it",
            "前面的逗号属于文字时，应将文字置于引号内",
        ),
    ),
    "E104.decimal_comma": Sentence(
        en="{text:code} has a comma, which separates entries in braces",
        zh="{text:code}中有逗号，花括号内的逗号用于分隔各项",
        remedy=("write the decimals behind a point: {written:code}", "小数应使用小数点：{written:code}"),
    ),
    "E104.no_key": Sentence(
        en="no key is found where one is due",
        zh="应为键之处没有键",
        remedy=_INDENT,
    ),
    "E104.line_without_colon": Sentence(
        en="a line without `: ` stands where a key is due",
        zh="应为键的一行没有`: `",
        remedy=_INDENT,
    ),
    "E104.no_dash": Sentence(
        en="no `-` is found where the next item is due",
        zh="应为下一项之处没有`-`",
        remedy=(
            "begin each item of one list with `- ` in the same column",
            "同一列表的各项均应以`- `开头，并位于同一列",
        ),
    ),
    "E104.no_value": Sentence(
        en="no value is found where one is due",
        zh="应为值之处没有值",
        remedy=(
            "write the value, in quotes if it begins with a sign",
            "应写出值；值以符号开头时应置于引号内",
        ),
    ),
    "E104.goes_on": Sentence(
        en="the text goes on after its end",
        zh="文本结束之后仍有内容",
        remedy=(
            "keep one map in a file, all its keys with the same indentation",
            "一个文件内只应有一个映射，其各键应缩进一致",
        ),
    ),
    "E104.open_braces": Sentence(
        en="the map in braces is neither closed nor continued",
        zh="花括号内的映射既未结束，也未继续",
        remedy=(
            "write `,` between the entries and `}}` at the end; put a text with `,`, `: ` or braces in quotes",
            "各项之间应写`,`，末尾应写`}}`；含有`,`、`: `或花括号的文字应置于引号内",
        ),
    ),
    "E104.open_brackets": Sentence(
        en="the list in brackets is neither closed nor continued",
        zh="方括号内的列表既未结束，也未继续",
        remedy=(
            "write `,` between the items and `]` at the end; put a text with `,` or brackets in quotes",
            "各项之间应写`,`，末尾应写`]`；含有`,`或方括号的文字应置于引号内",
        ),
    ),
    "E104.list_begins": Sentence(
        en="a list cannot begin here",
        zh="列表不能从此处开始",
        remedy=(
            "write the first `- ` on a line of its own, below the key",
            "第一个`- `应另起一行，写在键之下",
        ),
    ),
    "E104.escape": Sentence(
        en="`\\` is not followed by an escape that is known",
        zh="`\\`之后不是已知的转义符",
        remedy=(
            "write `\\\\` for a backslash, or put the text in single quotes",
            "反斜杠应写作`\\\\`，或将文字置于单引号内",
        ),
    ),
    "E104.code_of_no_character": Sentence(
        en="the code behind `\\u` stands for no character",
        zh="`\\u`之后的编码不对应任何字符",
        remedy=("write the character itself, or its whole code", "应直接写出该字符，或写出其完整编码"),
    ),
    "E104.version_of_yaml": Sentence(
        en="the file asks for a version of YAML that is not known",
        zh="文件要求的YAML版本未知",
        remedy=("remove the line that begins with `%YAML`", "应删除以`%YAML`开头的一行"),
    ),
    "E104.unclosed_quote": Sentence(
        en="the text in quotes that begins here is not closed",
        zh="此处开始的引号没有结束",
        remedy=("write the closing quote", "应写出结束引号"),
    ),
    "E104.quote_in_text": Sentence(
        en="the quote {quote:code} ends the text, and more follows",
        zh="引号{quote:code}结束了文字，其后仍有内容",
        remedy=(
            "put the text in the other kind of quotes if this one belongs to it",
            "该引号属于文字时，应将文字置于另一种引号内",
        ),
    ),
    "E104.tab": Sentence(
        en="a tab stands where a value or a key is due",
        zh="应为值或键之处是制表符",
        remedy=("indent with spaces", "应使用空格缩进"),
    ),
    "E104.question_mark": Sentence(
        en="a key cannot begin with `? ` here",
        zh="此处的键不能以`? `开头",
        remedy=("write the key without `?`, on a line of its own", "键应另起一行书写，不加`?`"),
    ),
    "E104.colon_in_text": Sentence(
        en="a text without quotes has a `:` before another sign",
        zh="不加引号的文字中，`:`之后紧接另一符号",
        remedy=_QUOTES,
    ),
    "E104.digits_of_escape": Sentence(
        en="the escape behind `\\` lacks hexadecimal digits",
        zh="`\\`之后的转义符缺少十六进制数字",
        remedy=(
            "write the character itself, or all digits of its code",
            "应直接写出该字符，或写全其编码的各位数字",
        ),
    ),
    "E104.directive": Sentence(
        en="a line that begins with `%` is no directive of YAML",
        zh="以`%`开头的行不是YAML指令",
        remedy=("remove the lines that begin with `%`", "应删除以`%`开头的各行"),
    ),
    "E104.tag": Sentence(
        en="the sign `!` begins a tag that cannot be read",
        zh="符号`!`开始的标签无法读取",
        remedy=("put a text that begins with `!` in quotes", "以`!`开头的文字应置于引号内"),
    ),
    "E104.block_text": Sentence(
        en="behind `|` or `>` stands what does not belong there",
        zh="`|`或`>`之后有不应出现的内容",
        remedy=(
            "begin the text on the next line, indented; put a text that begins with `|` or `>` in quotes",
            "文字应从下一行起缩进书写；以`|`或`>`开头的文字应置于引号内",
        ),
    ),
    "E104.first_character": Sentence(
        en="a text without quotes cannot begin with {character:code}",
        zh="不加引号的文字不能以{character:code}开头",
        remedy=("put the text in quotes", "应将文字置于引号内"),
    ),
    "E105.levels": Sentence(en="more than {limit} levels", zh="超过{limit}层"),
    "E106.values": Sentence(en="more than {limit} values", zh="超过{limit}个值"),
    "E107.alias": Sentence(
        en="the alias `*{name}` stands for a value written elsewhere",
        zh="别名`*{name}`代表写在别处的值",
        remedy=_WRITTEN_OUT,
    ),
    "E107.anchor": Sentence(
        en="the anchor `&{name}` is not allowed",
        zh="不允许使用锚点`&{name}`",
        remedy=(
            "remove the anchor; a text that begins with `&` stands in quotes",
            "应删除锚点；以`&`开头的文字应置于引号内",
        ),
    ),
    "E107.tag": Sentence(
        en="the tag {name:code} is not allowed",
        zh="不允许使用标签{name:code}",
        remedy=(
            "remove the tag; a text that begins with `!` stands in quotes",
            "应删除标签；以`!`开头的文字应置于引号内",
        ),
    ),
    "E107.merge_key": Sentence(
        en="the merge key `<<` is not allowed",
        zh="不允许使用合并键`<<`",
        remedy=("write the keys of the other map out", "应将另一映射的各键直接写出"),
    ),
    "E108.twice": Sentence(
        en="the key {key:code} stands here and in line {line}",
        zh="键{key:code}既在此处，又在第{line}行",
    ),
    "E109.line_break": Sentence(
        en="the character {character} ends a line for some readers of YAML only",
        zh="字符{character}只被部分YAML读取程序视为换行",
        remedy=(
            "remove it, or write it as `{written}` in double quotes",
            "应删除该字符，或在双引号内写作`{written}`",
        ),
    ),
    "E109.truth": Sentence(
        en="{text:code} means different things to different readers of YAML",
        zh="不同的YAML读取程序对{text:code}有不同理解",
        remedy=(
            "write it in quotes if text is meant, or write `true` or `false`",
            "表示文字时应置于引号内，否则应写`true`或`false`",
        ),
    ),
    "E109.nothing": Sentence(
        en="{text:code} means different things to different readers of YAML",
        zh="不同的YAML读取程序对{text:code}有不同理解",
        remedy=(
            "write it in quotes if text is meant, or leave the value out",
            "表示文字时应置于引号内，否则应将值留空",
        ),
    ),
    "E109.no_number": Sentence(
        en="{text:code} means different things to different readers of YAML",
        zh="不同的YAML读取程序对{text:code}有不同理解",
        remedy=(
            "write it in quotes if text is meant; nothing can be calculated with what is no number",
            "表示文字时应置于引号内；不是数的值不能参与计算",
        ),
    ),
    "E109.number": Sentence(
        en="{text:code} means different things to different readers of YAML",
        zh="不同的YAML读取程序对{text:code}有不同理解",
        remedy=(
            "write it in quotes if text is meant, or write the number in plain decimal digits",
            "表示文字时应置于引号内，否则应以普通十进制数字写出该数",
        ),
    ),
    "E110.second": Sentence(en="a second document begins here", zh="此处开始了第二个文档"),
    "E111.not_text": Sentence(
        en="the key {key:code} is not read as text by every reader of YAML",
        zh="并非所有YAML读取程序都将键{key:code}读作文字",
        remedy=("write it in quotes if a name is meant", "表示名称时应置于引号内"),
    ),
    "E111.collection": Sentence(
        en="a list or map stands where a key is due",
        zh="应为键之处是列表或映射",
    ),
    "E111.alias": Sentence(en="an alias stands where a key is due", zh="应为键之处是别名"),
    "E104.json": Sentence(
        en="this is not JSON: {due}",
        zh="此处不是JSON：{due}",
        remedy=(
            "write JSON, or give the file a name that ends in `.yaml` if it is YAML",
            "改为JSON；若为YAML，应将文件扩展名改为`.yaml`",
        ),
    ),
    "E104.comment": Sentence(
        en="`#` begins a comment only behind a space",
        zh="`#`之前有空格时才表示注释",
        remedy=(
            "put a space before the comment, or the text in quotes if `#` belongs to it",
            "在注释之前加空格；`#`属于文字时，应将文字置于引号内",
        ),
    ),
    "E109.dash": Sentence(
        en="a dash alone stands for nothing within brackets",
        zh="括号内单独的短横线没有含义",
        remedy=("put it in quotes if text is meant", "表示文字时应置于引号内"),
    ),
    "E112.more": Sentence(en="{count} more error{count:s} not told", zh="另有{count}个错误未列出"),
    "W113.more": Sentence(en="{count} more warning{count:s} not told", zh="另有{count}个警告未列出"),
    "E102.line": Sentence(en="the line is longer than {limit} bytes", zh="该行超过{limit}字节"),
    "E103.line": Sentence(en="the line is not UTF-8 text", zh="该行不是UTF-8编码的文字"),
    "E103.half": Sentence(
        en="a text of the line has half of a character",
        zh="该行的某段文字含有半个字符",
        remedy=(
            "write both halves of the character, or the character itself",
            "应写出字符的两半，或直接写出该字符",
        ),
    ),
    "E104.line": Sentence(
        en="the line is not JSON: {reason} at column {column}",
        zh="该行不是JSON：第{column}列处读取程序的提示为`{reason}`",
    ),
    "E104.constant": Sentence(en="{text:code} is not a number of JSON", zh="{text:code}不是JSON的数"),
    "E105.line": Sentence(en="lists and maps are nested too deeply", zh="列表与映射的嵌套过深"),
    "E108.line": Sentence(en="the key {name:code} occurs twice", zh="键{name:code}出现两次"),
}

SENTENCES: dict[str, Sentence] = {
    key: evolve(sentence, remedies=(_LAST, *sentence.remedies)) for key, sentence in _SENTENCES.items()
}
