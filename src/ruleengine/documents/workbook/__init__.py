"""The calculation as a workbook with live formulas: an auditor recalculates it in a spreadsheet program."""
