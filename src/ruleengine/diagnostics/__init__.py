"""What is wrong with an input, where, and what to do."""

from __future__ import annotations

from ruleengine.diagnostics.diagnostic import Diagnostic as Diagnostic
from ruleengine.diagnostics.diagnostic import Excerpt as Excerpt
from ruleengine.diagnostics.diagnostic import Place as Place
from ruleengine.diagnostics.diagnostic import Refused as Refused
from ruleengine.diagnostics.diagnostic import Report as Report
from ruleengine.diagnostics.diagnostic import as_json as as_json
from ruleengine.diagnostics.diagnostic import as_sarif as as_sarif
from ruleengine.diagnostics.diagnostic import as_text as as_text
from ruleengine.diagnostics.diagnostic import in_order as in_order
from ruleengine.diagnostics.diagnostic import nearest as nearest
from ruleengine.diagnostics.diagnostic import quoted as quoted
from ruleengine.diagnostics.diagnostic import visible as visible
