"""The headers before the members of a ZIP archive, which must say what its directory says of them.

Readers of this program go by the directory. Others compare the two, and those that mend archives, or read
them as they come, know nothing but these headers.
"""

import struct
import zipfile
from pathlib import Path

# Signature, version needed, flags, method, time, date, CRC-32, sizes packed and unpacked, lengths of the name
# and of the extra field (APPNOTE.TXT, 4.3.7).
_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_SIGNATURE = b"PK\x03\x04"


def contradiction(path: Path) -> str:
    """The first member whose two headers differ; empty where none do.

    Only of archives in which no size is left to be told after the data, or in a ZIP64 field.

    Raises:
        OSError: The file can't be read.
        zipfile.BadZipFile: It is no archive.
    """
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            file.seek(info.header_offset)
            name = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
            head = file.read(_LOCAL.size + len(name))
            if len(head) < _LOCAL.size + len(name):
                return info.filename
            signature, _, flags, method, _, _, *numbers, length, _ = _LOCAL.unpack_from(head)
            said = (signature, flags, method, *numbers, length, head[_LOCAL.size :])
            sizes = (info.CRC, info.compress_size, info.file_size, len(name), name)
            if said != (_SIGNATURE, info.flag_bits, info.compress_type, *sizes):
                return info.filename
    return ""
