"""Redlines: two renderings of a rule set laid over each other: HTML, DOCX with tracked changes, PDF, Markdown, JSON."""
