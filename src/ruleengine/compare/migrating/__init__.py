"""Portfolios moved to another version: folders of inventories, JSON lines, CSV and Parquet, each as the kind it was."""
