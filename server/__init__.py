"""PEOPLE ↔ ENGINE: the language server. Knows LSP; knows the model only by its façade."""
