"""Sentences about documents and outputs, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

SENTENCES: dict[str, Sentence] = {
    "E802.full": Sentence(
        en="cannot write {path:code}: {reason}",
        zh="无法写入{path:code}：{reason}",
        remedy=(
            "make room or choose another output; the same command then goes on where it stopped",
            "应腾出空间或选择其他输出；再次运行同一命令将从停止处继续",
        ),
    ),
    "E802.temporary": Sentence(
        en="cannot write to the temporary folder {path:code}: {reason}",
        zh="无法写入临时文件夹{path:code}：{reason}",
        remedy=(
            "make room there, or name another temporary folder in the environment variable `TMPDIR`",
            "应在该处腾出空间，或在环境变量`TMPDIR`中指定其他临时文件夹",
        ),
    ),
    "E802.in_the_way": Sentence(
        en="{path:code} is in the way",
        zh="{path:code}已存在，不能覆盖",
        remedy=("choose another output", "应选择其他输出"),
    ),
    "E802.link": Sentence(
        en="{path:code} is a link, and parts of a batch are written to no link",
        zh="{path:code}是链接，批量核算的分块不写入链接",
        remedy=("remove the link, or choose another output", "应删除该链接，或选择其他输出"),
    ),
    "E802.not_ours": Sentence(
        en="{path:code} holds {name:code}, which no batch has written there, and is left as it is",
        zh="{path:code}中有{name:code}，不是批量核算写入的内容，该文件夹保持原样",
        remedy=("move the folder away, or choose another output", "应移走该文件夹，或选择其他输出"),
    ),
    "E802.results_and_rejects": Sentence(
        en="results and rejects have the same path",
        zh="结果与不予核算清单的路径相同",
        remedy=("give each a file of its own", "应分别写入各自的文件"),
    ),
    "E804.ending": Sentence(
        en="{path:code} does not end in {known:list}",
        zh="{path:code}的扩展名不是{known:list}",
    ),
    "E804.cell": Sentence(
        en="row {row} has a text of more than {most} characters, for which a cell of a workbook has no room",
        zh="第{row}行有超过{most}个字符的文本，超出工作簿单元格的容量",
        remedy=("write the results as `.csv` or `.parquet`", "将结果写为`.csv`或`.parquet`"),
    ),
    "E804.columns": Sentence(
        en="the results have {columns} columns; a sheet of a workbook has no room for more than {most}",
        zh="结果有{columns}列；工作簿的一张工作表最多容纳{most}列",
        remedy=("write the results as `.csv` or `.parquet`", "将结果写为`.csv`或`.parquet`"),
    ),
    "E804.sheet": Sentence(
        en="a sheet of a workbook has no room for more than {most} products",
        zh="工作簿的一张工作表最多容纳{most}个产品",
        remedy=("write the results as `.csv` or `.parquet`", "将结果写为`.csv`或`.parquet`"),
    ),
    "E805.run": Sentence(
        en="another run writes to {folder:code}",
        zh="另一次运行正在写入{folder:code}",
    ),
    "E806.folder": Sentence(
        en="executors do not see {folder:code}",
        zh="执行节点访问不到{folder:code}",
    ),
    "E807.not_installed": Sentence(
        en="a session of Spark cannot be started",
        zh="无法启动Spark会话",
        found=("pyspark is not installed", "未安装`pyspark`"),
        remedy=("install it: pip install 'ruleengine[spark]'", "应安装：`pip install 'ruleengine[spark]'`"),
    ),
    "E807.no_java": Sentence(
        en="a session of Spark cannot be started",
        zh="无法启动Spark会话",
        found=("no Java was found", "未找到`Java`"),
        remedy=(
            "install Java 17 or 21, or set JAVA_HOME",
            "应安装`Java 17`或`Java 21`，或设置环境变量`JAVA_HOME`",
        ),
    ),
    "E807.not_started": Sentence(
        en="a session of Spark cannot be started",
        zh="无法启动Spark会话",
        found=("{reason}", "Spark的提示为`{reason}`"),
        remedy=("see what Spark says above; check its settings", "应查看以上Spark的提示并检查其配置"),
    ),
    "E807.not_ended": Sentence(
        en="the calculation on Spark did not come to its end",
        zh="在Spark上的核算未运行到结束",
        found=("{reason}", "Spark的提示为`{reason}`"),
    ),
    "E801.check": Sentence(
        en="{requirement:code} is {verdict}: {reason}",
        zh="{requirement:code}的结果为{verdict}：{reason}",
        expected=("{due}", "{due}"),
    ),
    "E801.lacking": Sentence(
        en="the inventory does not say {lacking:codes}, which a declaration names",
        zh="清单未写明{lacking:codes}，而声明应予指明",
        expected=(
            "the object (`product.name`), its maker (`product.manufacturer`), its model (`product.model`) and the "
            "`period` of the data",
            "对象（`product.name`）、制造商（`product.manufacturer`）、型号（`product.model`）和数据时段（`period`）",
        ),
        remedy=(
            "complete the inventory; of a portfolio of CSV, write `product` and `period` in the assessment",
            "应补全清单；清单为CSV产品组合的，应在核查文件中写明`product`和`period`",
        ),
    ),
    "E801.precondition": Sentence(
        en="the precondition {name:code} is not evaluated: {reason}",
        zh="前提{name:code}未判定：{reason}",
        expected=("{due}", "{due}"),
        remedy=("complete the inventory", "应补全清单"),
    ),
    "E801.finding": Sentence(
        en="{requirement:code} has an open {kind} nonconformity",
        zh="{requirement:code}有未关闭的{kind}不符合项",
        remedy=(
            "close the nonconformity, then state what was found",
            "应先关闭该不符合项，再写明结论",
        ),
    ),
    "E801.no_declaration": Sentence(
        en="the assessment says nothing of the declaration: number, issuer, place, date, signatory",
        zh="核查文件未写明声明事项：编号、出具方、地点、日期和签署人",
        remedy=(
            "add `declaration`, as `ruleengine template --assessment` lays it out",
            "应按`ruleengine template --assessment`的格式补充`declaration`",
        ),
    ),
    "E801.unjudged": Sentence(
        en="nobody has judged {requirement:code}, which falls to a verifier",
        zh="{requirement:code}须由核查人员判定，尚无结论",
        remedy=(
            "judge it and write the finding; or declare the computed requirements only, with `scope: computed` in "
            "`declaration`, as the document then says",
            "应作出判定并写明结论；或在`declaration`中写`scope: computed`，仅就可计算的要求作出声明，文件中将予标明",
        ),
    ),
    "E801.not_decided": Sentence(
        en="the verification has not come to a positive decision: its state is {state}",
        zh="核查尚未作出肯定决定：当前状态为{state}",
        remedy=(
            "take the steps that are left; `ruleengine assess` lists what stands against them",
            "应完成其余步骤；`ruleengine assess`列出尚存的障碍",
        ),
    ),
    "E801.values_differ": Sentence(
        en="verifiers found different values of {name:code}: {said:list}",
        zh="核查人员对{name:code}得出的值不一致：{said:list}",
        remedy=(
            "settle it: write under `settled` which value counts, who decided it, when and why",
            "应予裁定：在`settled`下写明以哪个值为准、由何人裁定、日期和理由",
        ),
    ),
    "E801.not_revised": Sentence(
        en="{name:code} was verified as {verified:code}, and the inventory says {reported:code}",
        zh="{name:code}的核查值为{verified:code}，而清单写为{reported:code}",
        remedy=(
            "let `ruleengine assess --revise` write the revised inventory, and name it in `inventory`",
            "应由`ruleengine assess --revise`生成修订后的清单，并在`inventory`中指明该清单",
        ),
    ),
    "E801.conflict": Sentence(
        en="verifiers judged {requirement:code} differently: {judged:list}",
        zh="核查人员对{requirement:code}的结论不一致：{judged:list}",
        remedy=(
            "settle it: write under `settled` what counts, who decided it, when and why",
            "应予裁定：在`settled`下写明以何为准、由何人裁定、日期和理由",
        ),
    ),
    "E801.judged_before": Sentence(
        en="{requirement:code} is to be judged again: it, or something that it rests on, has changed since the finding",
        zh="{requirement:code}应重新判定：作出结论之后，该要求或其所依据的内容已有更改",
        remedy=(
            "judge the requirement as it reads now, then write `judged: {now}`",
            "应按现行内容重新判定该要求，再将`judged`改为`{now}`",
        ),
    ),
    "E801.judged_unknown": Sentence(
        en="{requirement:code} is to be judged again: the finding does not say which state of it was judged",
        zh="{requirement:code}应重新判定：结论未写明判定时该要求的内容",
        remedy=(
            "judge the requirement as it reads now, then write `judged: {now}`",
            "应按现行内容重新判定该要求，再写明`judged: {now}`",
        ),
    ),
    "E802.same_path": Sentence(
        en="cannot write {path:code}: two outputs have this path",
        zh="无法写入{path:code}：两项输出的路径相同",
        remedy=("give each inventory an id of its own", "应为每份清单给出各自的标识"),
    ),
    "E802.folder_in_the_way": Sentence(
        en="cannot write {path:code}: a folder of this name is in the way",
        zh="无法写入{path:code}：已有同名文件夹",
        remedy=("choose another output, or rename the folder", "应选择其他输出，或重命名该文件夹"),
    ),
    "E802.no_folder": Sentence(
        en="cannot write {path:code}: {blocking:code} is not a folder",
        zh="无法写入{path:code}：{blocking:code}不是文件夹",
    ),
    "E802.unwritable": Sentence(
        en="cannot write {path:code}: {reason}",
        zh="无法写入{path:code}：{reason}",
    ),
    "E802.standard_output": Sentence(
        en="cannot write standard output: {reason}",
        zh="无法写入标准输出：{reason}",
        remedy=("make room, or send the output elsewhere", "应腾出空间，或将输出送往别处"),
    ),
    "E803.no_glyph": Sentence(
        en="no font of the documents has {characters:list}",
        zh="文件的字体中没有以下字符：{characters:list}",
        remedy=("write it with other characters", "应改用其他字符书写"),
    ),
    "E808.kind": Sentence(
        en="the kind of the view is {kind:code}",
        zh="视图的种类为{kind:code}",
        expected=("one of {known:codes}", "{known:codes}之一"),
    ),
    "E808.kind_taken": Sentence(
        en="another kind of document is called {kind:code} already",
        zh="已有名为{kind:code}的另一种文件",
    ),
    "E808.language": Sentence(
        en="the language of the view is {language:code}",
        zh="视图的语言为{language:code}",
        expected=("one of {known:codes}", "{known:codes}之一"),
    ),
    "E808.missing_keys": Sentence(
        en="the view lacks the key {names:codes}",
        zh="视图缺少键{names:codes}",
    ),
    "E808.no_map": Sentence(
        en="{path:code} of the view is not a map",
        zh="视图的{path:code}不是映射",
    ),
    "E808.no_list": Sentence(
        en="{path:code} of the view is not a list",
        zh="视图的{path:code}不是列表",
    ),
    "E808.not_plain": Sentence(
        en="the view holds a {kind:code} under {name:code}, which is not plain data",
        zh="视图的{name:code}为{kind:code}，不是普通数据",
    ),
    "E808.not_drawn": Sentence(
        en="the result of the view cannot be drawn: it lacks or misstates {problem:code}",
        zh="视图的结果无法绘图：{problem:code}缺失或有误",
    ),
    "E808.no_declaration": Sentence(
        en="a declaration needs the key `declaration` of the view, which is null",
        zh="声明需要视图的键`declaration`，该键为空",
    ),
    "E808.no_product": Sentence(
        en="a declaration needs a product; the view has none",
        zh="声明需要产品；视图中没有产品",
    ),
    "E808.not_fitting": Sentence(
        en="the view does not fit the document: {problem:code}",
        zh="视图与文件不符：{problem:code}",
    ),
    "E808.several_files": Sentence(
        en="the document came out in more than one file",
        zh="生成的文件不止一个",
    ),
    "E808.not_maths": Sentence(
        en="the formula {formula:code} holds {found:code}, which is not maths",
        zh="公式{formula:code}含有{found:code}，不属于数学表达式",
    ),
    "E808.no_offset": Sentence(
        en="the timestamp of a document needs an offset from UTC",
        zh="文件的时间戳应带有与协调世界时的时差",
    ),
    "E808.formula_declaration": Sentence(
        en="a formula of the view holds a declaration where maths is due",
        zh="视图的公式在应为数学表达式之处含有声明",
    ),
    "E808.formula_unreadable": Sentence(
        en="a formula of the view cannot be read: {problem:code}",
        zh="视图的公式无法读取：{problem:code}",
    ),
    "E808.formula_element": Sentence(
        en="a formula of the view holds the element {name:code}, which shows no maths",
        zh="视图的公式含有元素{name:code}，该元素不用于显示数学表达式",
    ),
    "E808.formula_attribute": Sentence(
        en="a formula of the view holds the attribute {name:code}",
        zh="视图的公式含有属性{name:code}",
    ),
    "E808.formula_root": Sentence(
        en="a formula of the view begins with {name:code}",
        zh="视图的公式以{name:code}开头",
        expected=("`math`", "`math`"),
    ),
    "E809.memory": Sentence(
        en="there is not enough memory",
        zh="内存不足",
    ),
    "E809.threads": Sentence(
        en="no more threads can be started",
        zh="无法再启动线程",
    ),
    "E809.process": Sentence(
        en="a process that worked for the command was ended from outside",
        zh="为命令工作的进程被外部终止",
        remedy=(
            "see whether the system ended it for want of memory; the same command can be run again",
            "应查看是否因内存不足而被系统终止；可再次运行同一命令",
        ),
    ),
    "E809.program": Sentence(
        en="a part of the program cannot be loaded",
        zh="程序的一部分无法加载",
        found=("{reason}", "系统提示`{reason}`"),
        remedy=(
            "raise the limits of memory and open files (`ulimit -a` shows them), or install the program again",
            "应提高内存和可打开文件数的限制（`ulimit -a`可列出），或重新安装本程序",
        ),
    ),
    "E809.system": Sentence(
        en="the system refuses the command something: {reason}",
        zh="系统拒绝了命令的请求：{reason}",
    ),
    "E809.file": Sentence(
        en="the system refuses {path:code}: {reason}",
        zh="系统不允许使用{path:code}：{reason}",
    ),
    "E810.columns": Sentence(
        en="{file:code} cannot be moved column by column: what was made says something else of the product {id:code}",
        zh="{file:code}无法逐列改写：改写结果对产品{id:code}的表述有所不同",
        remedy=(
            "correct the values that are told, or give the products as JSON lines or as inventories",
            "应改正所提示的数值，或以JSON行或清单给出这些产品",
        ),
    ),
    "E819.number": Sentence(
        en="the value of {name:code} is {value}, which no cell of a spreadsheet can hold",
        zh="{name:code}的值为{value}，超出电子表格单元格的范围",
    ),
    "E819.rows": Sentence(
        en="the table {table:code} has {count} row{count:s}, more than a sheet can have",
        zh="表{table:code}有{count}行，超过工作表的行数上限",
    ),
    "E810.workbook": Sentence(
        en="{file:code} cannot be moved as a workbook: what was made says something else than was planned",
        zh="{file:code}无法以工作簿形式迁移：改写结果与应有内容不同",
        remedy=(
            "name an output that ends in `.yaml`",
            "应指定扩展名为`.yaml`的输出文件",
        ),
    ),
    "E810.in_place": Sentence(
        "{file:code} is laid out in a way in which it cannot be rewritten in place",
        "{file:code}的版式无法就地改写",
        remedy=(
            "run `ruleengine format` on it first, or write maps over several lines",
            "应先用`ruleengine format`整理，或将映射分行书写",
        ),
    ),
    "E810.meaning": Sentence(
        en="{file:code} would not say the same in canonical layout, and stays as it is",
        zh="{file:code}改写为规范版式后内容会改变，保持原样",
    ),
    "E810.merge": Sentence(
        en="{file:code} merged would not say what was merged, and nothing is written",
        zh="{file:code}合并后的文字与合并的内容不符，未写入",
        remedy=(
            "lay out the three files with `ruleengine format`, then merge again; else merge by hand",
            "应先用`ruleengine format`整理三个文件的版式再合并，否则手工合并",
        ),
    ),
    "W811.released": Sentence(
        en="{name:code} is released and stays as it is: it stands in {lock:code}",
        zh="{name:code}已发布并列于{lock:code}，保持原样",
    ),
    "E830.missing": Sentence(
        en="the site cannot be built: `mkdocs` or its theme is not installed",
        zh="无法构建网站：未安装`mkdocs`或其主题",
        remedy=(
            "install both (`pip install 'ruleengine[dev]'`), or leave out `--build`: the pages are written without it",
            "安装二者（`pip install 'ruleengine[dev]'`），或去掉`--build`：不构建也会写出页面",
        ),
    ),
    "E830.builder": Sentence(
        en="`mkdocs` does not build the site",
        zh="`mkdocs`未能构建网站",
        found=("{said}", "{said}"),
        remedy=("mend the page that is named", "改正所指出的页面"),
    ),
}
