"""PIECES: sentencepiece pieces of lexical and layout tokens, with marked token starts."""
