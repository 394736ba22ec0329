"""What /proc says about a process and its children: CPU time, compiler threads, memory."""
import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
COMPILERS = ("C1 CompilerThre", "C2 CompilerThre", "JVMCI-native Co")


def stat_seconds(stat: Path) -> float:
    """User and system time in a stat file; the name before it may contain anything, so it is cut off at its end."""
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass
class Cpu:
    """Seconds of CPU time: all threads of all processes without the JIT compilers, and these."""

    work: float
    compilers: float

    def __sub__(self, earlier):
        return Cpu(self.work - earlier.work, self.compilers - earlier.compilers)


def tree(pid: int) -> list[int]:
    """The process and all its descendants."""
    pids = [pid]
    for parent in pids:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                pids += map(int, children.read_text().split())
            except OSError:
                continue  # a thread that ended meanwhile
    return pids


def cpu(pid: int) -> Cpu:
    total = compilers = 0.0
    for each in tree(pid):
        total += stat_seconds(Path(f"/proc/{each}/stat"))
        for task in Path(f"/proc/{each}/task").iterdir():
            try:
                if (task / "comm").read_text().startswith(COMPILERS):
                    compilers += stat_seconds(task / "stat")
            except OSError:
                continue  # a thread that ended meanwhile
    return Cpu(total - compilers, compilers)


def resident_kib(pid: int) -> int:
    return sum(status_kib(each, "VmRSS") for each in tree(pid))


def status_kib(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0
