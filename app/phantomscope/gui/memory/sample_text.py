"""What bounds the memory, and what that leaves of what the person set: lines for all that show it."""

from phantomscope.gui.memory.memory_monitor import MemorySample, limit_text, size_text
from phantomscope.gui.parts.marked import translate
from phantomscope.stack.memory_limit import Bound, MemoryLimit


def machine_text(sample: MemorySample) -> str:
    """As "Machine: 16.5 GB, 5.20 GB used"; empty where it is not known."""
    return _text(sample, Bound.MACHINE)


def container_figures(sample: MemorySample) -> str:
    """As "512 MB, 310 MB used"; empty where there is no container."""
    container = sample.container
    return _figures(container) if container is not None else ""


def container_text(sample: MemorySample) -> str:
    """As "Container (cgroup v2): 512 MB, 310 MB used"; empty where there is none."""
    container = sample.container
    return _text(sample, container.bound) if container is not None else _text(sample, Bound.PROCESS)


def kept_text(sample: MemorySample) -> str:
    """As "cache shrunk to 1 slice: the budget is reached"; empty where nothing had to shrink."""
    kept = sample.kept
    if kept is None:
        return ""
    why = translate("MemoryGauge", "the budget is reached")
    if sample.ceiling.bound is not None:
        why = translate("MemoryGauge", "the {bound} has no more").format(bound=sample.ceiling.bound.value)
    if kept.below_window:
        why = translate("MemoryGauge", "the window alone takes more than it may")
    if kept.slices == 0:
        return why
    one = translate("MemoryGauge", "cache shrunk to 1 slice: {why}")
    more = translate("MemoryGauge", "cache shrunk to {count} slices: {why}")
    return (one if kept.slices == 1 else more).format(count=kept.slices, why=why)


def _text(sample: MemorySample, bound: Bound) -> str:
    found = next((one for one in sample.limits if one.bound is bound), None)
    if found is None:
        return ""
    text = f"{bound.value}: {_figures(found)}"
    return text[:1].upper() + text[1:]


def _figures(found: MemoryLimit) -> str:
    limit = limit_text(found.limit) if found.bound is not Bound.MACHINE else size_text(found.limit)
    return translate("MemoryGauge", "{limit}, {used} used").format(limit=limit, used=size_text(found.used))
