"""A scanner and a profile for it."""

from phantomscope.analysis.profile import Profile
from phantomscope.analysis.results import Tolerance
from phantomscope.stack.slice_header import SeriesFacts

FACTS = SeriesFacts(
    series_uid="1.2.3",
    study_uid="1.2",
    modality="CT",
    sop_class="",
    description="Doe John QA",
    study_description="Doe",
    protocol="Doe",
    manufacturer="Varian Medical Systems",
    model="TrueBeam",
    station="TB 1",
    series_number=1,
    localizer=False,
)
FULL = Profile(
    "TB1 monthly",
    "Varian Medical Systems",
    "TrueBeam",
    "TB 1",
    "CatPhan 504",
    {"hu_tolerance": 30, "expected_hu_values": {"Air": -990.5}},
    {"ctp404.hu_rois.Air": Tolerance(nominal=-1000.0, tolerance=30.0, warn_tolerance=20.0)},
    "after the exchange of the panel",
)
