"""The digital CatPhan 503."""

from phantomscope.digital.catphan.geometry import CatPhanModel
from phantomscope.digital.catphan.phantom import CatPhan
from phantomscope.digital.options import ScanOptions

PHANTOM = CatPhan(
    CatPhanModel(
        number="503",
        body_radius=97.0,
        extent=(-130.0, 20.0),
        modules={"CTP404": "CTP404CP503", "CTP486": "CTP486", "CTP528": "CTP528CP503"},
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
    ScanOptions(seed=503),
)
