"""TEXT to PIECES: lexing, layout and sub-word pieces of Java."""
