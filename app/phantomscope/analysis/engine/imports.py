"""Which of the libraries' code an analysis needs, and importing no more than that.

pylinac's front door imports all of pylinac, and its modules import libraries that only a report, a download
or another phantom needs: twice the memory of what an analysis runs. Here the phantom's module is imported
while those are deferred (``lean_imports.deferred``): they are in place, and run when something asks for them
after all. Light itself.
"""

import contextlib
import importlib
import logging
import os
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from phantomscope.analysis.phantoms import Phantom
from phantomscope.lean_imports.deferred import Rule, deferring, loaded
from phantomscope.log import traceback_without_values

logger = logging.getLogger(__name__)


def _rule(functions: str = "", parts: str = "", **places: str) -> Rule:
    return Rule(places, frozenset(functions.split()), frozenset(parts.split()))


# For what is asked of a module beyond these its code runs: slower and larger, but the same.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "pylinac": Rule({"__version__": "pylinac.version"}, parts=frozenset({"version"}), stays=True),
        # Reports: reportlab and matplotlib.
        "pylinac.core.pdf": _rule(),
        "matplotlib": _rule(parts="pyplot"),
        "matplotlib.pyplot": _rule(),
        "matplotlib.axes": _rule("Axes"),
        "matplotlib.axis": _rule("Axis"),
        "matplotlib.patches": _rule("Circle Polygon Rectangle"),
        "mpl_toolkits.mplot3d": _rule(),
        "mpl_toolkits.mplot3d.art3d": _rule("Line3D"),
        "quaac": _rule("Attachment DataPoint Document Equipment User"),
        # Figures, of which only what pylinac says of them is used.
        "plotly": _rule(parts="graph_objects"),
        "plotly.graph_objects": _rule("Figure"),
        # Downloads of demonstration data.
        "tqdm": _rule("tqdm"),
        "urllib.request": _rule("urlopen urlretrieve"),
        # OpenSSL, for secrets that nobody makes.
        "hmac": _rule("compare_digest"),
        # Comes with unittest.mock.
        "asyncio": _rule("iscoroutinefunction"),
        # Parts of numpy, scipy and scikit-image of which one function is used, or none.
        "numpy.f2py": _rule(),
        "numpy.testing": _rule(),
        "scipy.fft": _rule("fft fftfreq"),
        "scipy.interpolate": _rule(
            "interp1d",
            UnivariateSpline="scipy.interpolate._fitpack2",
            InterpolatedUnivariateSpline="scipy.interpolate._fitpack2",
            interp1d="scipy.interpolate._interpolate",
        ),
        "scipy.linalg": _rule(
            "cholesky issymmetric get_lapack_funcs cholesky_banded cho_solve_banded solve solve_banded",
            LinAlgError="numpy.linalg",
        ),
        "scipy.optimize": _rule(
            "minimize minimize_scalar curve_fit", OptimizeWarning="scipy.optimize._optimize"
        ),
        "scipy.optimize._hessian_update_strategy": _rule("HessianUpdateStrategy"),
        "scipy.signal": _rule(parts="windows", find_peaks="scipy.signal._peak_finding"),
        "scipy.signal._wavelets": _rule("_cwt _ricker"),
        "scipy.sparse": _rule(
            "isspmatrix find csc_array csr_array csr_matrix coo_array", issparse="scipy._lib._sparse"
        ),
        "scipy.sparse.linalg": _rule("LinearOperator"),
        "scipy.spatial": _rule("cKDTree ConvexHull", "distance"),
        "scipy.spatial.distance": _rule("pdist cdist"),
        "scipy.special": _rule("comb factorial poch"),
        "scipy.stats": _rule("linregress scoreatpercentile"),
        "skimage.morphology": _rule("dilation erosion closing opening footprint_rectangle convex_hull_image"),
        "skimage.segmentation": _rule("find_boundaries", clear_border="skimage.segmentation._clear_border"),
    }
)

# What analyses import on their way, so that it is there from the beginning.
_USED = (
    "skimage.exposure.exposure",
    "skimage.filters._gaussian",
    "skimage.filters.edges",
    "skimage.filters.thresholding",
    "skimage.measure._regionprops",
    "skimage.measure._label",
    "skimage.morphology._util",
    "skimage.segmentation._clear_border",
    "scipy.interpolate._fitpack2",
    "scipy.signal._peak_finding",
    "phantomscope.analysis.engine.acceleration.context",
    "phantomscope.analysis.engine.caveats",
    "phantomscope.analysis.engine.combined",
    "phantomscope.analysis.engine.diagnosis",
    "phantomscope.analysis.engine.exclusions",
    "phantomscope.analysis.engine.findings",
    "phantomscope.analysis.engine.misplacement",
    "phantomscope.analysis.engine.origin",
    "phantomscope.analysis.engine.partial",
    "phantomscope.analysis.engine.pylinac_stack",
    "phantomscope.analysis.engine.unfilled",
)
_USED_BY = {"pylinac.quart": ("scipy.interpolate._interpolate",)}


@contextlib.contextmanager
def leaving_out() -> Iterator[None]:
    """For as long as it lasts, what an analysis does not need is deferred where it is imported."""
    # Array kinds other than numpy's have other functions behind the same names.
    if os.environ.get("SCIPY_ARRAY_API", "0") not in ("", "0"):
        yield
        return
    with deferring(RULES):
        yield


def phantom_class(phantom: Phantom, *, lean: bool = True) -> Any:
    """pylinac's class of a phantom, and all imported that its analysis uses.

    Args:
        phantom: Which.
        lean: Whether to leave out what the analysis does not need; else pylinac is imported as its users do.
            Where leaving out fails, nothing is left out.
    """
    if not lean:
        return _plain_class(phantom)
    try:
        with leaving_out():
            module = importlib.import_module(phantom.module)
            for name in (*_USED, *_USED_BY.get(phantom.module, ())):
                importlib.import_module(name)
        return getattr(module, phantom.class_name)
    except Exception as error:  # noqa: BLE001 - whatever it is, the plain way may work
        logger.warning("the lean import failed, all is imported: %s", traceback_without_values(error))
        return _plain_class(phantom)


def _plain_class(phantom: Phantom) -> Any:
    loaded("pylinac")
    return getattr(importlib.import_module(phantom.module), phantom.class_name)
