"""Results to documents: HTML and PDF; one folder of templates a document kind."""
