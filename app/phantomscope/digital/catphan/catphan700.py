"""The digital CatPhan 700. Its modules go by the names that pylinac gives them in all CatPhans."""

from phantomscope.digital.catphan.geometry import CatPhanModel
from phantomscope.digital.catphan.phantom import CatPhan
from phantomscope.digital.options import ScanOptions

PHANTOM = CatPhan(
    CatPhanModel(
        number="700",
        body_radius=100.0,
        extent=(-180.0, 20.0),
        modules={
            "CTP404": "CTP404CP700",
            "CTP515": "CTP515CP700",
            "CTP486": "CTP486",
            "CTP528": "CTP528CP700",
        },
        inserts={
            "Air": "AIR",
            "PMP": "PMP",
            "Lung #7112": "LUNG_7112",
            "Delrin": "DELRIN",
            "Poly": "POLY",
            "Teflon": "TEFLON",
            "Bone 20%": "BONE_20",
            "LDPE": "LDPE",
            "Bone 50%": "BONE_50",
            "Acrylic": "ACRYLIC",
            "Vial": "WATER",
        },
        second_air=False,
    ),
    ScanOptions(seed=700),
)
