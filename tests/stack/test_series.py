import math
import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicom_files import AXIAL, OBLIQUE, SAGITTAL, Vector, header
from phantomscope.stack.series import Series, assemble, normal, series_key
from phantomscope.stack.slice_header import SliceHeader


def only(headers: Sequence[SliceHeader]) -> Series:
    series, copies = assemble(headers)
    assert len(series) == 1
    assert not copies
    return series[0]


def numbers(series: Series) -> list[int | None]:
    return [one.instance_number for one in series.slices]


def kinds(series: Series) -> list[str]:
    return [problem.kind for problem in series.problems]


def along(direction: Vector, distance: float) -> Vector:
    x, y, z = direction
    return (5 + x * distance, -7 + y * distance, 11 + z * distance)


# -- order ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orientation", "direction"),
    [
        (AXIAL, (0.0, 0.0, 1.0)),
        (SAGITTAL, (1.0, 0.0, 0.0)),
        ((1.0, 0.0, 0.0, 0.0, 0.0, -1.0), (0.0, 1.0, 0.0)),  # coronal
        (OBLIQUE, (0.8, -0.6, 0.0)),
        ((-1.0, 0.0, 0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),  # looked at from the other side
        ((-1.0, 0.0, 0.0, 0.0, -1.0, 0.0), (0.0, 0.0, 1.0)),
    ],
    ids=["axial", "sagittal", "coronal", "oblique", "mirrored", "turned"],
)
def test_slices_lie_in_order_of_position_whatever_their_names_and_numbers(
    orientation: Sequence[float], direction: Vector
) -> None:
    places = [-30.0, -10.0, 0.0, 10.0, 20.0]
    made = [
        header(9 - n, along(direction, place), orientation=orientation, name=f"{(n * 7) % 5}")
        for n, place in enumerate(places)
    ]
    random.Random(3).shuffle(made)
    series = only(made)
    assert numbers(series) == [9, 8, 7, 6, 5]
    steps = np.diff(np.array(series.positions, float)).tolist()
    assert steps == pytest.approx([20, 10, 10, 10])
    assert series.slice_spacing == pytest.approx(10)


@given(
    places=st.lists(st.integers(-5000, 5000), min_size=1, max_size=30, unique=True),
    orientation=st.sampled_from([AXIAL, SAGITTAL, OBLIQUE]),
    chance=st.randoms(use_true_random=False),
)
def test_any_order_in_gives_the_same_order_out(
    places: list[int], orientation: Sequence[float], chance: random.Random
) -> None:
    direction = normal(header(orientation=orientation))
    assert direction is not None
    made = [
        header(n, along(direction, place / 10), orientation=orientation) for n, place in enumerate(places)
    ]
    chance.shuffle(made)
    series = only(made)
    assert sorted(one.member.offset for one in series.slices) == list(range(len(places)))
    assert list(series.positions) == sorted(place for place in series.positions if place is not None)
    assert [one.instance_number for one in series.slices] == sorted(
        range(len(places)), key=lambda n: places[n]
    )


@given(
    st.lists(
        st.builds(
            header,
            st.integers(1, 6),
            st.one_of(st.none(), st.tuples(*[st.integers(-3, 3).map(float)] * 3)),
            orientation=st.sampled_from([None, AXIAL, SAGITTAL, OBLIQUE, (0.0,) * 6]),
            location=st.one_of(st.none(), st.integers(-3, 3).map(float)),
            echo=st.sampled_from([None, 1, 2]),
            uid=st.sampled_from(["", "1", "2", "3"]),
            series=st.sampled_from(["", "1.1", "1.2"]),
            modality=st.sampled_from(["CT", "MR"]),
            localizer=st.booleans(),
            size=st.sampled_from([(4, 6), (8, 8)]),
        ),
        max_size=25,
    )
)
def test_nothing_is_lost_and_nothing_is_mixed(made: list[SliceHeader]) -> None:
    made = [replace(one, member=replace(one.member, name=f"{n}")) for n, one in enumerate(made)]
    series, copies = assemble(made)
    names = [one.member.name for each in series for one in each.slices] + [copy.name for copy in copies]
    assert sorted(names, key=int) == [f"{n}" for n in range(len(made))]
    assert len({each.key for each in series}) == len(series)
    for each in series:
        assert {series_key(one.series) for one in each.slices} == {each.key}
        assert len(each.slices) == len(each.positions) > 0
    sizes = {each.key: len(each.slices) for each in series}
    assert {each.key: len(each.slices) for each in assemble(made[::-1])[0]} == sizes


def test_two_echoes_of_one_place_keep_their_order() -> None:
    """Their positions differ by rounding noise only, right where rounding to a micrometre would part them."""
    made = []
    for place in range(5):
        z = place * 10 + 0.0005
        made += [
            header(place * 2 + 2, (0, 0, z + 1e-9), echo=1),
            header(place * 2 + 1, (0, 0, z - 1e-9), echo=2),
        ]
    random.Random(1).shuffle(made)
    series = only(made)
    assert numbers(series) == [2, 1, 4, 3, 6, 5, 8, 7, 10, 9]
    assert [one.echo for one in series.slices] == [1, 2] * 5
    assert kinds(series) == []
    assert series.slice_spacing == pytest.approx(10)


def test_very_thin_slices_are_still_told_apart() -> None:
    series = only([header(9 - n, (0, 0, n * 0.005)) for n in range(8)])
    assert numbers(series) == [9, 8, 7, 6, 5, 4, 3, 2]


def test_the_normal_is_a_unit_vector_with_its_largest_component_positive() -> None:
    for orientation in (AXIAL, SAGITTAL, OBLIQUE, (-2.0, 0.0, 0.0, 0.0, 2.0, 0.0)):
        found = normal(header(orientation=orientation))
        assert found is not None
        assert math.hypot(*found) == pytest.approx(1)
        assert max(found, key=abs) > 0
    assert normal(header(orientation=None)) is None
    assert normal(header(orientation=(0.0,) * 6)) is None
    assert normal(header(orientation=(1.0, 0.0, 0.0, 1.0, 0.0, 0.0))) is None


def test_noise_in_the_orientation_makes_no_second_direction() -> None:
    """At 45 degrees the largest component, and with it the sign, is decided by noise."""
    half = math.sqrt(0.5)
    made = [
        header(n, (n * 3.0, 0.0, -n * 3.0), orientation=(half + e, 0.0, half - e, 0.0, 1.0, 0.0))
        for n, e in enumerate([1e-9, -1e-9, 2e-9, -3e-9, 0.0, 1e-8])
    ]
    series = only(made)
    assert kinds(series) == []
    assert numbers(series) in ([0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0])


def test_a_slice_in_another_orientation_goes_to_the_end() -> None:
    made = [header(n, (0, 0, n * 5.0)) for n in range(1, 7)]
    sagittal = header(0, (0, 0, -100), orientation=SAGITTAL)
    series = only([sagittal, *made])
    assert numbers(series) == [1, 2, 3, 4, 5, 6, 0]
    assert kinds(series) == ["orientations"]


# -- positions that are not there -------------------------------------------------------------------------


def test_slice_location_serves_where_there_is_no_position() -> None:
    series = only([header(n, None, orientation=None, location=-n * 2.0) for n in range(1, 6)])
    assert numbers(series) == [5, 4, 3, 2, 1]
    assert series.slice_spacing == pytest.approx(2)
    assert kinds(series) == []


def test_positions_without_orientation_are_taken_along_the_patient() -> None:
    assert numbers(only([header(n, (0, 0, -n * 2.0), orientation=None) for n in range(1, 6)])) == [
        5,
        4,
        3,
        2,
        1,
    ]


def test_positions_and_locations_never_mix() -> None:
    """A location may be counted from elsewhere, the other way round."""
    made = [header(n, (0, 0, n * 2.0), location=1000 - n * 2.0) for n in range(1, 6)]
    lost = header(6, None, location=990.0)
    series = only([lost, *made])
    assert numbers(series) == [1, 2, 3, 4, 5, 6]
    assert series.positions[-1] is None
    assert kinds(series) == ["positions"]


def test_without_any_position_the_number_decides() -> None:
    made = [header(n, None, orientation=None) for n in (10, 9, 2, 1, 30)]
    series = only(made)
    assert numbers(series) == [1, 2, 9, 10, 30]
    assert series.slice_spacing is None
    assert series.problems[0].text == "5 of 5 slices have no position: sorted by number"


# -- grouping ---------------------------------------------------------------------------------------------


def test_series_whose_names_interleave_do_not() -> None:
    made = []
    for n in range(1, 9):
        made += [
            header(n, (0, 0, n * 3.0), series="1.1", name=f"{2 * n:03}"),
            header(n, (0, 0, n * 3.0), series="1.2", name=f"{2 * n + 1:03}"),
        ]
    series, _ = assemble(made)
    assert [{one.series.series_uid for one in each.slices} for each in series] == [{"1.1"}, {"1.2"}]
    assert [numbers(each) for each in series] == [list(range(1, 9))] * 2


def test_one_series_uid_with_two_modalities_is_two_series() -> None:
    series, _ = assemble([header(1), header(2, modality="MR")])
    assert sorted(each.facts.modality for each in series) == ["CT", "MR"]


def test_a_ct_localizer_with_the_uid_of_its_scan_is_a_series_of_its_own_and_last() -> None:
    made = [header(n, (0, 0, n * 1.0)) for n in range(1, 4)]
    scouts = [header(n, (0, 0, 0), localizer=True, size=(8, 8)) for n in range(10, 16)]
    series, _ = assemble([*scouts, *made])
    assert [each.facts.localizer for each in series] == [False, True]
    assert not kinds(series[0])


def test_an_mr_localizer_stays_in_its_series() -> None:
    series, _ = assemble([header(1, modality="MR"), header(2, (0, 0, 5), modality="MR", localizer=True)])
    assert sum(len(each.slices) for each in series) == 2
    assert all("|localizer" not in each.key for each in series)


def test_the_largest_series_is_first() -> None:
    made = [header(n, (0, 0, n * 1.0), series="1.1") for n in range(2)]
    made += [header(n, (0, 0, n * 1.0), series="1.2") for n in range(5)]
    assert [len(each.slices) for each in assemble(made)[0]] == [5, 2]


def test_no_headers_no_series() -> None:
    assert assemble([]) == ((), ())


@pytest.mark.parametrize(
    ("options", "title"),
    [
        ({"description": "Head", "protocol": "P"}, "Head"),
        ({"protocol": "P"}, "P"),
        ({}, "CT series"),
        ({"modality": ""}, "Unnamed series"),
    ],
)
def test_every_series_has_a_title(options: dict[str, str], title: str) -> None:
    assert only([header(1, **options)]).title == title  # type: ignore[arg-type]


# -- copies -----------------------------------------------------------------------------------------------


def test_a_copy_is_set_aside_and_says_of_what() -> None:
    made = [header(n, (0, 0, n * 1.0)) for n in range(1, 4)]
    series, copies = assemble([*made, header(2, (0, 0, 2.0), name="again.dcm")])
    assert numbers(series[0]) == [1, 2, 3]
    assert [(copy.name, copy.reason, copy.damaged) for copy in copies] == [
        ("again.dcm", "a copy of the slice in 002.dcm", False)
    ]


@pytest.mark.parametrize("other", [{"position": (0, 0, 5.0)}, {"location": 5.0}, {"number": 9}, {"echo": 2}])
def test_what_differs_in_more_than_its_file_is_no_copy(other: dict[str, object]) -> None:
    options = {"number": 1, "position": (0, 0, 0), "uid": "1.1"} | other
    series, copies = assemble([header(1, (0, 0, 0), uid="1.1"), header(**options)])  # type: ignore[arg-type]
    assert len(series[0].slices) == 2
    assert not copies


def test_slices_that_an_anonymizer_gave_one_uid_all_stay() -> None:
    made = [replace(header(n, None, orientation=None, uid="1.1"), instance_number=None) for n in range(5)]
    assert len(only(made).slices) == 5


# -- problems ---------------------------------------------------------------------------------------------


def test_a_plain_series_has_no_problem() -> None:
    assert kinds(only([header(n, (0, 0, n * 2.5)) for n in range(40)])) == []
    assert kinds(only([header(1)])) == []
    assert kinds(only([header(n, (0, 0, n * 2.5)) for n in range(2)])) == []


def test_a_gap_says_where_it_is() -> None:
    series = only([header(n, (0, 0, n * 2.5)) for n in range(20) if n not in (7, 8, 15)])
    assert [problem.text for problem in series.problems] == [
        "Slices are missing after 15, 35 mm (usual step 2.5 mm)"
    ]


def test_a_jitter_of_positions_is_no_gap() -> None:
    chance = random.Random(5)
    assert kinds(only([header(n, (0, 0, n * 2.5 + chance.uniform(-0.3, 0.3))) for n in range(40)])) == []


def test_two_slices_at_one_place() -> None:
    made = [header(n, (0, 0, n * 2.5)) for n in range(10)]
    series = only([*made, header(50, (0, 0, 5.0)), header(51, (0, 0, 5.0))])
    assert [problem.text for problem in series.problems] == ["More than one slice at 5 mm"]


def test_long_lists_are_cut() -> None:
    made = [header(n + 100 * k, (0, 0, n * 2.5)) for n in range(10) for k in (0, 1)]
    assert only(made).problems[0].text == "More than one slice at 0, 2.5, 5, 7.5, 10 mm and 5 more places"


def test_values_in_two_units_are_told() -> None:
    made = [header(n, (0, 0, n * 2.5)) for n in range(1, 5)]
    bare = replace(made[2], format=replace(made[2].format, slope=None, intercept=None))
    (problem,) = only([*made[:2], bare, made[3]]).problems
    assert problem.kind == "rescale"
    assert problem.text.startswith("1 of 4 slices have no Rescale Slope and Intercept (0028,1053)")
    assert not only([replace(one, format=bare.format) for one in made]).problems
    table = replace(bare, format=replace(bare.format, modality_lut=True))
    assert not only([*made[:2], table, made[3]]).problems


def test_mixed_sizes_and_spacings() -> None:
    made = [header(n, (0, 0, n * 2.5), size=(4, 6) if n < 5 else (8, 8)) for n in range(10)]
    made += [header(n, (0, 0, n * 2.5), spacing=(0.7, 0.7)) for n in range(10, 12)]
    series = only(made)
    assert kinds(series) == ["sizes", "spacing"]
    assert series.problems[0].text == "Slices differ in size: 6×4, 8×8"


def test_encoding_that_nothing_here_decodes_is_pointed_out() -> None:
    lossless = "1.2.840.10008.1.2.4.80"  # JPEG-LS
    plain = [header(position=along((0.0, 0.0, 1.0), place)) for place in range(3)]
    packed = [
        replace(one, format=replace(one.format, transfer_syntax=lossless, native=False)) for one in plain
    ]
    assert "encoding" not in kinds(only(plain))
    assert [one.text for one in only(packed).problems if one.kind == "encoding"] == [
        "Slices are compressed as JPEG-LS Lossless Image Compression, which can't be decoded here"
    ]


def test_run_length_encoding_is_no_problem() -> None:
    packed = replace(header().format, transfer_syntax="1.2.840.10008.1.2.5", native=False)
    assert "encoding" not in kinds(only([replace(header(), format=packed)]))


def test_digest_tells_slices_that_came_or_went_or_changed() -> None:
    headers = [header(number, (0.0, 0.0, float(number))) for number in range(1, 5)]
    whole = only(headers).digest
    assert only(list(reversed(headers))).digest == whole
    assert only(headers[1:]).digest != whole
    moved = replace(headers[0], position=(0.0, 0.0, 0.5))
    assert only([moved, *headers[1:]]).digest != whole
    grown = replace(headers[0], member=replace(headers[0].member, size=999))
    assert only([grown, *headers[1:]]).digest != whole
    for change in ({"crc": 7}, {"modified": 7}):
        rewritten = replace(headers[0], member=replace(headers[0].member, **change))
        assert only([rewritten, *headers[1:]]).digest != whole
