"""A small library with one of everything that the site shows, and texts that would like to be markup."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = ROOT / "tests" / "documents" / "rules"
HOSTILE = ROOT / "tests" / "inventory_template" / "rules" / "demo" / "every-input"

#: What a later version of the hostile rule set says: attributes and fences of Markdown, ends of tables, links, places
#: that Python-Markdown keeps for itself.
_LATER = {
    "zh: 额定功率, en: rated power": 'zh: "额定功率 {: onclick=alert(3) }", en: "rated {: onclick=alert(3) } power"',
    "zh: 占比, en: share": r'zh: "```占比", en: "x\n```html\n<b onload=alert(4)>\n```\n~~~"',
    "zh: 有电池, en: has a battery": (
        'zh: "</td></table></div><script>alert(5)</script>", en: "klzzwxh:0001 [a](javascript:alert(6))"'
    ),
    "zh: 备注, en: remark": (
        r'zh: "备注\n\n# 不是标题\n\n<svg onload=alert(7)>", en: "a\n\n# no heading\n\n- [x]: http://x.example"'
    ),
}
_TESTS = """\
tests: demo/lamp@1.0.0
cases:
  as-it-is:
    because: the lamp of the documents <i>
    inventory: examples/lamp.yaml
    expect: {stages: {use: 1 kgCO2e}}
"""


def small_library(folder: Path) -> Path:
    """The library in a folder of its own: a base, factor tables, a released rule set with an example and tests, one
    of two versions whose texts are hostile.
    """
    rules = folder / "rules"
    shutil.copytree(DOCUMENTS / "demo", rules / "demo")
    hostile = rules / "demo" / "every-input"
    shutil.copytree(HOSTILE, hostile)
    for file, name in (
        (hostile / "1.0.0.yaml", "every-input"),
        (HOSTILE.parent / "factors" / "1.0.0.yaml", "by-mass"),
    ):
        text = file.read_text(encoding="utf-8").replace("demo/factors", "demo/by-mass")
        (rules / "demo" / name).mkdir(exist_ok=True)
        (rules / "demo" / name / "1.0.0.yaml").write_text(text, encoding="utf-8")
    text = (hostile / "1.0.0.yaml").read_text(encoding="utf-8")
    later = text.replace("version: 1.0.0", "version: 1.1.0", 1)
    for old, new in _LATER.items():
        assert later.count(old) == 1, old
        later = later.replace(old, new)
    (hostile / "1.1.0.yaml").write_text(later, encoding="utf-8")
    lamp = rules / "demo" / "lamp"
    (lamp / "examples").mkdir()
    shutil.copy(DOCUMENTS / "lamp.yaml", lamp / "examples")
    (lamp / "1.0.0.tests.yaml").write_text(_TESTS, encoding="utf-8")
    return rules
