"""The digital CIRS 062M electron density phantom: head and body rings, each tissue in both."""

from phantomscope.digital.cheese.phantom import Cheese, CheeseModel, Plug
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.scene import Rod

WATER = Plug("Water", 0.0, 1.0)
LUNG_INHALE = Plug("Lung (inhale)", -800.0, 0.19)
LUNG_EXHALE = Plug("Lung (exhale)", -500.0, 0.489)
ADIPOSE = Plug("Adipose", -70.0, 0.949)
BREAST = Plug("Breast 50/50", -35.0, 0.976)
MUSCLE = Plug("Muscle", 45.0, 1.043)
LIVER = Plug("Liver", 55.0, 1.052)
BONE_200 = Plug("Trabecular bone 200 mg/cc", 220.0, 1.117)
BONE_800 = Plug("Dense bone 800 mg/cc", 830.0, 1.456)
BONE_1250 = Plug("Dense bone 1250 mg/cc", 1250.0, 1.695)

HEAD_RADIUS = 90.0
SEAM = 0.1
"""Thickness of the air around the head's disc in mm."""
_HALF_LENGTH = 25.0

PHANTOM = Cheese(
    CheeseModel(
        name="CIRS 062M",
        class_name="CIRS062M",
        module_class="CIRSHUModule",
        half_width=165.0,
        half_height=135.0,
        extent=(-_HALF_LENGTH, _HALF_LENGTH),
        background=0.0,
        # Even holes lie around the head's disc, odd ones around the body.
        plugs={
            "1": WATER,
            "2": LUNG_INHALE,
            "3": BONE_800,
            "4": BREAST,
            "5": MUSCLE,
            "6": BONE_200,
            "7": LUNG_EXHALE,
            "8": LIVER,
            "9": ADIPOSE,
            "10": BONE_800,
            "11": LUNG_INHALE,
            "12": MUSCLE,
            "13": BREAST,
            "14": LUNG_EXHALE,
            "15": BONE_1250,
            "16": ADIPOSE,
            "17": LIVER,
        },
        plug_radius=15.0,
        plug_half_length=_HALF_LENGTH,
        seams=(
            Rod(0.0, 0.0, HEAD_RADIUS + SEAM, -_HALF_LENGTH, _HALF_LENGTH, -1000.0),
            Rod(0.0, 0.0, HEAD_RADIUS, -_HALF_LENGTH, _HALF_LENGTH, 1000.0),
        ),
    ),
    ScanOptions(pixel_spacing=0.78125),
)
