"""Engines that people would use instead, and ours, on the same search.

    found = compare(Path("model/weights/default"))      in a process of its own, see `comparison`

A file each; a peer whose library is not installed is reported as missing, with how to install it.

    beam          Beam search that every compared engine runs
    comparison    Comparison of engines on the same search: medians, and ratios to ours
    ctranslate    CTranslate2 in int8 as a compared engine, with random weights
    hugging_face  Hugging Face's `generate` as a compared engine: torch eager, single precision
    llama         llama.cpp as a compared engine: `llama-cpp-python`, weights in q8_0
    ours          Beamcoder's decoder as a compared engine: ONNX Runtime in eight bits, or numpy
"""

from beamcoder.bench.peers.comparison import Comparison, Missing, Timed, compare, lines_of

__all__ = ["Comparison", "Missing", "Timed", "compare", "lines_of"]
