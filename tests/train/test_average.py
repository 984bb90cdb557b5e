from __future__ import annotations

import numpy as np
import pytest

from models.train.average import mean_of_differences, mean_of_products, read_lora, sharpened
from models.train.convert import write_tensors


def lora(seed: int, rank: int = 2) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed).normal
    return {
        "blk.0.attn_q.weight.lora_a": draw(size=(rank, 5)).astype(np.float32),
        "blk.0.attn_q.weight.lora_b": draw(size=(7, rank)).astype(np.float32),
    }


def product(tensors: dict[str, np.ndarray]) -> np.ndarray:
    return tensors["blk.0.attn_q.weight.lora_b"] @ tensors["blk.0.attn_q.weight.lora_a"]


def test_mean_of_differences_by_hand():
    found = mean_of_differences({"a": np.array([1.0, 2.0])}, {"a": np.array([3.0, -2.0])})
    np.testing.assert_array_equal(found["a"], [2.0, 0.0])


def test_other_one_has_its_share():
    one, other = {"a": np.array([1.0, 2.0])}, {"a": np.array([5.0, -2.0])}
    np.testing.assert_array_equal(mean_of_differences(one, other, 0.25)["a"], [2.0, 1.0])
    found = mean_of_products(lora(1, rank=4), lora(2, rank=4), share=0.25)
    mean = 0.75 * product(lora(1, rank=4)) + 0.25 * product(lora(2, rank=4))
    u, sizes, v = np.linalg.svd(mean, full_matrices=False)
    np.testing.assert_allclose(product(found), (u[:, :4] * sizes[:4]) @ v[:4], atol=1e-5)


def test_mean_of_an_adapter_and_itself_is_itself():
    found = mean_of_products(lora(1), lora(1))
    np.testing.assert_allclose(product(found), product(lora(1)), atol=1e-5)


def test_mean_of_two_is_the_best_of_its_rank():
    found = mean_of_products(lora(1), lora(2))
    assert {name: values.shape for name, values in found.items()} == {
        name: values.shape for name, values in lora(1).items()
    }
    mean = (product(lora(1)) + product(lora(2))) / 2
    u, sizes, v = np.linalg.svd(mean, full_matrices=False)
    np.testing.assert_allclose(product(found), (u[:, :2] * sizes[:2]) @ v[:2], atol=1e-5)


def test_mean_of_products_beside_other_tensors():
    one, other = ({**lora(n), "span.bias": np.array([n, 1.0])} for n in (1, 2))
    found = mean_of_products(one, other)
    np.testing.assert_array_equal(found["span.bias"], [1.5, 1.0])
    named = {name.replace("lora_", ""): values for name, values in one.items()}
    assert set(mean_of_products(named, named, (".a", ".b"))) == set(named)


@pytest.mark.parametrize("mean", [mean_of_differences, mean_of_products])
def test_adapters_of_other_shapes_are_refused(mean):
    with pytest.raises(ValueError, match="different shapes"):
        mean(lora(1), lora(1, rank=3))


def test_written_adapter_is_read_again(tmp_path):
    write_tensors(tmp_path / "a.gguf", lora(1), 32.0, {"general.name": "test"})
    found = read_lora(tmp_path / "a.gguf")
    np.testing.assert_allclose(product(found), product(lora(1)), atol=0.02)  # float16


def test_sharpened_logits_alone_are_larger():
    found = sharpened({"span.weight": np.ones(2), "layer.weight.lora_a": np.ones(2)}, 1.5)
    np.testing.assert_array_equal(found["span.weight"], [1.5, 1.5])
    np.testing.assert_array_equal(found["layer.weight.lora_a"], [1.0, 1.0])
