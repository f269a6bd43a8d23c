"""The number format of training is what takes less time, by measurement."""

import pytest
import torch

from beamcoder.training.run.device import faster, place, product_seconds

SECONDS = {torch.float32: 0.012, torch.bfloat16: 0.002}


def test_the_faster_format_is_taken() -> None:
    swapped = {torch.float32: 0.002, torch.bfloat16: 0.012}
    assert faster(SECONDS.__getitem__) is torch.bfloat16
    assert faster(swapped.__getitem__) is torch.float32
    assert faster(lambda dtype: 1.0) is torch.float32, "without a gain the exact one"


def test_both_formats_are_measured() -> None:
    measured: list[torch.dtype] = []

    def seconds(dtype: torch.dtype) -> float:
        measured.append(dtype)
        return 1.0

    faster(seconds)
    assert set(measured) == {torch.float32, torch.bfloat16}
    assert all(product_seconds(dtype) > 0 for dtype in measured)


@pytest.mark.parametrize("measured", SECONDS)
def test_auto_asks_the_measurement_on_a_cpu(
    monkeypatch: pytest.MonkeyPatch, measured: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr("beamcoder.training.run.device.faster", lambda: measured)
    assert place("auto").dtype is measured
    assert place("fp32").dtype is torch.float32 and place("bf16").dtype is torch.bfloat16
