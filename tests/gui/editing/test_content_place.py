from phantomscope.gui.editing.content_place import index_after


def test_the_same_slice_is_found_again() -> None:
    assert index_after((0, 1, 2, 3), (3, 2, 1, 0), 1) == 2
    assert index_after((0, 2, 3), (0, 1, 2, 3), 1) == 2


def test_where_it_is_gone_the_next_one_is_shown() -> None:
    assert index_after((0, 1, 2, 3), (0, 3), 1) == 1
    assert index_after((3, 2, 1, 0), (3, 0), 1) == 1
    assert index_after((0, 1, 2), (0, 1), 2) == 1
    assert index_after((), (0, 1), 0) == 1
    assert index_after((0, 1), (), 0) == 0
