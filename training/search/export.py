"""Export of a trained bag encoder: the folder that the search opens.

    write_encoder(folder, network, features, card)

Arrays in half precision, words as plain text, sums over all. What the card says comes from the
evaluation; nothing is measured here.
"""

import json
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import save_file

from beamcoder.errors import UsageError
from beamcoder.files import make_folder, write_text
from beamcoder.model.artefact import CARD, write_sums
from beamcoder.model.search.bag_encoder import CONFIG, WEIGHTS, WORDS
from beamcoder.model.search.features import FIELDS, Features
from beamcoder.training.search.network import BagNetwork

MAX_BYTES: Final = 16 << 20  # of the whole folder


def write_encoder(folder: Path, network: BagNetwork, features: Features, card: str) -> None:
    """Raises UsageError for an encoder that is larger than the package has room for."""
    make_folder(folder)
    state = network.state_dict()
    arrays = {
        name: tensor.detach().to(torch.float16).contiguous()
        for name, tensor in state.items()
        if name != "log_scale"
    }
    save_file(arrays, folder / WEIGHTS)
    write_text(folder / WORDS, "".join(f"{word}\n" for word in features.words))
    config = {"n_buckets": features.n_buckets, "fields": FIELDS, "width": network.vectors.shape[1]}
    write_text(folder / CONFIG, json.dumps(config, indent=1) + "\n")
    write_text(folder / CARD, card)
    write_sums(folder)
    n_bytes = sum(file.stat().st_size for file in folder.iterdir())
    if n_bytes > MAX_BYTES:
        raise UsageError(f"{folder} has {n_bytes:,} bytes: the package has room for {MAX_BYTES:,}")
