"""Sentences about assessments that do not hold together, in English and Chinese."""

from __future__ import annotations

from ruleengine.diagnostics.facts import Sentence

SENTENCES: dict[str, Sentence] = {
    "E680.unknown_person": Sentence(
        en="{initials:code} stands for nobody of the team",
        zh="{initials:code}不是核查组成员的姓名缩写",
        expected=("{known:every}", "{known:every}"),
        remedy=(
            "correct the initials, or add the person to `verification.team`",
            "应改正姓名缩写，或将该人员列入`verification.team`",
        ),
    ),
    "E680.no_team": Sentence(
        en="{initials:code} stands for nobody: the assessment names no team",
        zh="{initials:code}无从对应：核查文件未列出核查组",
        remedy=(
            "add the person to `verification.team`, with name, role and initials",
            "应将该人员列入`verification.team`，并写明姓名、角色和姓名缩写",
        ),
    ),
    "E680.same_initials": Sentence(
        en="the initials {initials:code} stand for two persons of the team",
        zh="核查组中有两名成员的姓名缩写均为{initials:code}",
        remedy=("give each person initials of their own", "应为每名成员使用各自的姓名缩写"),
    ),
}
