import io
import zipfile
from pathlib import Path

import pytest

from phantomscope.saving.local_headers import contradiction


def archive(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        made.writestr("one.dcm", 40 * b"one")
        made.writestr("zwölf.dcm", 40 * b"twelve")
    return file.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_whole_archive_says_the_same_twice(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive(method))
    assert contradiction(path) == ""


def test_every_byte_that_is_told_twice_is_compared(tmp_path: Path) -> None:
    path, plain = tmp_path / "a.zip", archive()
    with zipfile.ZipFile(io.BytesIO(plain)) as made:
        info = made.infolist()[1]
    size = 30 + len("zwölf.dcm".encode())
    told_once = {*(4, 5), *range(10, 14), *(28, 29)}  # version, time and date, length of the extra field
    for at in set(range(size)) - told_once:
        damaged = bytearray(plain)
        damaged[info.header_offset + at] ^= 0x10
        path.write_bytes(damaged)
        assert contradiction(path) == "zwölf.dcm", at
