from dataclasses import replace

from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicom_files import dataset
from phantomscope.stack.header_parts import SharedParts, classic_parts, transfer_syntax


def test_equal_parts_become_one() -> None:
    shared = SharedParts()
    first = shared.parts(classic_parts(dataset(EchoTime="20"), 48))
    second = shared.parts(classic_parts(dataset(EchoTime="20"), 48))
    assert all(one is other for one, other in zip(first, second, strict=True))
    other = shared.parts(classic_parts(dataset(EchoTime="20", slope=2.0), 48))
    assert other.format is not first.format
    assert other.plane is first.plane


def test_values_of_different_types_stay_apart() -> None:
    shared = SharedParts()
    assert [shared.one(1), shared.one(1.0), shared.one("1")] == [1, 1.0, "1"]
    assert isinstance(shared.one(1.0), float)


def test_the_echo_time() -> None:
    assert classic_parts(dataset(EchoTime="20"), 48).echo_time == 20.0
    assert classic_parts(dataset(), 48).echo_time is None


def test_a_transfer_syntax_that_is_not_said_is_guessed() -> None:
    made = dataset()
    assert transfer_syntax(made) == ExplicitVRLittleEndian
    del made.file_meta.TransferSyntaxUID
    assert transfer_syntax(made) == ExplicitVRLittleEndian
    made.is_implicit_VR = True
    assert transfer_syntax(made) == ImplicitVRLittleEndian


def test_native_is_what_the_decoder_may_take_straight_from_the_bytes() -> None:
    kind = classic_parts(dataset(), 48).format
    assert kind.native
    assert kind.native_dtype == "<i2"
    assert replace(kind, signed=False, bits_allocated=32).native_dtype == "<u4"
    assert not classic_parts(dataset(), -1).format.native
