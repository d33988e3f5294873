import pickle

from phantomscope.errors import OperationCancelled, PhantomscopeError


def test_it_says_what_where_and_what_to_do() -> None:
    error = PhantomscopeError("The file is empty", where="scan.zip", todo="Export it again")
    assert str(error) == "The file is empty (scan.zip). Export it again."


def test_parts_that_are_missing_leave_no_holes() -> None:
    assert str(PhantomscopeError("It broke")) == "It broke."
    assert str(PhantomscopeError("It broke", where="a.dcm")) == "It broke (a.dcm)."
    assert str(PhantomscopeError("It broke", todo="Try again")) == "It broke. Try again."


def test_it_crosses_processes_whole() -> None:
    error = PhantomscopeError("It broke", where="a.dcm", todo="Try again")
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, PhantomscopeError)
    assert (copy.what, copy.where, copy.todo, str(copy)) == (error.what, error.where, error.todo, str(error))


def test_cancelling_is_not_an_error() -> None:
    assert not issubclass(OperationCancelled, PhantomscopeError)
