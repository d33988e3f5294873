"""Limits of memory, read from trees of files as the kernel writes them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from phantomscope.stack.memory_limit import Bound, MemoryBounds, MemoryLimit, container_of, tightest

MB = 1 << 20
MACHINE = (8000 * MB, 5000 * MB)
MOUNT_V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
MOUNT_V1 = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n"


def bounds(root: Path, files: Mapping[str, str]) -> MemoryBounds:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return MemoryBounds(root, lambda: MACHINE, list)


def v2(folder: str, limit: str, used: int, stat: str = "", high: str = "max") -> dict[str, str]:
    return {
        f"{folder}/memory.max": f"{limit}\n",
        f"{folder}/memory.high": f"{high}\n",
        f"{folder}/memory.current": f"{used}\n",
        f"{folder}/memory.stat": stat,
    }


def test_a_machine_without_containers(tmp_path: Path) -> None:
    limits = bounds(tmp_path, {}).limits()
    assert limits == (MemoryLimit(Bound.MACHINE, 8000 * MB, 3000 * MB),)
    assert limits[0].available == 5000 * MB
    assert limits[0].margin == 0
    assert container_of(limits) is None


def test_version_2_in_its_own_namespace(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "0::/\n",
        "proc/self/mountinfo": MOUNT_V2,
        **v2("sys/fs/cgroup", str(512 * MB), 310 * MB, f"anon 5\ninactive_file {10 * MB}\nactive_file 7\n"),
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found == MemoryLimit(Bound.CGROUP_V2, 512 * MB, 300 * MB)
    assert found.bound.value == "container (cgroup v2)"
    assert found.available == 212 * MB
    assert found.margin == 32 * MB


def test_files_that_lie_in_memory_count(tmp_path: Path) -> None:
    """A tmpfs' pages are shmem, which is no inactive_file: nobody can take them back."""
    stat = f"anon 1\nfile {200 * MB}\nshmem {200 * MB}\ninactive_anon {200 * MB}\ninactive_file 0\n"
    files = {"proc/self/cgroup": "0::/\n", **v2("sys/fs/cgroup", str(512 * MB), 310 * MB, stat)}
    found = container_of(bounds(tmp_path, files).limits())
    assert found is not None
    assert found.used == 310 * MB


@pytest.mark.parametrize(
    ("own", "above", "expected"),
    [("max", 400, 400), ("300", 400, 300), ("600", 400, 400), ("max", None, None)],
)
def test_the_lowest_of_a_group_and_those_above_counts(
    tmp_path: Path, own: str, above: int | None, expected: int | None
) -> None:
    own = own if own == "max" else str(int(own) * MB)
    files = {
        "proc/self/cgroup": "0::/user.slice/app.scope\n",
        "proc/self/mountinfo": MOUNT_V2,
        **v2("sys/fs/cgroup/user.slice/app.scope", own, 100 * MB),
        **v2("sys/fs/cgroup/user.slice", str(above * MB) if above else "max", 100 * MB),
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert (found.limit // MB if found is not None else None) == expected


def test_one_above_with_less_left_counts_though_its_limit_is_higher(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "0::/pod/one\n",
        "proc/self/mountinfo": MOUNT_V2,
        **v2("sys/fs/cgroup/pod/one", str(1000 * MB), 100 * MB),
        **v2("sys/fs/cgroup/pod", str(2000 * MB), 1900 * MB),
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found == MemoryLimit(Bound.CGROUP_V2, 2000 * MB, 1900 * MB)


def test_memory_high_counts_as_memory_max(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "0::/\n",
        **v2("sys/fs/cgroup", str(512 * MB), 0, high=str(256 * MB)),
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found is not None
    assert found.limit == 256 * MB


V1_STAT = f"inactive_file 3\ntotal_inactive_file {20 * MB}\nhierarchical_memory_limit 9223372036854771712\n"


def test_version_1(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/jobs/7\n0::/\n",
        "proc/self/mountinfo": MOUNT_V1,
        "sys/fs/cgroup/memory/jobs/7/memory.limit_in_bytes": "9223372036854771712\n",
        "sys/fs/cgroup/memory/jobs/7/memory.usage_in_bytes": f"{120 * MB}\n",
        "sys/fs/cgroup/memory/jobs/memory.limit_in_bytes": f"{300 * MB}\n",
        "sys/fs/cgroup/memory/jobs/memory.usage_in_bytes": f"{220 * MB}\n",
        "sys/fs/cgroup/memory/jobs/memory.stat": V1_STAT,
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found == MemoryLimit(Bound.CGROUP_V1, 300 * MB, 200 * MB)


def test_version_1_says_what_groups_out_of_sight_allow(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "4:memory:/docker/abc\n",
        "proc/self/mountinfo": MOUNT_V1.replace("0:32 / ", "0:32 /docker/abc "),
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{50 * MB}\n",
        "sys/fs/cgroup/memory/memory.stat": f"hierarchical_memory_limit {256 * MB}\n",
    }
    assert container_of(bounds(tmp_path, files).limits()) == MemoryLimit(Bound.CGROUP_V1, 256 * MB, 50 * MB)


def test_without_mountinfo_the_usual_places_are_read(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "4:memory:/\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{256 * MB}\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{50 * MB}\n",
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found is not None
    assert found.limit == 256 * MB


@pytest.mark.parametrize("path", ["/../../other", "/docker/elsewhere"])
def test_a_path_that_leads_out_of_what_is_mounted(tmp_path: Path, path: str) -> None:
    files = {
        "proc/self/cgroup": f"0::{path}\n",
        "proc/self/mountinfo": MOUNT_V2.replace("0:26 / ", "0:26 /docker/abc "),
        **v2("sys/fs/cgroup", str(256 * MB), 50 * MB),
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found is not None
    assert found.limit == 256 * MB


@pytest.mark.parametrize("foreign", ["/machine/y", "/../..", "/user/xyz"])
@pytest.mark.parametrize("first", [True, False])
def test_a_mount_of_a_foreign_group_does_not_count(tmp_path: Path, foreign: str, first: bool) -> None:
    other = f"40 23 0:26 {foreign} /mnt/c rw - cgroup2 cgroup2 rw\n"
    files = {
        "proc/self/cgroup": "0::/user/x\n",
        "proc/self/mountinfo": other + MOUNT_V2 if first else MOUNT_V2 + other,
        **v2("sys/fs/cgroup/user/x", str(2000 * MB), 50 * MB),
        **v2("mnt/c", str(1 * MB), 0),
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found == MemoryLimit(Bound.CGROUP_V2, 2000 * MB, 50 * MB)


@pytest.mark.parametrize(("own", "above"), [(300, 400), (400, 300)])
def test_all_mounts_that_hold_the_group_count(tmp_path: Path, own: int, above: int) -> None:
    """One shows the group alone, where another that shows those above it does not reach down to it."""
    files = {
        "proc/self/cgroup": "0::/pod/one\n",
        "proc/self/mountinfo": MOUNT_V2 + "40 23 0:26 /pod/one /mnt/c rw - cgroup2 cgroup2 rw\n",
        **v2("sys/fs/cgroup/pod", str(above * MB), 0),
        **v2("mnt/c", str(own * MB), 0),
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found is not None
    assert found.limit == 300 * MB


def test_a_group_in_no_mount_is_taken_for_the_one_at_the_usual_place(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "0::/docker/abc\n",
        "proc/self/mountinfo": "40 23 0:26 /machine/y /mnt/c rw - cgroup2 cgroup2 rw\n"
        + MOUNT_V2.replace("0:26 / ", "0:26 /elsewhere/abc "),
        **v2("sys/fs/cgroup", str(256 * MB), 50 * MB),
        **v2("mnt/c", str(1 * MB), 0),
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found is not None
    assert found.limit == 256 * MB


def test_a_mount_that_is_hidden_by_another_does_not_count(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "0::/user/x\n",
        "proc/self/mountinfo": MOUNT_V2
        + MOUNT_V2.replace("0:26 / ", "0:26 /machine/y ")
        + MOUNT_V2.replace("/sys/fs/cgroup", "/mnt/c"),
        **v2("sys/fs/cgroup", str(1 * MB), 0),
        **v2("mnt/c/user/x", str(256 * MB), 50 * MB),
    }
    found = container_of(bounds(tmp_path, files).limits())
    assert found is not None
    assert found.limit == 256 * MB


def test_a_mount_with_a_blank_in_its_name(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "0::/\n",
        "proc/self/mountinfo": MOUNT_V2.replace("/sys/fs/cgroup", "/my\\040groups"),
        **v2("my groups", str(256 * MB), 50 * MB),
    }
    assert container_of(bounds(tmp_path, files).limits()) is not None


@pytest.mark.parametrize("limit", ["", "max", "-1", "many", "0", str(9000 * MB), "\u0665"])
def test_what_is_no_limit(tmp_path: Path, limit: str) -> None:
    files = {"proc/self/cgroup": "0::/\n", **v2("sys/fs/cgroup", limit, 50 * MB)}
    assert container_of(bounds(tmp_path, files).limits()) is None


@pytest.mark.parametrize("text", ["", "rubbish", "0:", ":::::", "0::\n4:memory", "\x00\n", "a:memory:/x:y\n"])
def test_rubbish_is_no_error(tmp_path: Path, text: str) -> None:
    files = {"proc/self/cgroup": text, "proc/self/mountinfo": text}
    assert len(bounds(tmp_path, files).limits()) == 1


def test_a_folder_instead_of_a_file_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "sys/fs/cgroup/memory.max").mkdir(parents=True)
    assert len(bounds(tmp_path, {"proc/self/cgroup": "0::/\n"}).limits()) == 1


def test_it_reads_anew_whenever_it_is_asked(tmp_path: Path) -> None:
    read = bounds(tmp_path, {"proc/self/cgroup": "0::/\n", **v2("sys/fs/cgroup", str(512 * MB), 100 * MB)})
    (tmp_path / "sys/fs/cgroup/memory.current").write_text(str(400 * MB))
    found = container_of(read.limits())
    assert found is not None
    assert found.used == 400 * MB


def test_ulimits_count_where_there_are_any(tmp_path: Path) -> None:
    limited = MemoryBounds(tmp_path, lambda: MACHINE, lambda: [(900 * MB, 100 * MB), (700 * MB, 50 * MB)])
    assert limited.limits()[1:] == (MemoryLimit(Bound.PROCESS, 700 * MB, 50 * MB),)
    beyond = MemoryBounds(tmp_path, lambda: MACHINE, lambda: [(9000 * MB, 100 * MB)])
    assert len(beyond.limits()) == 1


def test_the_tightest_is_the_one_that_leaves_least_after_its_margin() -> None:
    machine = MemoryLimit(Bound.MACHINE, 1000 * MB, 900 * MB)
    container = MemoryLimit(Bound.CGROUP_V2, 500 * MB, 390 * MB)
    assert tightest([machine, container]) is container  # 110 MB, but 31 of them are to stay free
    assert MemoryLimit(Bound.CGROUP_V1, 100, 200).available == 0


def test_this_very_machine() -> None:
    limits = MemoryBounds().limits()
    assert limits[0].bound is Bound.MACHINE
    assert all(one.limit > 0 for one in limits)
    assert 0 < limits[0].used < limits[0].limit
