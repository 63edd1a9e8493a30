"""The codes of the meaning of rule sets."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E501": error(
        "number without source",
        "every parameter, factor and numeric default cites a source",
        "add `source:` with a key of `sources`, one of the grade `assumption` for what the authors chose",
        zh=(
            "数字没有来源",
            "每个参数、因子和数字缺省值都应注明来源",
            "补充`source:`，其值为`sources`中的键；由编制者选定的，其等级为`assumption`",
        ),
    ),
    "E502": error(
        "unknown source",
        "the key is not in `sources` of this rule set or its bases",
        "correct the key, or add the source",
        zh=("来源未知", "该键不在本规则集或其基础规则集的`sources`中", "改正该键，或补充该来源"),
    ),
    "E503": error(
        "requirement without check or method",
        "nobody could say how it is verified",
        "add `check:` or `method:`",
        zh=("要求没有判定式或核查方法", "无法说明该要求如何核查", "补充`check:`或`method:`"),
    ),
    "E504": error(
        "wrong stage order",
        "the stages of the boundary follow the life cycle",
        "order them: raw_materials, production, distribution, use, end_of_life",
        zh=(
            "阶段顺序不正确",
            "边界所含阶段应按生命周期顺序排列",
            "按以下顺序排列：raw_materials、production、distribution、use、end_of_life",
        ),
    ),
    "E505": error(
        "stage outside the boundary",
        "an emission belongs to a stage that the boundary does not have",
        "add the stage to the boundary or correct the stage",
        zh=("阶段在边界之外", "排放量所属的阶段不在系统边界内", "将该阶段纳入边界，或改正阶段"),
    ),
    "E506": error(
        "promise not kept",
        "a base asks for this element and no formula is given",
        "give the element a `formula`",
        zh=("承诺未兑现", "基础规则集要求给出此要素，但未给出公式", "为该要素给出`formula`"),
    ),
    "E507": error(
        "dates do not fit",
        "the standard takes effect before it is issued, or a date does not exist",
        "correct the dates",
        zh=("日期不相符", "标准的实施日期早于发布日期，或日期不存在", "改正日期"),
    ),
    "E508": error(
        "unit missing",
        "a category needs a functional or a declared unit, a basis and a reference flow",
        "add what is missing",
        zh=("缺少单位", "产品种类规则应有功能单位或声明单位、计量基准和基准流", "补充所缺内容"),
    ),
    "E509": error(
        "scenario missing",
        "the boundary has a stage whose scenario is not described",
        "add `provisions.use_scenario` or `provisions.end_of_life_scenario`",
        zh=(
            "缺少情景",
            "边界包含某阶段，但未说明该阶段的情景",
            "补充`provisions.use_scenario`或`provisions.end_of_life_scenario`",
        ),
    ),
    "E510": error(
        "unknown vocabulary entry",
        "evidence and methods come from `vocabulary`",
        "correct the id, or add it to `vocabulary`",
        zh=("词汇条目未知", "证据和方法应取自`vocabulary`", "改正标识，或将其加入`vocabulary`"),
    ),
    "E511": error(
        "name used twice",
        "formula names are unique across all sections",
        "rename one of the elements",
        zh=("名称重复使用", "公式中的名称在所有部分中应唯一", "重命名其中一个要素"),
    ),
    "E512": error(
        "name in a text is not a parameter",
        "`{name}` in a text is replaced by a parameter's value",
        "correct the name, or define the parameter",
        zh=("文本中的名称不是参数", "文本中的`{name}`将替换为参数的值", "改正名称，或定义该参数"),
    ),
    "E513": error(
        "wrong dimension for its section",
        "emissions and promises have fixed units",
        "correct the formula",
        zh=("量纲不符合所在部分的要求", "排放量和承诺的单位是固定的", "改正公式"),
    ),
    "E514": error(
        "reference to something that is not a keyed table",
        "`references:` names an input table with a `key`",
        "correct the name, or give the table a `key`",
        zh=("引用的对象不是带键的表", "`references:`应指明带有`key`的输入表", "改正名称，或为该表给出`key`"),
    ),
    "E515": error(
        "factor table is wrong",
        "a column lacks its unit, or a row lacks a key, repeats one, or has a value of the wrong kind",
        "correct the row",
        zh=("因子表有误", "列缺少单位，或行缺少键、键重复或值的种类不符", "改正该行"),
    ),
    "E516": error(
        "default or limits do not fit",
        "the default is outside the limits or not one of the values, or the limits exclude every value",
        "correct the default or the limits",
        zh=("缺省值或限值不相符", "缺省值超出限值或不在允许值之列，或限值排除了所有值", "改正缺省值或限值"),
    ),
    "W517": warning(
        "input is not used",
        "no formula, check or reference uses it",
        "use it, or remove it",
        zh=("输入未使用", "没有公式、判定式或引用使用该输入", "使用该输入，或将其删除"),
    ),
    "W518": warning(
        "parameter, look-up table or quantity is not used",
        "nothing depends on it",
        "use it, or remove it",
        zh=("参数、查找表或中间量未使用", "没有任何内容依赖于它", "使用它，或将其删除"),
    ),
    "W519": warning(
        "boundary stage without emission",
        "the boundary names a stage for which nothing is calculated",
        "add an emission, or take the stage out of the boundary",
        zh=(
            "边界内的阶段没有排放量",
            "边界列出了某阶段，但该阶段没有任何核算内容",
            "补充排放量，或将该阶段移出边界",
        ),
    ),
    "E520": error(
        "natures of factors are mixed without a word",
        "factors that cover a life cycle are added to factors that cover direct or upstream emissions only",
        "take factors of one nature, or say which are mixed, and why",
        zh=(
            "未经说明混用不同性质的因子",
            "涵盖生命周期的因子与仅涵盖直接排放或上游排放的因子相加",
            "应采用同一性质的因子，或说明混用哪些性质及其理由",
        ),
    ),
    "E521": error(
        "the word on mixed natures is not complete",
        "it names other natures than are mixed, or gives no reason",
        "name the natures that are mixed, and say why",
        zh=(
            "对混用因子性质的说明不完整",
            "所列性质与实际混用的不同，或未说明理由",
            "列出实际混用的性质，并说明理由",
        ),
    ),
    "W522": warning(
        "nothing is mixed here",
        "an element says that factors of different natures are mixed in it, and its formula mixes none",
        "take the word out",
        zh=("此处未混用因子", "要素说明其中混用不同性质的因子，而其公式并未混用", "删去该说明"),
    ),
    "E523": error(
        "a change that is none since an earlier version",
        "a rule set says what it changes since a version of its own that is not earlier",
        "name the earlier version that the change is to be read against",
        zh=(
            "变更所对照的版本不是较早版本",
            "规则集所列变更对照的版本不早于其自身版本",
            "写明变更所对照的较早版本",
        ),
    ),
    "E524": error(
        "a role that does not fit",
        "a value has a role that asks for another dimension or for a single value, or that another value has",
        "give the role to the one value that it is meant for",
        zh=(
            "角色不适合",
            "某值的角色要求其他量纲或单个数值，或者已为其他值所用",
            "将该角色只赋予所指的那一个值",
        ),
    ),
}
