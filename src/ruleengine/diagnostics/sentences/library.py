"""Sentences about the library and resolution, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

_BREAK = (
    "let one of these rule sets extend another one, or none",
    "使其中一个规则集改为扩展其他规则集，或不扩展",
)

SENTENCES: dict[str, Sentence] = {
    "E301.id": Sentence("the library has no {name:code}", "规则库中没有{name:code}"),
    "E301.reference": Sentence("the library has no {name:code}", "规则库中没有{name:code}"),
    "E301.shipped": Sentence(
        "the library has no {name:code}, and the shipped library, which has it, is not part of it",
        "规则库中没有{name:code}；自带的规则库中有，但未列入其中",
        remedy=(
            "add `--rules shipped` behind the libraries that you name, or `shipped` to `RULEENGINE_RULES`",
            "应在所指明的规则库之后加上`--rules shipped`，或在`RULEENGINE_RULES`中加入`shipped`",
        ),
    ),
    "E301.version": Sentence(
        "{name:code} has no version {version:code}",
        "{name:code}没有版本{version:code}",
        expected=("{known:codes}", "{known:codes}"),
        remedy=("name one of these versions", "写上述版本之一"),
    ),
    "E301.form": Sentence(
        "{text:code} is not of the form `id@version`",
        "{text:code}不是`id@version`的形式",
        remedy=("write id and version, as in `gb/24067@1.0.0`", "写明标识和版本，例如`gb/24067@1.0.0`"),
    ),
    "E302.outside": Sentence(
        en="the file is not in the rule library, where others could refer to it",
        zh="该文件不在规则库中，其他文件无法引用",
        expected=("rules/<id>/<version>.yaml", "路径`rules/<id>/<version>.yaml`"),
        remedy=(
            "move it there, or name the library that it is in with `--rules`",
            "应将其移至该处，或用`--rules`指明其所在的规则库",
        ),
    ),
    "E302.id": Sentence(
        "the file says {said:code}, its path says {path:code}",
        "文件内容为{said:code}，其路径为{path:code}",
        remedy=(
            "move the file to {file:code} in the library, or correct the id",
            "将文件移至规则库的{file:code}，或改正标识",
        ),
    ),
    "E302.version": Sentence(
        "the file says {said:code}, its path says {path:code}",
        "文件内容为{said:code}，其路径为{path:code}",
        remedy=(
            "rename the file to {file:code}, or correct the version",
            "将文件改名为{file:code}，或改正版本",
        ),
    ),
    "E303.id": Sentence(
        "{name:code} is not an id such as `gb/lighting` or `gb/lighting@0.1.0`",
        "{name:code}不是标识，标识形如`gb/lighting`或`gb/lighting@0.1.0`",
        remedy=(
            "write lower-case letters and digits, joined by `-` and `/`",
            "用小写字母和数字书写，以`-`和`/`连接",
        ),
    ),
    "E303.link": Sentence(
        "{path:code} is a link that leads out of the library",
        "{path:code}是指向规则库之外的链接",
        remedy=("put the file itself in the library", "将文件本身放入规则库"),
    ),
    "E303.folder": Sentence(
        "the folder is a link; links to folders are not followed",
        "该文件夹是链接；不跟随指向文件夹的链接",
        remedy=(
            "put the folder itself here, or name its target with a `--rules` of its own",
            "应将文件夹本身放在此处，或用另一个`--rules`指明链接的目标",
        ),
    ),
    "E303.in_revision": Sentence(
        "a link stands where a file or folder is due; links are not followed",
        "应为文件或文件夹之处是链接；不跟随链接",
        remedy=("commit the file or folder itself", "应提交文件或文件夹本身"),
    ),
    "E304.itself": Sentence(
        "{name:code} is built on itself",
        "{name:code}扩展了其自身",
        remedy=(
            "name another rule set in `extends`, or remove the key",
            "在`extends`中写其他规则集，或删除该键",
        ),
    ),
    "E304.circle": Sentence(
        "rule sets are built on one another in a circle: {path}", "规则集循环扩展：{path}", remedy=_BREAK
    ),
    "E304.no_base": Sentence(
        "{name:code} is not built on another rule set, so that {base:code} cannot take the place of its base",
        "{name:code}未沿用其他规则集，{base:code}无从替换其基础",
        remedy=("name a rule set that has `extends`", "应指明有`extends`的规则集"),
    ),
    "E304.levels": Sentence(
        "{name:code} is built on more rule sets, one on another, than the {most} that are read",
        "{name:code}所依次扩展的规则集多于可读取的{most}层",
        remedy=(
            "extend a rule set nearer to the root, and bring what lies between together in one file",
            "应扩展离根更近的规则集，并将中间各层合并为一个文件",
        ),
    ),
    "E305.overridden": Sentence(
        "{name:code} of {base:code} is overridden without a reason",
        "覆盖{base:code}的{name:code}，但未说明理由",
    ),
    "E305.removed": Sentence(
        "{name:code} is removed without a reason",
        "删除{name:code}，但未说明理由",
        remedy=("add `because: {{zh: …, en: …}}`", "增加`because: {{zh: …, en: …}}`"),
    ),
    "E306.unknown": Sentence(
        "{name:code} is to be removed, but the base has no such element",
        "要删除{name:code}，但所扩展的规则集没有该要素",
    ),
    "E306.removed_before": Sentence(
        "{name:code} is to be removed, but {by:code} has already removed it",
        "要删除{name:code}，但{by:code}已将其删除",
        remedy=("delete the entry", "删除该条目"),
    ),
    "E307.removed_and_defined": Sentence(
        "{name:code} is both removed and defined",
        "{name:code}既被删除又被定义",
        remedy=(
            "delete the entry in `removed`; an element that says `because` takes the place of the inherited one",
            "删除`removed`中的条目；写有`because`的要素即取代所继承的要素",
        ),
    ),
    "E307.nothing_inherited": Sentence(
        "{name:code} says why it differs from an inherited element, but none has this id",
        "{name:code}说明了与所继承要素不同的理由，但没有该标识的要素",
        remedy=(
            "correct the id, or remove `because` if the element is new",
            "改正标识；若为新要素，删除`because`",
        ),
    ),
    "E308.changed": Sentence(
        en="{name:code} is released and has changed",
        zh="{name:code}已发布，却被更改",
        expected=("{locked}", "{locked}"),
        found=("{hash}", "{hash}"),
    ),
    "E308.no_longer_released": Sentence(
        en="{name:code} is in {lock:code} and is no longer released",
        zh="{name:code}列于{lock:code}，却不再是已发布状态",
        remedy=(
            "set `status: released` again; what is to change goes into a new version",
            "应恢复`status: released`；需要更改的内容写入新版本",
        ),
    ),
    "E308.gone": Sentence(
        en="{name:code} is in {lock:code}, but {file:code} is not there",
        zh="{name:code}列于{lock:code}，但{file:code}不存在",
        remedy=(
            "put the file back; what is released is not withdrawn",
            "应放回该文件；已发布的内容不可撤回",
        ),
    ),
    "E309.date": Sentence(
        "no version of {name:code} is in force on {date}",
        "{name:code}在{date}没有现行有效的版本",
        expected=("{periods:list}", "{periods:list}"),
        remedy=(
            "choose a date on which a version applies, or name the version",
            "应选择某版本有效期内的日期，或写明版本",
        ),
    ),
    "E309.version": Sentence(
        "{name:code} is not in force on {date}",
        "{date}不在{name:code}的有效期内",
        expected=("{periods:list}", "{periods:list}"),
        remedy=(
            "leave out `--on`, or choose a date on which this version applies",
            "应去掉`--on`，或选择该版本有效期内的日期",
        ),
    ),
    "E309.withdrawn": Sentence(
        "every version of {name:code} is withdrawn",
        "{name:code}的所有版本均已撤回",
        found=("{periods:list}", "{periods:list}"),
        remedy=(
            "name the version if you need it none the less: every output says that it is withdrawn; "
            "or give an earlier day with `--on`",
            "若仍需使用，应写明版本，各项输出将注明其撤回；或用`--on`给出撤回之前的日期",
        ),
    ),
    "E310.kind": Sentence(
        en="{file:code} is {kind}, {due} is due here",
        zh="{file:code}为{kind}，此处应为{due}",
        remedies=(
            ("name its inventory, {inside:code}", "应指定其清单{inside:code}"),
            ("name {due}; {use}", "应指定{due}；{use}"),
        ),
    ),
    "E310.unchecked": Sentence(
        en="{file:code} is {kind}, which is not checked here",
        zh="{file:code}为{kind}，此处不检查此类文件",
        remedy=("{use}", "{use}"),
    ),
    "E310.rule_set_due": Sentence(
        "{name:code} is a factor table, a rule set is due here",
        "{name:code}是因子表，此处应为规则集",
        remedy=(
            "name a rule set; `ruleengine list` shows what there is",
            "写规则集；用`ruleengine list`查看现有规则集",
        ),
    ),
    "E301.not_read": Sentence(
        en="{ruleset:code} reads no table {name:code}",
        zh="{ruleset:code}未引用因子表{name:code}",
        expected=("{known:codes}", "{known:codes}"),
        remedy=("name one of these as the table to be replaced", "应以其中之一作为被替换的因子表"),
    ),
    "E310.table_due": Sentence(
        "{name:code} is a rule set, a factor table is due here",
        "{name:code}是规则集，此处应为因子表",
        remedy=(
            "name a factor table; `ruleengine list` shows what there is",
            "写因子表；用`ruleengine list`查看现有因子表",
        ),
    ),
    "E315.day": Sentence(
        "{text:code} is not a day of the calendar",
        "{text:code}不是日历中的日期",
        remedy=("write a date such as 2026-01-31", "应写出日期，如2026-01-31"),
    ),
    "E315.order": Sentence(
        "{name:code} ends before it begins: {first:code}, {last:code}",
        "{name:code}的截止日期早于起始日期：{first:code}，{last:code}",
        remedy=("correct one of the two dates", "改正两个日期之一"),
    ),
    "E315.no_end": Sentence(
        "{name:code} has the end of a transition and no `until`, after which it begins",
        "{name:code}写有过渡期截止日期，却没有过渡期之前的`until`",
        remedy=(
            "add `until`, the last day on which the version is in force",
            "补充`until`，即该版本有效的最后一日",
        ),
    ),
    "E315.source": Sentence(
        "{source:code} is not one of the sources of this file",
        "{source:code}不是本文件的来源",
        remedy=("name a key of `sources`, or add it there", "写`sources`的键，或在该处添加"),
    ),
    "E315.unknown": Sentence(
        "neither this library nor one below it has {name:code}, of which the status file speaks",
        "状态文件提到{name:code}，而本规则库及其下各规则库中均无该版本",
        remedy=(
            "correct id and version, name the library that has it with `--rules` behind this one, or remove the entry",
            "改正标识和版本，或用`--rules`在本规则库之后指明含该版本的规则库，或删除该条目",
        ),
    ),
    "E315.conflict": Sentence(
        "two status files differ about {name:code}: {first:code} here, {last:code} in {other:code}",
        "两个状态文件对{name:code}的说明不一致：此处为{first:code}，{other:code}中为{last:code}",
        remedy=(
            "find out which day is right, and leave the other out of the file that you keep",
            "应查明何者正确，并在由您维护的文件中删去另一日期",
        ),
    ),
    "E315.place": Sentence(
        "the file speaks of versions and is not at the top of a library, where it would be read",
        "该文件说明各版本的现状，却不在读取它的规则库顶层",
        expected=("rules/status.yaml", "路径`rules/status.yaml`"),
        remedy=(
            "move it there, or name the library that it is in with `--rules`",
            "应将其移至该处，或用`--rules`指明其所在的规则库",
        ),
    ),
    "W311.not_locked": Sentence(
        en="{name:code} is released and not in {lock:code}",
        zh="{name:code}已发布，但未列入{lock:code}",
    ),
    "E312.differs": Sentence(
        "{name:code} has other content in {other:code}",
        "{name:code}在{other:code}中内容不同",
        remedy=(
            "give one of the two another version, or name with `--rules` only the library that is meant",
            "应为其中之一改用其他版本，或用`--rules`仅指明所需的规则库",
        ),
    ),
    "E313.version": Sentence(
        "{name:code} is not the name of a version",
        "{name:code}不是版本的文件名",
        expected=("numbers as in `1.0.0.yaml`, without leading zeros", "形如`1.0.0.yaml`的数字，无前导零"),
        remedies=(
            (
                "rename the file to {due:code}, and give it that version",
                "将文件改名为{due:code}，并在文件中写该版本",
            ),
            (
                "name the file after its version, or put it in a folder `examples`",
                "按版本命名该文件，或将其放入文件夹`examples`",
            ),
        ),
    ),
    "E313.copy": Sentence(
        "{name:code} is not the name of a version, and {beside:code} stands beside it",
        "{name:code}不是版本的文件名，且旁边已有{beside:code}",
        remedy=(
            "delete the copy, or give it a version of its own",
            "删除该副本，或为其另取版本",
        ),
    ),
    "E313.id": Sentence(
        "{folder:code} is not an id",
        "{folder:code}不是标识",
        expected=("lower-case letters and digits, joined by `-` and `/`", "小写字母和数字，以`-`和`/`连接"),
        remedy=("rename the folder", "重命名该文件夹"),
    ),
    "E314.missing": Sentence("there is no folder {path:code}", "没有文件夹{path:code}"),
    "E314.no_rules": Sentence(
        "the folder {path:code} is no rule library",
        "文件夹{path:code}不是规则库",
        expected=("files `<id>/<version>.yaml` in it", "其中有文件`<id>/<version>.yaml`"),
    ),
    "E314.within": Sentence(
        "the folder {path:code} is no rule library, the folder {inner:code} in it is one",
        "文件夹{path:code}不是规则库，其中的{inner:code}才是",
        remedy=("name {inner:code}", "应写{inner:code}"),
    ),
    "E314.owner": Sentence(
        "`git` does not read the repository {path:code}, since it belongs to another user",
        "代码库{path:code}属于其他用户，`git`拒绝读取",
        remedy=(
            "if you trust it, run `git config --global --add safe.directory '{path}'`; else name no revision",
            "若信任该代码库，应运行`git config --global --add safe.directory '{path}'`；否则应不写修订版",
        ),
    ),
    "E314.no_revision": Sentence(
        "`git` knows no revision {revision:code} of {path:code}",
        "`git`中没有{path:code}的修订版{revision:code}",
        remedy=(
            "name a commit, a branch or a tag of the repository that holds the folder",
            "应写该文件夹所在仓库的提交、分支或标签",
        ),
    ),
    "E314.no_git": Sentence(
        "what {path:code} was at the revision cannot be found out: {reason}",
        "无法得知{path:code}在所指修订版时的内容：{reason}",
        remedy=(
            "see that `git` runs and answers in this folder, or name the folder without a revision",
            "应确认`git`可在该文件夹中运行并应答，或指明不带修订版的文件夹",
        ),
    ),
    "E314.no_folder": Sentence(
        "the working folder is gone, so that no library can be looked for from there",
        "当前文件夹已不存在，无法从该处查找规则库",
        remedy=(
            "change to another folder, or name the libraries with `--rules`",
            "应进入其他文件夹，或用`--rules`指明规则库",
        ),
    ),
    "E316.no_source": Sentence(
        "`{field}` of {name:code} is not that of {base:code} and has no source of its own",
        "{name:code}的`{field}`与{base:code}不同，却未注明自己的来源",
        expected=(
            "`source: …`, or `because: {{zh: …, en: …, source: …}}`",
            "`source: …`，或`because: {{zh: …, en: …, source: …}}`",
        ),
    ),
    "E316.no_source_of_section": Sentence(
        "`{field}` of {name:code} is not that of {base:code} and has no source of its own",
        "{name:code}的`{field}`与{base:code}不同，却未注明自己的来源",
        expected=("`source: …` in {name:code}", "{name:code}中的`source: …`"),
        remedy=("name where the new one comes from", "应注明新值的来源"),
    ),
    "E316.no_source_of_formula": Sentence(
        "`{field}` of {name:code} is not that of {base:code} and has no source of its own",
        "{name:code}的`{field}`与{base:code}不同，却未注明自己的来源",
        expected=("`source: …` or `basis: own` in {name:code}", "{name:code}中的`source: …`或`basis: own`"),
        remedy=(
            "name where the new one comes from, or write `basis: own` where the authors chose it",
            "应注明新公式的来源；由编制者选定的，写`basis: own`",
        ),
    ),
    "W317.weaker": Sentence(
        "{name:code} says {verb}, and {base:code} says {before}",
        "{name:code}写作{verb}，而{base:code}写作{before}",
    ),
    "E318.itself": Sentence(
        "{name:code} names itself as a retired id",
        "{name:code}将自身列为停用标识",
        remedy=("take it out of `aliases`", "应将其从`aliases`中删去"),
    ),
    "E318.present": Sentence(
        "{alias:code} is named as a retired id of {name:code}, and there is an element {alias:code}",
        "{alias:code}被列为{name:code}的停用标识，而现有要素{alias:code}",
    ),
    "E318.twice": Sentence(
        "{name:code} and {others:codes} both name {alias:code} as a retired id",
        "{name:code}与{others:codes}均将{alias:code}列为停用标识",
        remedy=("leave it with the one that had this id", "应只保留在曾用该标识的要素处"),
    ),
    "E318.circle": Sentence(
        "retired ids lead from {name:code} by {others:codes} back to {name:code}",
        "停用标识由{name:code}经{others:codes}又回到{name:code}",
        remedy=("take ids that are in use out of `aliases`", "应将在用的标识从`aliases`中删去"),
    ),
    "E319.others": Sentence(
        "the crosswalk is for {named:codes}, compared are {asked:codes}",
        "对照表用于{named:codes}，而比较的是{asked:codes}",
        remedy=("name the crosswalk of these two rule sets", "应指明这两个规则集的对照表"),
    ),
    "E319.unknown": Sentence(
        "{ruleset:code} has no element {name:code}, which the crosswalk names",
        "{ruleset:code}没有对照表所列的要素{name:code}",
        remedy=("correct the path", "应改正路径"),
    ),
}
