"""The engines that people would use instead, and ours, doing the same search in turn.

    found = compare(Path("model/weights/default"))      in a process of its own, see `comparison`

A file each; a peer whose library is not installed is reported as missing, with how to install it.

    beam          the beam search that every engine runs
    comparison    all engines in turn, in a process of its own
    ctranslate    CTranslate2
    hugging_face  Hugging Face transformers
    llama         llama.cpp
    ours          this project's runtime
"""

from beamcoder.bench.peers.comparison import Comparison, Missing, Timed, compare, lines_of

__all__ = ["Comparison", "Missing", "Timed", "compare", "lines_of"]
