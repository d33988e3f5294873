import pytest

from phantomscope.stack.sizes import limit_text, size_text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0"), (400, "0.4 kB"), (12_900_000, "12.9 MB"), (131_000_000, "131 MB"), (1_073_741_824, "1.07 GB")],
)
def test_a_size(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (512_000_000, "512 MB"),
        (1_000_000_000, "1.00 GB"),
        (1_234_000_000, "1234 MB"),
        (512 << 20, "537 MB"),
        (1_000_000, "1 MB"),
        (0, "0"),
    ],
)
def test_a_limit_as_it_was_set(size: int, text: str) -> None:
    assert limit_text(size) == text
