"""Where the phantom lies in a slice: what pylinac's ``Slice.phantom_roi`` finds, and no more than that."""

import math
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from phantomscope.analysis.engine.acceleration import blobs, otsu
from phantomscope.analysis.engine.acceleration.edges import EdgeFinder, strongest_edge
from phantomscope.analysis.engine.acceleration.otsu import Disk
from phantomscope.analysis.engine.acceleration.picture import Picture, can_be_clipped

# pylinac's own limits and sentences.
_LEAST_EDGE = 0.1
_NO_EDGES = "No edges were found in the image that look like the phantom"
_NO_REGION = "The number of ROIs detected 0 was not the number expected (1)"
_WRONG_SIZE = "Unable to find ROI of expected size of the phantom"
_DISK_MM = 110
_MOST_DISKS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """All that the answer depends on besides the slice's values.

    Attributes:
        size: The phantom's area in pixels.
        mm_per_pixel: The size of a pixel in mm.
        clear_borders: Whether what touches the picture's border is left out.
        clipped: Whether values are limited to -1000 to 1000 first.
    """

    size: float
    mm_per_pixel: float
    clear_borders: bool
    clipped: bool

    @classmethod
    def of(cls, piece: Any) -> "Question | None":
        """What a pylinac ``Slice`` asks; None where it asks for something unusual."""
        size, spacing = piece.catphan_size, piece.mm_per_pixel
        usual = all(isinstance(one, float) and 0 < one < math.inf for one in (size, spacing))
        if not usual:
            return None
        return cls(float(size), float(spacing), bool(piece.clear_borders), bool(piece.clip_in_localization))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Attributes:
        centroid: The region's mean row and column; None where there is no region.
        refusal: Why there is none, in pylinac's words.
    """

    centroid: tuple[np.float64, np.float64] | None
    refusal: str = ""

    @property
    def looked_at_regions(self) -> bool:
        """Whether there were regions among which to choose."""
        return self.refusal in ("", _WRONG_SIZE)


class RegionFinder:
    """Answers questions; its working arrays are kept for the next slice.

    One finder is for one thread. The working arrays take up to 21 bytes a pixel.

    Args:
        disks: Disks by shape and radius, shared with other finders.
    """

    def __init__(self, disks: "Disks") -> None:
        self._disks = disks
        self._edge_finder = EdgeFinder(0)
        self._edges: npt.NDArray[np.float64] = np.empty((0, 0))
        self._inside: npt.NDArray[np.float64] = np.empty(0)
        self._labels: npt.NDArray[np.int32] = np.empty((0, 0), np.int32)
        self._binary: npt.NDArray[np.bool_] = np.empty((0, 0), bool)

    def answer(self, picture: Picture, question: Question) -> Answer | None:
        """What pylinac would find, to the last bit; None where only pylinac itself can tell."""
        width = blobs.border_width(picture.shape)
        if width is None or (question.clipped and not can_be_clipped(picture)):
            return None
        if picture.shape != self._edges.shape:
            self._edge_finder = EdgeFinder(picture.shape[1])
            self._edges = np.empty(picture.shape)
            self._labels = np.empty(picture.shape, np.int32)
            self._binary = np.empty(picture.shape, bool)
        if question.clipped and strongest_edge(picture, _LEAST_EDGE) < _LEAST_EDGE:
            return Answer(None, _NO_EDGES)
        strongest = self._edge_finder.find(picture, self._edges, clipped=question.clipped)
        if not question.clipped and strongest < _LEAST_EDGE:
            return Answer(None, _NO_EDGES)
        limit = self._limit(question)
        if limit is None:
            return None
        np.greater(self._edges, limit, out=self._binary)
        if question.clear_borders:
            blobs.clear_border(self._binary, self._labels, width)
        blobs.fill_holes(self._binary, self._labels)
        areas = blobs.areas(self._binary, self._labels)[1:]
        return self._chosen(areas, question.size)

    def _limit(self, question: Question) -> np.float64 | None:
        if question.clipped:
            return otsu.threshold(self._edges.ravel())
        shape = self._edges.shape[0], self._edges.shape[1]
        disk = self._disks.disk(shape, _DISK_MM / question.mm_per_pixel)
        if not disk.count:
            return None
        if len(self._inside) < disk.count:
            self._inside = np.empty(disk.count)
        return np.float64(otsu.threshold(disk.values(self._edges, self._inside)) * 0.8)

    def _chosen(self, areas: npt.NDArray[np.intp], size: float) -> Answer:
        """The region of the most fitting area, the first of equals, where it fits."""
        if not len(areas):
            return Answer(None, _NO_REGION)
        number = int(np.argmin(np.abs(areas - size)))
        if size * 1.3 < areas[number] or areas[number] < size / 1.3:
            return Answer(None, _WRONG_SIZE)
        return Answer(blobs.centroid(self._labels, number + 1))


class Disks:
    """Disks round the middle of a picture, made once each; several threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[tuple[tuple[int, int], float], Disk] = {}

    def disk(self, shape: tuple[int, int], radius: float) -> Disk:
        """The disk for a shape and a radius in pixels."""
        with self._lock:
            if (shape, radius) not in self._made:
                if len(self._made) >= _MOST_DISKS:
                    self._made.clear()
                self._made[shape, radius] = Disk(shape, radius)
            return self._made[shape, radius]
