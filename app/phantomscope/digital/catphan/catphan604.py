"""The digital CatPhan 604."""

from phantomscope.digital.catphan.geometry import CatPhanModel
from phantomscope.digital.catphan.phantom import CatPhan
from phantomscope.digital.options import ScanOptions

PHANTOM = CatPhan(
    CatPhanModel(
        number="604",
        body_radius=100.0,
        extent=(-100.0, 60.0),
        modules={"CTP404": "CTP404CP604", "CTP486": "CTP486", "CTP528": "CTP528CP604", "CTP515": "CTP515"},
        inserts={
            "Air": "AIR",
            "PMP": "PMP",
            "50% Bone": "BONE_50",
            "LDPE": "LDPE",
            "Poly": "POLY",
            "Acrylic": "ACRYLIC",
            "20% Bone": "BONE_20",
            "Delrin": "DELRIN",
            "Teflon": "TEFLON",
        },
        second_air=True,
    ),
    ScanOptions(seed=604),
)
