"""pydicom imported leanly reads, decodes and names all that it does when imported plainly."""

import json
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest

from phantomscope.child import child_environment

_LEANLY = "from phantomscope.lean_imports import pydicom_import; pydicom_import.prepare()\n"
_NAMES = """
import json, sys, types
import pydicom
import pydicom.data

def told(value):
    if isinstance(value, types.ModuleType):
        return f"module {value.__name__}"
    return repr((getattr(value, "__module__", None), getattr(value, "__qualname__", type(value).__name__)))

loaded = sorted(sys.modules)
found = {}
for module in (pydicom, pydicom.config, pydicom.uid, pydicom.pixel_data_handlers.util,
               pydicom.pixel_data_handlers.pillow_handler, pydicom.pixel_data_handlers.gdcm_handler):
    getattr(module, "is_available", None)
    for name in vars(module):
        if not name.startswith("__"):
            found[f"{module.__name__}.{name}"] = told(getattr(module, name))
for name in ("get_charset_files", "get_palette_files", "DATA_ROOT", "fetch_data_files", "data_manager",
             "external_data_sources", "get_testdata_file", "get_testdata_files"):
    found[name] = told(getattr(pydicom.data, name))
print(json.dumps({"loaded": loaded, "found": found}))
"""
_HEAVY = {"PIL", "_hashlib", "ssl", "urllib.request", "http.client", "tqdm", "email"}


def run(code: str, *, lean: bool = True) -> Any:
    """What a fresh process prints that runs the code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{_LEANLY if lean else ''}{code}"],
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_name_is_the_same_and_the_heavy_parts_stay_out() -> None:
    plain, lean = run(_NAMES, lean=False), run(_NAMES)
    assert set(lean["loaded"]) & _HEAVY == set()
    assert set(plain["loaded"]) >= {"PIL", "ssl", "urllib.request"}  # or it would prove nothing
    differing = {
        name: (told, lean["found"].get(name))
        for name, told in plain["found"].items()
        if told != lean["found"].get(name)
    }
    # The one that pydicom takes at once calls the other.
    assert set(differing) <= {"get_palette_files", "pydicom.pixel_data_handlers.util.get_palette_files"}


@pytest.mark.skipif(find_spec("pkg_resources") is None, reason="pydicom 2 finds palettes by pkg_resources")
def test_palettes_are_found() -> None:
    code = """
import json
from pydicom.data import get_palette_files
print(json.dumps([name.endswith("pet.dcm") for name in get_palette_files("pet.dcm")]))
"""
    assert run(code) == [True]


def test_compressed_pixels_are_decoded() -> None:
    """JPEG 2000 by Pillow, which is loaded for it."""
    code = """
import io, json, sys
import numpy as np, pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000Lossless
before = "PIL" in sys.modules
from PIL import Image
values = np.arange(256, dtype=np.uint8).reshape(16, 16)
packed = io.BytesIO()
Image.fromarray(values).save(packed, "JPEG2000", no_jp2=True)
data = Dataset()
data.file_meta = FileMetaDataset()
data.file_meta.TransferSyntaxUID = JPEG2000Lossless
data.is_little_endian, data.is_implicit_VR = True, False
data.Rows = data.Columns = 16
data.BitsAllocated = data.BitsStored = 8
data.HighBit, data.PixelRepresentation, data.SamplesPerPixel = 7, 0, 1
data.PhotometricInterpretation = "MONOCHROME2"
data.PixelData = encapsulate([packed.getvalue()])
data["PixelData"].is_undefined_length = True
print(json.dumps([before, bool((data.pixel_array == values).all())]))
"""
    assert run(code) == [False, True]


def test_uids_are_made_and_private_elements_named() -> None:
    code = """
import json
import pydicom.datadict
from pydicom.datadict import add_private_dict_entry, get_private_entry
add_private_dict_entry("ACME", 0x10011001, "SH", "Own")
assert get_private_entry(0x10011001, "ACME")[2] == "Own"
from pydicom.uid import generate_uid
from pydicom.datadict import private_dictionary_description
private = private_dictionary_description(0x00190010, "SIEMENS CT VA0  COAD")
known = pydicom.datadict.private_dictionaries
print(json.dumps([generate_uid(entropy_srcs=["a"]), private, len(known), sorted(known["ACME"])]))
"""
    assert run(code) == run(code, lean=False)
