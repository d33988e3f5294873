"""What is published of the phantoms' geometry, as far as it tells them apart.

Angles are degrees, clockwise on the screen from the right; lengths mm; values HU. The places are those that
pylinac looks at, the diameters the makers' (The Phantom Laboratory, Gammex, QUART, Accuray, CIRS, GE, ACR).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Insert:
    """An insert of known material."""

    name: str
    angle: float
    value: float


@dataclass(frozen=True, slots=True)
class Ring:
    """Inserts on one circle about the axis.

    Attributes:
        key: Tells it from other rings.
        diameter: Of the body.
        distance: Of the inserts' middles from the axis.
        radius: Of an insert.
        background: Value of what lies between them.
        inserts: Those of known value.
        open_angles: Where there may be anything: a vial that may be filled, empty or left out.
        phantoms: Names of the phantoms that have it.
        pieces: What to call the inserts in a sentence.
    """

    key: str
    diameter: float
    distance: float
    radius: float
    background: float
    inserts: tuple[Insert, ...]
    open_angles: tuple[float, ...]
    phantoms: tuple[str, ...]
    pieces: str


_AIR, _PMP, _LDPE, _POLY, _ACRYLIC, _DELRIN, _TEFLON = -1000.0, -196.0, -104.0, -47.0, 115.0, 365.0, 1000.0
_BONE_20, _BONE_50, _LUNG = 237.0, 725.0, -868.0

_CTP404 = (
    Insert("Air", -90.0, _AIR),
    Insert("PMP", -120.0, _PMP),
    Insert("LDPE", 180.0, _LDPE),
    Insert("Poly", 120.0, _POLY),
    Insert("Acrylic", 60.0, _ACRYLIC),
    Insert("Delrin", 0.0, _DELRIN),
    Insert("Teflon", -60.0, _TEFLON),
)

CTP404 = Ring(
    "CTP404",
    200.0,
    58.7,
    6.1,
    100.0,
    _CTP404,
    (90.0,),  # air again; in the CatPhan 600, which is turned by half, a vial of water or air
    ("CatPhan 503", "CatPhan 504", "CatPhan 600"),
    "air, Teflon and 5 more inserts",
)
CTP732 = Ring(
    "CTP732",
    200.0,
    58.7,
    6.1,
    100.0,
    (*_CTP404, Insert("50% Bone", -150.0, _BONE_50), Insert("20% Bone", 30.0, _BONE_20)),
    (90.0,),
    ("CatPhan 604",),
    "air, Teflon, two of bone and 5 more inserts",
)
CTP682 = Ring(
    "CTP682",
    200.0,
    58.7,
    6.1,
    100.0,
    (
        Insert("Air", 270.0, _AIR),
        Insert("PMP", 300.0, _PMP),
        Insert("Lung #7112", 345.0, _LUNG),
        Insert("Delrin", 15.0, _DELRIN),
        Insert("Poly", 60.0, _POLY),
        Insert("Teflon", 90.0, _TEFLON),
        Insert("Bone 20%", 120.0, _BONE_20),
        Insert("LDPE", 165.0, _LDPE),
        Insert("Bone 50%", 195.0, _BONE_50),
        Insert("Acrylic", 240.0, _ACRYLIC),
    ),
    (),
    ("CatPhan 700",),
    "air, lung, Teflon, two of bone and 5 more inserts",
)
QUART_HU = Ring(
    "QUART HU",
    160.0,
    52.5,
    8.0,
    120.0,
    (
        Insert("Air", -90.0, _AIR),
        Insert("second air", 90.0, _AIR),
        Insert("Poly", 0.0, -35.0),
        Insert("Teflon", 180.0, 990.0),
    ),
    (-45.0,),  # a vial of water, 24 mm wide, of the second version
    ("Quart DVT",),
    "two air bubbles, Teflon and polystyrene",
)
ACR_CT = Ring(
    "ACR CT",
    200.0,
    63.0,
    12.5,
    0.0,
    (
        Insert("Air", 45.0, _AIR),
        Insert("Poly", 225.0, -95.0),
        Insert("Acrylic", 135.0, 120.0),
        Insert("Bone", -45.0, 955.0),
    ),
    (),
    ("ACR CT 464",),
    "air, bone, acrylic and polyethylene in four quarters",
)
RINGS = (CTP404, CTP732, CTP682, QUART_HU, ACR_CT)


@dataclass(frozen=True, slots=True)
class GaugePlace:
    """Where a CatPhan's line pairs lie along the axis, from the middle of its inserts.

    The sign holds where the inserts appear as pylinac lists them, and turns with them.
    """

    phantom: str
    offset: float


GAUGES = (
    GaugePlace("CatPhan 503", -30.0),
    GaugePlace("CatPhan 504", 30.0),
    GaugePlace("CatPhan 600", -70.0),
)
GAUGE_RADIUS = 47.0


@dataclass(frozen=True, slots=True)
class Lattice:
    """Holes for plugs that a user may fill with any material.

    Attributes:
        phantom: Name of the phantom.
        long, short: Of the body.
        radius: Of a hole.
        holes: Distance and angle of each.
        period: Turned by so many degrees it is the same again.
    """

    phantom: str
    long: float
    short: float
    radius: float
    holes: tuple[tuple[float, float], ...]
    period: int


CHEESE = Lattice(
    "TomoTherapy Cheese",
    300.0,
    300.0,
    14.0,
    (
        *((65.0, 22.5 + 45.0 * number) for number in range(8)),
        *((110.0, 15.0 + 30.0 * number) for number in range(12)),
    ),
    90,
)
CIRS = Lattice(
    "CIRS 062M",
    330.0,
    270.0,
    15.0,
    (
        (0.0, 0.0),
        *((60.0, 45.0 * number) for number in range(8)),
        *((115.0, 45.0 * number) for number in range(8)),
    ),
    45,
)
LATTICES = (CHEESE, CIRS)

HELIOS_DIAMETER = 215.0
MR_DIAMETERS = {"ACR MRI Large": 190.0, "ACR MRI Medium": 165.0}
"""Of the water (ACR, Phantom Test Guidance)."""

DIAMETERS = {
    **{phantom: ring.diameter for ring in RINGS for phantom in ring.phantoms},
    **{lattice.phantom: (lattice.long + lattice.short) / 2 for lattice in LATTICES},
    "GE Helios daily": HELIOS_DIAMETER,
    **MR_DIAMETERS,
}
"""Of every phantom's body in mm."""
