"""Checklists that come back: what a form has, forms read and checked, merged into an assessment, written in place."""
