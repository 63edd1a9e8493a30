"""Portfolio files: Parquet, JSON lines, CSV; what is not Parquet is staged."""
