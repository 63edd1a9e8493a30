"""The verification checklist as files that people work in: workbook, Word file, XML; all from one form."""
