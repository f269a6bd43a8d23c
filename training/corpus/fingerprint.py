"""Fingerprints of a file's tokens, for exact and for near copies.

    exact_key(tokens)   -> hex digest, equal for files that differ in space and comments only
    signature(tokens)   -> 128 numbers; the share that agrees estimates the Jaccard similarity
                           of the two files' token 7-grams (MinHash; Broder 1997)

Seeds are fixed: the same tokens give the same numbers on every machine.
"""

import hashlib
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

N_PERMUTATIONS: Final = 128
SHINGLE_TOKENS: Final = 7
Signature = NDArray[np.uint32]

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_CHUNK: Final = 4096  # shingles at a time: 4 MB of products


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: every input bit reaches every output bit."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


# h -> (a * h + b) mod 2^64, upper half: a cheap, nearly min-wise family (a must be odd).
# Seeds come from splitmix64, because numpy's generators may change between versions.
_SEEDS: Final = _mixed(np.arange(1, 2 * N_PERMUTATIONS + 1, dtype=np.uint64) * _GOLDEN)
_FACTORS: Final = _SEEDS[:N_PERMUTATIONS] | np.uint64(1)
_SHIFTS: Final = _SEEDS[N_PERMUTATIONS:]


def exact_key(tokens: Sequence[str]) -> str:
    return hashlib.blake2b("\0".join(tokens).encode("utf-8"), digest_size=16).hexdigest()


def signature(tokens: Sequence[str]) -> Signature:
    """(128,) uint32. Fewer than 7 tokens count as one shingle."""
    shingles = _shingles(tokens)  # (n_shingles,)
    least = np.full(N_PERMUTATIONS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(shingles), _CHUNK):
        part = shingles[start : start + _CHUNK, None]  # (n, 1)
        values = part * _FACTORS[None, :] + _SHIFTS[None, :]  # (n, 128), wraps around
        least = np.minimum(least, values.min(axis=0))
    return (least >> np.uint64(32)).astype(np.uint32)


def _shingles(tokens: Sequence[str]) -> NDArray[np.uint64]:
    """Unique 64-bit hashes of all runs of 7 tokens."""
    known: dict[str, int] = {}
    for token in tokens:
        if token not in known:
            data = token.encode("utf-8")
            known[token] = zlib.crc32(data) << 32 | zlib.adler32(data)
    hashes = _mixed(np.array([known[token] for token in tokens], dtype=np.uint64))
    n_runs = max(1, len(hashes) - SHINGLE_TOKENS + 1)
    run = np.zeros(n_runs, dtype=np.uint64)
    for offset in range(min(SHINGLE_TOKENS, len(hashes))):
        run = run * _GOLDEN + hashes[offset : offset + n_runs]
    return np.unique(_mixed(run))
