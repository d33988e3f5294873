import msgspec

from gui.sample_result import sample_result, with_modules
from phantomscope.analysis.results import Metric, ModuleResult, SliceImage, Verdict
from phantomscope.gui.viewing.side_marks import origin_of, short_title, side_marks


def test_each_module_with_a_slice_has_a_mark_in_the_order_of_the_slices() -> None:
    marks = side_marks(sample_result(wrong=("Air",)))
    assert [(mark.label, mark.slices) for mark in marks] == [
        ("CTP515", (20,)),
        ("CTP404", (32,)),
        ("CTP528", (44,)),
    ]
    assert [mark.verdict for mark in marks] == [Verdict.PASS, Verdict.FAIL, Verdict.NOT_JUDGED]
    assert marks[1].sentence() == "CTP404 (HU Linearity), slice 33, fail"


def test_a_module_of_several_slices_names_them_all() -> None:
    images = tuple(SliceImage(f"Low {n}", "Low", n, ()) for n in (10, 8, 9))
    module = ModuleResult("low", "Low Contrast Multi Slice", 8, (), tuple(image.key for image in images))
    result = msgspec.structs.replace(with_modules(sample_result(), (module,)), images=images)
    (mark,) = side_marks(result)
    assert mark.label == "Low Contrast"
    assert mark.slices == (8, 9, 10)
    assert mark.sentence() == "Low Contrast Multi Slice, slices 9, 10, 11, not judged"


def test_the_origin_is_counted_from_one_in_results() -> None:
    origin = Metric("Origin slice, counted from 1", "origin_slice", 33)
    result = with_modules(sample_result(), (ModuleResult("phantom", "Phantom", None, (origin,)),))
    assert origin_of(result) == 32
    assert origin_of(sample_result()) is None


def test_short_titles() -> None:
    assert short_title("CTP404 (HU Linearity)") == "CTP404"
    assert short_title("Uniformity module") == "Uniformity"
    assert short_title("Geometry") == "Geometry"
    assert short_title("(odd)") == "(odd)"
