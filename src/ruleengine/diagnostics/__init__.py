"""What is wrong with an input, where, and what to do: facts, sentences in English and Chinese, views."""

from __future__ import annotations

from ruleengine.diagnostics.diagnostic import Diagnostic as Diagnostic
from ruleengine.diagnostics.diagnostic import Related as Related
from ruleengine.diagnostics.facts import Both as Both
from ruleengine.diagnostics.facts import Fact as Fact
from ruleengine.diagnostics.facts import Phrase as Phrase
from ruleengine.diagnostics.names import Nearest as Nearest
from ruleengine.diagnostics.names import nearest as nearest
from ruleengine.diagnostics.names import nearest_name as nearest_name
from ruleengine.diagnostics.place import Excerpt as Excerpt
from ruleengine.diagnostics.place import Place as Place
from ruleengine.diagnostics.report import Fault as Fault
from ruleengine.diagnostics.report import Refused as Refused
from ruleengine.diagnostics.report import Report as Report
from ruleengine.diagnostics.report import in_order as in_order
from ruleengine.diagnostics.views import as_json as as_json
from ruleengine.diagnostics.views import as_sarif as as_sarif
from ruleengine.diagnostics.views import as_text as as_text
