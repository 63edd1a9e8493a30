"""Office files that people filled in, read strictly: archives within limits, workbooks cell by cell, texts of Word."""
