"""The digital TomoTherapy Cheese phantom with the plugs of a Gammex 467 set."""

from phantomscope.digital.cheese.phantom import Cheese, CheeseModel, Plug
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.scene import Bar

SOLID_WATER = Plug("CT Solid Water", 0.0, 0.99)
WATER = Plug("Water", 0.0, 1.0)
LUNG_300 = Plug("LN-300 Lung", -710.0, 0.28)
LUNG_450 = Plug("LN-450 Lung", -550.0, 0.44)
ADIPOSE = Plug("AP6 Adipose", -90.0, 0.93)
BREAST = Plug("BR-12 Breast", -45.0, 0.96)
BRAIN = Plug("BRN-SR2 Brain", 30.0, 1.05)
LIVER = Plug("LV1 Liver", 80.0, 1.07)
INNER_BONE = Plug("IB Inner Bone", 220.0, 1.09)
BONE_MINERAL = Plug("B200 Bone Mineral", 240.0, 1.11)
BONE_30 = Plug("CB2-30% CaCO3", 460.0, 1.28)
BONE_50 = Plug("CB2-50% CaCO3", 830.0, 1.47)
CORTICAL_BONE = Plug("SB3 Cortical Bone", 1230.0, 1.69)

SEAM = 0.1
"""Thickness of the air between the body's two halves in mm."""

PHANTOM = Cheese(
    CheeseModel(
        name="TomoTherapy Cheese",
        class_name="TomoCheese",
        module_class="TomoCheeseModule",
        half_width=150.0,
        half_height=150.0,
        extent=(-90.0, 90.0),
        background=0.0,
        # Where pylinac looks for the origin (the outer ring), a plug must be 400 HU below the body, one 400
        # above, and three fifths within 100 HU of each other; the brightest tells the roll.
        plugs={
            "1": SOLID_WATER,
            "2": BRAIN,
            "3": LUNG_300,
            "4": BONE_30,
            "5": SOLID_WATER,
            "6": CORTICAL_BONE,
            "7": ADIPOSE,
            "8": SOLID_WATER,
            "9": WATER,
            "10": BREAST,
            "11": SOLID_WATER,
            "12": INNER_BONE,
            "13": LUNG_450,
            "14": BONE_MINERAL,
            "15": SOLID_WATER,
            "16": BONE_50,
            "17": LIVER,
            "18": SOLID_WATER,
            "19": SOLID_WATER,
            "20": SOLID_WATER,
        },
        plug_radius=14.0,
        plug_half_length=35.0,
        seams=(Bar(0.0, 0.0, SEAM, 300.0, 0.0, -90.0, 90.0, -1000.0),),
    ),
    ScanOptions(pixel_spacing=0.625, slice_thickness=6.0, air_slices=3),
)
