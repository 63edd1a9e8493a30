"""The codes of the library and resolution."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E301": error(
        "rule set or table not found",
        "no file of the library has this id and version",
        "correct the id or version; `ruleengine list` shows what there is",
        zh=(
            "未找到规则集或因子表",
            "规则库中没有此标识和版本的文件",
            "改正标识或版本；`ruleengine list`可列出现有内容",
        ),
    ),
    "E302": error(
        "id or version does not match the file's path",
        "a file stands at <id>/<version>.yaml",
        "rename the file or correct the id or version",
        zh=("标识或版本与文件路径不一致", "文件应位于<id>/<version>.yaml", "重命名文件，或改正标识或版本"),
    ),
    "E303": error(
        "path leaves the library",
        "ids, versions and files must stay inside the rule library; links out of it are not followed",
        "use an id without dots and slashes at its ends, and keep the file inside the library",
        zh=(
            "路径超出规则库",
            "标识、版本和文件应在规则库之内；不跟随指向库外的链接",
            "使用首尾不带点和斜杠的标识，并将文件放在规则库内",
        ),
    ),
    "E304": error(
        "circular extends",
        "a rule set is built on itself, or on too many others",
        "remove the circle",
        zh=("extends循环引用", "规则集以自身为基础，或层数过多", "消除循环"),
    ),
    "E305": error(
        "inherited element overridden without a reason",
        "an element with the id of an inherited one must say why",
        "add `because: {zh: …, en: …}`, or give the element another id",
        zh=(
            "修改沿用的要素而未说明理由",
            "与沿用要素标识相同的要素应说明修改理由",
            "补充`because: {zh: …, en: …}`，或改用其他标识",
        ),
    ),
    "E306": error(
        "unknown target",
        "what is removed or overridden does not exist in the base",
        "correct the path, or delete the entry",
        zh=("目标不存在", "所删除或修改的内容在基础规则集中不存在", "改正路径，或删除该条目"),
    ),
    "E307": error(
        "conflicting overlay",
        "the same element is both removed and defined, or a reason is given where nothing is inherited",
        "keep one of the two",
        zh=("叠加内容冲突", "同一要素既被删除又被定义，或对未沿用的要素给出了修改理由", "只保留其中之一"),
    ),
    "E308": error(
        "released file changed",
        "the hash differs from the one in the lock file; results cite that hash",
        "undo the change and make a new version",
        zh=("已发布文件被更改", "散列值与锁定文件中的不一致，而结果引用该散列值", "撤销更改，另建新版本"),
    ),
    "E309": error(
        "no version in force",
        "no version of the rule set or factor table applies on the date, or all are withdrawn",
        "choose another date, or name the version",
        zh=(
            "没有现行版本",
            "该规则集或因子表没有在此日期适用的版本，或所有版本均已撤回",
            "选择其他日期，或指明版本",
        ),
    ),
    "E310": error(
        "wrong kind of file",
        "a file of another kind was asked for: a rule set, a factor table or an inventory",
        "name the kind of file that is due",
        zh=("文件种类不符", "要求的是其他种类的文件：规则集、因子表或清单", "指明所需种类的文件"),
    ),
    "W311": warning(
        "released file is not in the lock file",
        "its hash is not pinned yet",
        "run `ruleengine validate --lock` once to pin it",
        zh=("已发布文件未列入锁定文件", "其散列值尚未锁定", "运行一次`ruleengine validate --lock`加以锁定"),
    ),
    "E312": error(
        "two files of one version",
        "two libraries of the search path have the same id and version with different content",
        "give one of the two another version",
        zh=(
            "同一版本有两个不同文件",
            "搜索路径中的两个规则库有标识和版本相同而内容不同的文件",
            "为其中之一改用其他版本",
        ),
    ),
    "E313": error(
        "name that is no id and version",
        "files of a library are called <id>/<version>.yaml; others cannot be asked for",
        "rename the file, or move it out of the library",
        zh=(
            "名称不是标识和版本",
            "规则库的文件应命名为<id>/<version>.yaml，否则无法引用",
            "重命名该文件，或将其移出规则库",
        ),
    ),
    "E314": error(
        "no rule library",
        "a folder of the search path is not there, or holds no rule set and no factor table",
        "name the libraries with `--rules`; `--rules shipped` is the one that comes with the program",
        zh=(
            "没有规则库",
            "搜索路径中的文件夹不存在，或其中没有规则集和因子表",
            "用`--rules`指明规则库；`--rules shipped`为程序自带的规则库",
        ),
    ),
    "E315": error(
        "status file not in order",
        "the status file says what is in force, withdrawn or wrong; an entry misread would be left out silently",
        "correct the entry",
        zh=(
            "状态文件有误",
            "状态文件说明各版本的有效期、撤回和勘误；误读的条目将被无声遗漏",
            "改正该条目",
        ),
    ),
    "E316": error(
        "changed without a source",
        "a rule set changes an inherited number, table, verb or check and does not say where the new one comes from",
        "name a source of its own: `source`, or `source` within `because`",
        zh=(
            "更改未注明来源",
            "规则集更改了沿用的数值、因子表、能愿动词或判定条件，但未说明新内容的出处",
            "注明自己的来源：写`source`，或在`because`中写`source`",
        ),
    ),
    "W317": warning(
        "weaker than the base",
        "a rule set asks less of a product than the rule set that it is built on",
        "keep the verb of the base, or see that the reason says why less is asked",
        zh=(
            "弱于所扩展的规则集",
            "规则集对产品的要求低于其所扩展的规则集",
            "保留原有能愿动词，或确认理由已说明为何降低要求",
        ),
    ),
    "E318": error(
        "retired id not free",
        "an id in `aliases` is given up: no element of the section has it now, and one alone had it before",
        "take the id out of `aliases`, or give the other element another one",
        zh=(
            "停用标识有冲突",
            "`aliases`中的标识应已停用：同一部分中现无要素使用，且只由一个要素曾经使用",
            "从`aliases`中删去该标识，或为另一要素改用其他标识",
        ),
    ),
    "E319": error(
        "crosswalk does not fit",
        "a crosswalk names elements of the two rule sets that are compared",
        "correct the paths and ids; `ruleengine show … --format json` lists all elements",
        zh=(
            "对照表不适用",
            "对照表所列应为所比较的两个规则集的要素",
            "改正路径和标识；`ruleengine show … --format json`列出全部要素",
        ),
    ),
}
