"""The digital CatPhan 504."""

from phantomscope.digital.catphan.geometry import CatPhanModel
from phantomscope.digital.catphan.phantom import CatPhan
from phantomscope.digital.options import ScanOptions

PHANTOM = CatPhan(
    CatPhanModel(
        number="504",
        body_radius=100.0,
        extent=(-85.0, 50.0),
        modules={"CTP404": "CTP404CP504", "CTP486": "CTP486", "CTP528": "CTP528CP504", "CTP515": "CTP515"},
        inserts={
            "Air": "AIR",
            "PMP": "PMP",
            "LDPE": "LDPE",
            "Poly": "POLY",
            "Acrylic": "ACRYLIC",
            "Delrin": "DELRIN",
            "Teflon": "TEFLON",
        },
        second_air=True,
    ),
    ScanOptions(),
)
