"""Program to an empty assessment: the facts of the declaration to be filled in, and every requirement to be judged.

Each requirement stands with its hash, so that a finding says which state of the requirement it judged. Those that the
engine checks itself are commented out: a verifier may judge them as well, and need not.
"""

from __future__ import annotations

from collections.abc import Iterator

from ruleengine.characters import one_line
from ruleengine.diagnostics import Fault, Refused
from ruleengine.program.inputs import as_text_pair
from ruleengine.program.program import Program, Requirement
from ruleengine.program.texts import with_parameters
from ruleengine.resolve.hashes import element_hashes

_VERBS = {"shall": "应 shall", "should": "宜 should", "may": "可 may"}

_HEADER = """\
# {reference}
# {title}
#
# 空白核查文件：在每项要求的finding后写明结论；填写核查信息，作出声明时填写声明事项（去掉行首的“# ”）：
#   conform 符合；minor 轻微不符合；major 严重不符合；observation 观察项；not_applicable 不适用
# 每项结论还可写明：by 核查人员姓名缩写、date 日期、evidence 所见证据、population 总体、sample 样本、reported 报告值、
#   verified 核查值、corrective_action 纠正措施、deadline 期限、closed_by 关闭人、closed 关闭日期。
# finding留空的要求为未核查，声明中列为未核查；不应为使文件完整而填写结论。
# judged是所判定要求的散列值，不应更改：要求改动后，散列值不再相同，该结论应重新判定。
#
# An empty assessment: write what was found behind each `finding`, the verification, and, when it is made, the facts of
# the declaration (take `# ` away at the begin of the lines):
#   conform, minor, major, observation, not_applicable
# Beside each may stand: by (initials), date, evidence (seen), population, sample, reported, verified (value),
#   corrective_action, deadline, closed_by, closed.
# A requirement whose `finding` stays empty is not assessed, and the declaration lists it so: write only what was found.
# `judged` is the hash of the requirement and stays as it is: once the requirement changes, it is to be judged again.

assessment: {id}
ruleset: {reference}
inventory:  # 清单文件 the file of the inventory

# 核查：委托方、核查机构、核查组、日期、范围、保证等级、重要性、抽样 the verification
# verification:
#   number:
#   client: {{name: {{zh: , en: }}, address: {{zh: , en: }}, contact: }}
#   body: {{name: {{zh: , en: }}, address: {{zh: , en: }}, accreditation: }}
#   team:  # lead 组长 | member 组员 | expert 技术专家 | reviewer 独立复核人员
#     - {{name: , role: lead, initials: ZQ}}
#   dates:  # desk_review 文件评审 | site_visit 现场核查 | interview 访谈
#     - {{from: 2026-03-02, to: 2026-03-03, activity: site_visit}}
#   scope: {{zh: , en: }}
#   assurance: reasonable  # limited 有限保证 | reasonable 合理保证
#   materiality: 5 %
#   sampling: {{plan: {{zh: , en: }}}}

# 声明事项，作出声明时填写 the facts of the declaration, for when it is made
# declaration:
#   number:
#   issuer:
#     name: {{zh: , en: }}
#     address: {{zh: , en: }}
#   place: {{zh: , en: }}
#   date:  # 2026-03-31
#   signatory: {{name: , function: {{zh: , en: }}}}
#   valid_until:  # 2028-03-30
#   limits: {{zh: , en: }}

"""


def assessment_template(program: Program, id_: str = "my-product") -> str:
    """An empty assessment as YAML text; `id_` is its id. Raises `Refused` (E706) for an abstract rule set."""
    own = program.resolved.own
    if own.abstract:
        fault = Fault("E706.no_inventory", ruleset=str(own.reference))
        raise Refused([fault.diagnostic(own.document.place(("ruleset",)))])
    hashes = element_hashes(program.resolved, [r.element.name for r in program.requirements])
    title = " ".join(one_line(as_text_pair(own.header.get("title")).get(x, "")) for x in ("zh", "en"))
    blocks = ["\n".join(_finding(program, r, hashes[r.element.name])) for r in program.requirements]
    head = "findings:\n" if any(r.check is None for r in program.requirements) else "# findings:\n"
    return _HEADER.format(reference=own.reference, title=title, id=id_) + head + "\n\n".join(blocks) + "\n"


def _finding(program: Program, requirement: Requirement, judged: str) -> Iterator[str]:
    """The requirement in words as comments, and its finding; commented out where the engine checks it."""
    element, text = requirement.element, as_text_pair(requirement.element.fields.get("text"))
    clause = f"{one_line(element.clause)} " if element.clause else ""
    mark = "" if requirement.check is None else "# "
    yield f"  # {clause}{_VERBS.get(requirement.verb, requirement.verb)}"
    for language in ("zh", "en"):
        yield f"  # {one_line(with_parameters(program, text.get(language, '')))}"
    if requirement.check is not None:
        yield "  # 由引擎判定；核查员也可判定。 Checked by the engine; a verifier may judge it as well."
    yield f"  {mark}{requirement.id}:"
    yield f"  {mark}  finding:"
    yield f"  {mark}  judged: {judged}"
    yield "  #   note:"
