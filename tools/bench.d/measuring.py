"""How a workload becomes a figure. Every figure is the better the smaller it is."""
import math
import time
from dataclasses import dataclass, field
from typing import Callable

from load import IdleConnections
from processes import cpu, resident_kib
from servers import JVM_SPARSE, Kind, Problem, Server, WORK, core_list

CPU = "CPU us per request"


@dataclass(frozen=True)
class Target:
    """At most so many times the best of the rivals; without rivals, at most so much."""

    at_most: float
    rivals: tuple[str, ...] = ()


@dataclass
class Sample:
    """One measurement of one workload on one server."""

    figure: float
    errors: int
    requests: int = 0
    rps: float = 0
    p50: float = 0
    p99: float = 0
    jit: float = 0  # CPU us per request of the JIT compilers, which the figure leaves out
    busy: float = 0  # CPU time of the server, as a share of what its cores have
    rss_mib: float = 0
    more: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    server_cores: str
    load_cores: str
    seconds: float
    warm_up: float
    first_warm_up: float
    connections: int  # of the idle ones
    starts: int


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    protocol: str
    load: object = None
    targets: tuple[Target, ...] = ()
    unit: str = CPU
    alone: Callable = None  # measures on servers of its own
    runs_code: bool = False  # nginx can't

    def applies_to(self, kind: Kind) -> bool:
        served = self.protocol in kind.protocols and (kind.runs_code or not self.runs_code)
        return served and (not kind.workloads or self.name in kind.workloads)

    @property
    def path(self) -> str:
        return getattr(self.load, "path", "/plaintext")

    def measure(self, server: Server, settings: Settings, warm_up: float) -> Sample:
        if warm_up:
            self.load.run(server, self.protocol, settings.load_cores, warm_up)
        return self.sample(server, settings, lambda: self.load.run(
            server, self.protocol, settings.load_cores, settings.seconds))

    def sample(self, server: Server, settings: Settings, run: Callable) -> Sample:
        before, began = cpu(server.pid), time.monotonic()
        measured = run()
        spent, seconds = cpu(server.pid) - before, time.monotonic() - began
        requests = max(1, measured.requests)
        available = seconds * len(core_list(settings.server_cores))
        return Sample(
            figure=spent.work * 1e6 / requests if measured.requests else math.nan,
            errors=measured.errors + (measured.requests == 0),
            requests=measured.requests,
            rps=measured.requests / measured.seconds,
            p50=measured.p50,
            p99=measured.p99,
            jit=spent.compilers * 1e6 / requests,
            busy=(spent.work + spent.compilers) / available,
            rss_mib=resident_kib(server.pid) / 1024)


@dataclass(frozen=True)
class OpenLoop(Workload):
    """p99 at half of the rate that the same connections reach when each asks as fast as it is answered."""

    saturating: object = None  # the load that finds that rate

    def measure(self, server: Server, settings: Settings, warm_up: float) -> Sample:
        saturated = self.saturating.run(server, self.protocol, settings.load_cores, max(3, warm_up))
        if not saturated.requests:
            raise Problem("nothing was answered while its highest rate was looked for")
        rate = saturated.requests / saturated.seconds / 2
        seconds = settings.seconds + 2  # its first second and a half do not count
        sample = self.sample(server, settings, lambda: self.load.run_open(
            server, self.protocol, settings.load_cores, seconds, rate))
        sample.more = {"rate": rate, "cpu": sample.figure}
        sample.figure = sample.p99
        return sample


def idle(workload: Workload, kind: Kind, settings: Settings) -> Sample:
    """Resident memory more with all the connections than without, for each; after a full collection in both cases."""
    with Server(kind, settings.server_cores, JVM_SPARSE) as server:
        with IdleConnections(server, workload.protocol, settings.load_cores, settings.connections // 4):
            pass  # loads, compiles and grows what it takes once
        time.sleep(2)
        server.collect()
        rss, heap = resident_kib(server.pid), server.heap_kib()
        with IdleConnections(server, workload.protocol, settings.load_cores, settings.connections) as connections:
            time.sleep(1)
            server.collect()
            rss, heap = resident_kib(server.pid) - rss, server.heap_kib() - heap
            total = resident_kib(server.pid) / 1024
        count = settings.connections
        return Sample(rss / count, connections.errors, count, rss_mib=total, more={"heap": heap / count})


def start(workload: Workload, kind: Kind, settings: Settings, jvm: list[str] = []) -> Sample:
    """From the start of the process to the first whole answer, on all cores with the JVM's own settings; the median."""
    times = []
    for _ in range(settings.starts):
        with Server(kind, all_cores(settings), jvm) as server:
            times.append(server.start_ms)
            rss = resident_kib(server.pid) / 1024
    return Sample(sorted(times)[len(times) // 2], 0, len(times), rss_mib=rss, more={"all": times})


def start_from_cache(workload: Workload, kind: Kind, settings: Settings) -> Sample:
    """The same with an AOT cache (JEP 514), made by a run that answers one request."""
    cache = WORK / f"{kind.name}.aot"
    cache.unlink(missing_ok=True)
    if kind.java:
        with Server(kind, all_cores(settings), [f"-XX:AOTCacheOutput={cache}"]):
            pass
    return start(workload, kind, settings, [f"-XX:AOTCache={cache}", "-Xlog:aot=off", "-Xlog:cds=off"])


def all_cores(settings: Settings) -> str:
    return f"{settings.server_cores},{settings.load_cores}"
