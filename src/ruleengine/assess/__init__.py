"""Result to assessment: verdicts, reasons, readiness for a declaration."""
