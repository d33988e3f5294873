"""The C library's allocator hands back what is free; elsewhere nothing happens, and nothing fails."""

import sys

import pytest

from phantomscope import allocator


def test_it_can_be_asked_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    allocator.trim()
    monkeypatch.setattr(sys, "platform", "win32")
    allocator.share_one_pool()
    allocator.trim()
