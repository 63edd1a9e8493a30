"""The codes of documents and outputs."""

from __future__ import annotations

from ruleengine.diagnostics.code import Code, error, warning

CODES: dict[str, Code] = {
    "E801": error(
        "declaration refused",
        "object, maker, model or period are not said; a precondition or a computable requirement (shall) is not "
        "evaluated, or the latter not satisfied; a finding is open, in conflict or to be judged again; a "
        "requirement is not judged, or the verification not decided",
        "meet the requirement, or complete the inventory",
        zh=(
            "不予声明",
            "未写明对象、制造商、型号或数据时段，某项前提未判定，某项可计算的要求（应）未满足或未判定，某项结论未关闭、不一致或应重新判定，某项要求尚未判定，或者核查尚未作出决定",
            "满足该要求，或补全清单",
        ),
    ),
    "E802": error(
        "output cannot be written",
        "the folder cannot be made or written to",
        "choose another folder, or change its access rights",
        zh=("无法写入输出", "文件夹无法创建或写入", "选择其他文件夹，或更改其访问权限"),
    ),
    "E803": error(
        "character without a glyph",
        "the shipped fonts have no picture for the character",
        "replace the character",
        zh=("字符没有字形", "随附字体中没有该字符的字形", "替换该字符"),
    ),
    "E804": error(
        "output cannot have this form",
        "results are written in the forms named",
        "choose an output that ends in one of them",
        zh=("输出不能采用此形式", "结果只能以所指明的形式写出", "选择扩展名为其中之一的输出"),
    ),
    "E805": error(
        "another run writes this output",
        "two runs with the same output would mix their parts",
        "wait for the other run, or choose another output",
        zh=(
            "另一次运行正在写入此输出",
            "两次运行写入同一输出会混淆其分块",
            "等待另一次运行结束，或选择其他输出",
        ),
    ),
    "E806": error(
        "executors do not see the output folder",
        "the executors of the cluster write parts beside the output, under the same path",
        "choose a portfolio and an output on storage that all machines of the cluster share",
        zh=(
            "执行节点访问不到输出文件夹",
            "集群的执行节点将分块写在输出旁边，使用相同的路径",
            "将产品组合和输出置于集群所有机器共享的存储上",
        ),
    ),
    "E807": error(
        "no use of Spark",
        "it is not installed, could not be started, or did not come to its end",
        "see what Spark says; `--engine local` works without it",
        zh=(
            "无法使用Spark",
            "未安装、无法启动或未运行到结束",
            "查看Spark的提示；使用`--engine local`时不需要Spark",
        ),
    ),
    "E808": error(
        "document cannot be made from the view",
        "the view lacks what the document shows, or holds what no document may show",
        "make the view anew with this version of the engine; it is not meant to be written by hand",
        zh=(
            "无法由视图生成文件",
            "视图缺少文件所需的内容，或含有文件不得显示的内容",
            "用此版本的引擎重新生成视图；视图不应手工编写",
        ),
    ),
    "E809": error(
        "the system refuses the command something",
        "memory, open files, processes or room for temporary files are used up, or limited for this user",
        "free what is used up, or raise the limit (`ulimit -a` shows limits); the same command can be run again",
        zh=(
            "系统拒绝了命令的请求",
            "内存、可打开文件数、进程数或临时文件空间已用尽，或对此用户设有限制",
            "应释放已用尽的资源或提高限制（`ulimit -a`可列出各项限制）；之后可再次运行同一命令",
        ),
    ),
    "E810": error(
        "layout would change what a file says",
        "a file is laid out anew only where it says the same and keeps every character but white space",
        "write the place in a plainer way, and tell us of the file: `format` should know it",
        zh=(
            "改写版式会改变文件内容",
            "仅在内容不变、空白以外的字符全部保留时才改写版式",
            "应以更简单的方式书写，并将该文件告知我们：`format`应能处理",
        ),
    ),
    "W811": warning(
        "released file not formatted",
        "a released file never changes: the lock file holds its hash",
        "leave it; a new version may have the layout",
        zh=(
            "已发布文件未整理",
            "已发布的文件不再更改：锁定文件记有其散列值",
            "保持原样；可在新版本中采用规范版式",
        ),
    ),
    "E819": error(
        "no workbook can hold the calculation",
        "cells of spreadsheets hold numbers between 1E-300 and 1E300, and sheets a million rows",
        "look for a slip in the number or its unit, or leave the workbook out",
        zh=(
            "工作簿无法容纳该核算",
            "电子表格的单元格只能容纳1E-300至1E300之间的数，工作表最多约一百万行",
            "应检查该数值或其单位是否有误，或不生成工作簿",
        ),
    ),
    "E830": error(
        "site cannot be built",
        "`mkdocs` and its theme are not installed, or `mkdocs` finds something wrong with a page",
        "install both (`pip install 'ruleengine[dev]'`), or mend the page that is named",
        zh=(
            "无法构建网站",
            "未安装`mkdocs`及其主题，或`mkdocs`发现某页有误",
            "安装二者（`pip install 'ruleengine[dev]'`），或改正所指出的页面",
        ),
    ),
}
