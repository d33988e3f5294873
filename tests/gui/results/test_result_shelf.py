import msgspec

from gui.sample_result import sample_result
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.results import Tolerance, Verdict
from phantomscope.gui.results.result_shelf import KEPT, ResultShelf, Shelved
from phantomscope.stack.arrangement import PLAIN, Arrangement
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.overlay import Layout

JOB = AnalysisJob(SourceSpec("path", ("scan.zip",)), "key", "CatPhan 504")
SLOTS = tuple(range(64))
LAYOUT = Layout(PLAIN, SLOTS, SLOTS)


def shelved(phantom: str = "CatPhan 504") -> Shelved:
    return Shelved(msgspec.structs.replace(JOB, phantom=phantom), sample_result(), SLOTS)


def test_the_newest_is_first_and_few_are_kept() -> None:
    shelf = ResultShelf()
    for number in range(KEPT + 2):
        shelf.put("a", shelved(str(number)))
    shelf.put("b", shelved("other"))
    newest = shelf.newest("a")
    assert newest is not None
    assert newest.job.phantom == str(KEPT + 1)
    assert [key for key, _ in shelf.all()] == ["a"] * KEPT + ["b"]
    assert shelf.newest("c") is None
    shelf.retire([one.raw for _, one in shelf.all()])
    assert shelf.all() == []
    (name, kept), *_ = shelf.earlier.items()
    assert name.startswith("scan.zip: ")
    assert kept.modules == newest.raw.modules
    assert kept.images == ()


def test_after_a_failed_analysis_the_last_result_is_not_true_any_more_but_kept() -> None:
    shelf = ResultShelf()
    shelf.put("a", shelved())
    shelf.withdraw("a")
    assert shelf.newest("a") is None
    assert len(shelf.all()) == 1
    shelf.put("a", shelved())
    assert shelf.newest("a") is not None


def test_a_result_is_seen_as_the_user_judges_it_and_the_raw_one_stays() -> None:
    one = shelved()
    metric = next(m for module in one.raw.modules for m in module.metrics if m.verdict is Verdict.PASS)
    seen = one.seen({metric.key: Tolerance(nominal=-5000.0, tolerance=1.0)}, LAYOUT)
    assert one.raw.verdict is Verdict.PASS
    assert seen.verdict is Verdict.FAIL
    assert one.seen({}, LAYOUT) is one.raw


def test_verdicts_by_other_tolerances_are_not_the_profiles_any_more() -> None:
    origin = msgspec.structs.replace(sample_result().provenance, profile="Linac 3")
    raw = msgspec.structs.replace(sample_result(), provenance=origin)
    own = {"ctp404.hu_rois.Teflon": Tolerance(tolerance=5)}
    one = Shelved(msgspec.structs.replace(JOB, profile="Linac 3", tolerances=own), raw, SLOTS)
    assert one.seen(own, LAYOUT).provenance.profile == "Linac 3"
    assert one.seen({}, LAYOUT).provenance.profile == "Linac 3 (changed)"
    assert shelved().seen(own, LAYOUT).provenance.profile == ""


def test_slices_left_out_since_move_what_was_found() -> None:
    one = shelved()
    image = one.raw.images[0]
    slots = tuple(slot for slot in SLOTS if slot != 0)
    assert one.seen({}, Layout(PLAIN, slots, slots)).images[0].slice_index == image.slice_index - 1


def test_nothing_is_drawn_on_slices_that_are_arranged_otherwise_than_they_were() -> None:
    one = shelved()
    for arrangement in (
        Arrangement(mirrored=True),
        Arrangement(crop=(0, 0, 9, 9)),
        Arrangement(reversed=True),
    ):
        seen = one.seen({}, Layout(arrangement, SLOTS, SLOTS))
        assert seen.images == ()
        assert all(module.images == () for module in seen.modules)
        assert [module.slice_index for module in seen.modules] == [m.slice_index for m in one.raw.modules]
    backwards = one.seen({}, Layout(Arrangement(reversed=True), SLOTS[::-1], SLOTS))
    places = [(a.slice_index, b.slice_index) for a, b in zip(backwards.modules, one.raw.modules, strict=True)]
    assert all(a == 63 - b for a, b in places if a is not None and b is not None)
    assert one.seen({}, LAYOUT) is one.raw


def test_what_is_true_now_can_be_taken_through_another_opening() -> None:
    shelf = ResultShelf()
    for key in ("a", "b", "c"):
        shelf.put(key, shelved(key))
    shelf.withdraw("b")
    taken = shelf.take({"a", "b", "d"})
    assert list(taken) == ["a"]
    assert [key for key, _ in shelf.all()] == ["b", "c"]
    shelf.retire([])
    shelf.restore(taken)
    newest = shelf.newest("a")
    assert newest is not None
    assert newest.job.phantom == "a"
    assert shelf.newest("c") is None
