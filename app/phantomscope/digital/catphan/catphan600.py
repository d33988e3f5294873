"""The digital CatPhan 600."""

from phantomscope.digital.catphan.geometry import CatPhanModel
from phantomscope.digital.catphan.phantom import CatPhan
from phantomscope.digital.options import ScanOptions

PHANTOM = CatPhan(
    CatPhanModel(
        number="600",
        body_radius=100.0,
        extent=(-180.0, 20.0),
        modules={
            "CTP404": "CTP404CP600",
            "CTP486": "CTP486",
            "CTP528": "CTP528CP600",
            "CTP515": "CTP515CP600",
        },
        inserts={
            "Air": "AIR",
            "PMP": "PMP",
            "LDPE": "LDPE",
            "Poly": "POLY",
            "Acrylic": "ACRYLIC",
            "Delrin": "DELRIN",
            "Teflon": "TEFLON",
            "Vial": "WATER",
        },
        second_air=False,
    ),
    ScanOptions(seed=600),
)
