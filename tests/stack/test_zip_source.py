import contextlib
import io
import random
import struct
import threading
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dicom_files import as_zip64, member_data_span, patched_directory, zip_bytes
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.storage import FileStorage, MemoryStorage, Storage
from phantomscope.stack.zip_source import ZipSource

METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
SPEC = SourceSpec("bytes")
FILES = {
    "a.dcm": b"first" * 3000,
    "Nested/Deep er/B.DCM": random.Random(1).randbytes(20_000),
    "no extension": b"",
    "Größe/世界.Dcm": b"named beyond ASCII",
}


def source(data: bytes) -> ZipSource:
    return ZipSource(MemoryStorage(data, "scan.zip"), SPEC)


def contents(one: ZipSource) -> dict[str, bytes]:
    return {member.name: bytes(one.read(member)) for member in one.members()}


def fronts(one: ZipSource) -> dict[str, bytes]:
    return {member.name: b"".join(one.front(member)) for member in one.members()}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "options",
    [{}, {"zip64": True}, {"descriptors": True}, {"descriptors": True, "zip64": True}],
    ids=["plain", "ZIP64 sizes", "data descriptors", "ZIP64 descriptors"],
)
def test_every_way_to_write_a_member_reads_the_same(method: int, options: dict[str, bool]) -> None:
    one = source(zip_bytes(FILES, method, **options))
    assert contents(one) == FILES
    assert fronts(one) == FILES
    assert [member.name for member in one.members()] == list(FILES)
    assert all(member.size == len(FILES[member.name]) for member in one.members())


@pytest.mark.parametrize("method", METHODS)
def test_inside_a_member_only_where_it_is_stored(method: int) -> None:
    one = source(zip_bytes(FILES, method))
    for member in one.members():
        data = FILES[member.name]
        for offset, length in ((0, 0), (1, 5), (0, len(data)), (len(data) - 2, 50), (len(data) + 9, 3)):
            found = one.part(member, max(offset, 0), length)
            if method != zipfile.ZIP_STORED:
                assert found is None
            else:  # what follows in the archive is not the member's
                assert found == data[max(offset, 0) :][:length]


def test_a_zip64_directory() -> None:
    data = as_zip64(zip_bytes(FILES))
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None  # the test's own archive is sound
    assert contents(source(data)) == FILES


def test_more_members_than_a_plain_directory_can_count() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(65_600):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    one = source(file.getvalue())
    assert len(one.members()) == 65_600
    assert one.read(one.members()[-1]) == b""


def test_folders_are_not_members() -> None:
    one = source(zip_bytes([("folder/", b""), ("folder/a", b"1"), ("empty/", b"")]))
    assert contents(one) == {"folder/a": b"1"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_the_same_name_are_two_members() -> None:
    one = source(zip_bytes([("a.dcm", b"one"), ("a.dcm", b"other"), ("b.dcm", b"third")]))
    assert [bytes(one.read(member)) for member in one.members()] == [b"one", b"other", b"third"]
    assert len(set(one.members())) == 3


def test_behind_a_self_extracting_program() -> None:
    assert contents(source(b"MZ" + bytes(5000) + zip_bytes(FILES))) == FILES


def test_with_a_comment_and_a_local_header_that_differs_from_the_directory() -> None:
    file = io.BytesIO(zip_bytes({"a": b"1" * 100, "b": b"2" * 100}))
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"exported by a scanner"
        info = zipfile.ZipInfo("c")
        info.extra = struct.pack("<HH4s", 0x7075, 4, b"abcd")
        archive.writestr(info, b"3" * 100)
    assert contents(source(file.getvalue())) == {"a": b"1" * 100, "b": b"2" * 100, "c": b"3" * 100}


def test_name_size_and_spec(tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(FILES))
    storage = FileStorage(path)
    spec = SourceSpec("path", (str(path),), storage.state)
    one = ZipSource(storage, spec)
    assert (one.name, one.size, one.spec) == ("scan.zip", path.stat().st_size, spec)
    assert contents(one) == FILES
    one.close()
    one.close()


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x05\x06" + bytes(10),
        zip_bytes(FILES)[:-1],
        zip_bytes(FILES)[: len(zip_bytes(FILES)) // 2],
    ],
    ids=["four bytes", "end cut short", "last byte missing", "half"],
)
def test_an_archive_that_is_cut_short(data: bytes) -> None:
    with pytest.raises(PhantomscopeError, match=r"damaged or cut short: its list of members .* \(scan.zip\)"):
        source(data)


def test_no_member_at_all() -> None:
    assert source(zip_bytes({})).members() == ()


def test_a_password_is_named_as_the_reason() -> None:
    one = source(patched_directory(zip_bytes(FILES), 0, flags=1))
    protected, *others = one.members()
    for attempt in (one.read, lambda member: next(one.front(member))):
        with pytest.raises(PhantomscopeError, match=r"protected by a password \(a.dcm\)") as caught:
            attempt(protected)
        assert caught.value.todo == "Save the archive again without a password"
    assert [bytes(one.read(member)) for member in others] == list(FILES.values())[1:]


def test_an_unknown_method_is_named_as_the_reason() -> None:
    one = source(patched_directory(zip_bytes(FILES), 0, method=9))
    with pytest.raises(PhantomscopeError, match=r"ZIP method 9\) \(a.dcm\)"):
        one.read(one.members()[0])


@pytest.mark.parametrize("method", METHODS)
def test_damage_stays_with_its_member(method: int) -> None:
    data = bytearray(zip_bytes(FILES, method))
    start, end = member_data_span(bytes(data), "Nested/Deep er/B.DCM")
    data[(start + end) // 2] ^= 0xFF
    one = source(bytes(data))
    first, broken, *rest = one.members()
    with pytest.raises(PhantomscopeError, match=r"damaged and can't be read \(Nested/Deep er/B.DCM\)"):
        one.read(broken)
    assert [bytes(one.read(member)) for member in (first, *rest)] == [
        FILES[member.name] for member in (first, *rest)
    ]


def test_a_wrong_checksum_in_the_directory() -> None:
    one = source(patched_directory(zip_bytes(FILES), 0, crc=1))
    with pytest.raises(PhantomscopeError, match="damaged"):
        one.read(one.members()[0])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("field", ["size", "packed"])
def test_an_impossible_size_allocates_nothing(method: int, field: str, tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(patched_directory(zip_bytes(FILES, method), 0, **{field: 0xFFFFFFF0}))
    storage = FileStorage(path)
    tracemalloc.start()
    with contextlib.suppress(PhantomscopeError):  # the standard library may refuse the directory already
        one = ZipSource(storage, SPEC)
        with pytest.raises(PhantomscopeError):
            one.read(one.members()[0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    storage.close()
    assert peak < 16 * 2**20


@pytest.mark.parametrize("offset", [1, 40, 0xFFFFFFF0])
def test_a_wrong_offset_is_noticed(offset: int) -> None:
    one = source(patched_directory(zip_bytes(FILES), 1, offset=offset))
    for attempt in (one.read, lambda member: next(one.front(member))):
        with pytest.raises(PhantomscopeError, match="damaged"):
            attempt(one.members()[1])


def test_the_front_of_a_stored_member_at_a_wrong_offset_is_no_garbage() -> None:
    one = source(patched_directory(zip_bytes(FILES, zipfile.ZIP_STORED), 1, offset=40))
    with pytest.raises(PhantomscopeError, match="damaged"):
        next(one.front(one.members()[1]))


def test_a_directory_that_places_members_before_the_file(tmp_path: Path) -> None:
    data = bytearray(zip_bytes(FILES))
    end = data.rindex(b"PK\x05\x06")
    (offset,) = struct.unpack_from("<L", data, end + 16)
    struct.pack_into("<L", data, end + 16, offset + 100)
    path = tmp_path / "scan.zip"
    path.write_bytes(data)
    for storage in (MemoryStorage(bytes(data)), FileStorage(path)):
        one = ZipSource(storage, SPEC)
        assert one.members()[0].offset < 0
        with pytest.raises(PhantomscopeError, match=r"The member is damaged .* \(a\.dcm\)"):
            one.read(one.members()[0])
        one.close()


def test_the_front_reads_little_of_the_archive() -> None:
    class Counting(MemoryStorage):
        taken = 0

        def read_at(self, offset: int, length: int) -> bytes:
            data = super().read_at(offset, length)
            Counting.taken += len(data)
            return data

    noise = random.Random(2).randbytes(1_000_000)
    one = ZipSource(Counting(zip_bytes({"big": noise})), SPEC)
    Counting.taken = 0
    piece = next(one.front(one.members()[0]))
    assert piece == noise[: len(piece)]
    assert len(piece) > 4000
    assert Counting.taken < 20_000


def test_an_archive_that_changes_while_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(FILES))
    one = ZipSource(FileStorage(path), SPEC)
    path.write_bytes(b"something else")
    for attempt in (one.read, lambda member: next(one.front(member))):
        with pytest.raises(PhantomscopeError, match=r"was changed on disk after it was opened \(scan.zip\)"):
            attempt(one.members()[0])
    one.close()


def test_several_threads_read_at_once(tmp_path: Path) -> None:
    files = {f"{number}": random.Random(number).randbytes(30_000) for number in range(8)}
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(files))
    one = ZipSource(FileStorage(path), SPEC)
    start, wrong = threading.Barrier(4), []

    def read(turn: int) -> None:
        start.wait()
        for step in range(40):
            member = one.members()[(step * (turn + 1)) % 8]
            whole = bytes(one.read(member)) if step % 2 else b"".join(one.front(member))
            if whole != files[member.name]:
                wrong.append(member.name)

    threads = [threading.Thread(target=read, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one.close()
    assert not wrong


# -- fuzz -------------------------------------------------------------------------------------------------


def scrambled(data: bytes, start: int, seed: int, count: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(count):
        broken = bytearray(data)
        for _ in range(chance.choice((1, 1, 2, 8))):
            broken[chance.randrange(start, len(data))] = chance.choice((0, 0xFF, 0x80, chance.randrange(256)))
        yield bytes(broken)
    for _ in range(count // 4):
        yield data[: chance.randrange(start, len(data))]


def everything(make: Storage) -> None:
    try:
        one = ZipSource(make, SPEC)
    except PhantomscopeError:
        return
    for member in one.members():
        for attempt in (one.read, lambda member: b"".join(one.front(member))):
            try:
                attempt(member)
            except PhantomscopeError:
                continue


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("zip64", [False, True])
def test_whatever_is_scrambled_only_an_error_for_a_person_escapes(
    method: int, zip64: bool, tmp_path: Path
) -> None:
    data = zip_bytes(FILES, method, zip64=zip64)
    data = as_zip64(data) if zip64 else data
    directory = data.index(b"PK\x01\x02")
    for number, broken in enumerate(
        (*scrambled(data, directory, method, 60), *scrambled(data, 0, method + 100, 30))
    ):
        everything(MemoryStorage(broken))
        if number % 5 == 0:  # files differ: they refuse negative and absurd positions
            path = tmp_path / f"{number}.zip"
            path.write_bytes(broken)
            storage = FileStorage(path)
            everything(storage)
            storage.close()
