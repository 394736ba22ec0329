"""The workloads of issue 5: what is asked, and what the figure is. Every figure is the better the smaller it is."""
import time
from dataclasses import asdict, dataclass, field
from typing import Callable

from load import H2load, Handshakes, IdleConnections, Wrk
from processes import cpu, resident_kib
from servers import JVM_SPARSE, Kind, Server, TARGET, core_list, java_home

JAVA = ("netty", "vertx", "undertow", "helidon", "jetty", "tomcat", "robaho", "jdk")
NOT_NETTY = tuple(name for name in JAVA if name != "netty")
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
        return self.protocol in kind.protocols and (kind.runs_code or not self.runs_code)

    @property
    def family(self) -> str:
        return self.protocol

    def measure(self, server: Server, settings: Settings, first: bool) -> Sample:
        warm_up = settings.first_warm_up if first else settings.warm_up
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
            figure=spent.work * 1e6 / requests,
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

    def measure(self, server: Server, settings: Settings, first: bool) -> Sample:
        warm_up = settings.first_warm_up if first else settings.warm_up
        saturated = self.load.run(server, self.protocol, settings.load_cores, warm_up)
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
    cache = TARGET / "bench" / f"{kind.name}.aot"
    cache.unlink(missing_ok=True)
    if kind.java:
        with Server(kind, all_cores(settings), [f"-XX:AOTCacheOutput={cache}"]):
            pass
    return start(workload, kind, settings, [f"-XX:AOTCache={cache}", "-Xlog:aot=off", "-Xlog:cds=off"])


def all_cores(settings: Settings) -> str:
    return f"{settings.server_cores},{settings.load_cores}"


def p(name, title, protocol, load, *targets, **more):
    return Workload(name, title, protocol, load, targets, **more)


BEST_JAVA = Target(1.0, JAVA)
NGINX_FILE = Target(1.2, ("nginx",))
PLAINTEXT = (Target(1.10, ("netty",)), Target(1.0, NOT_NETTY))
OPEN = "ms p99 at half the rate"

WORKLOADS = {
    workload.name: workload
    for workload in [
        p("h1-1", "HTTP/1.1, 1 connection", "h1", Wrk(1), Target(1.10, ("netty",))),
        p("h1-64", "HTTP/1.1, 64 connections", "h1", Wrk(64), *PLAINTEXT),
        p("h1-512", "HTTP/1.1, 512 connections", "h1", Wrk(512), *PLAINTEXT),
        p("h1-pipelined", "HTTP/1.1, 64 connections, 16 pipelined", "h1", Wrk(64, pipelined=16), Target(0.8, ("netty",))),
        p("h1-100k", "HTTP/1.1, 100 KiB, 64 connections", "h1", Wrk(64, "/100k"), BEST_JAVA),
        p("h1-upload", "HTTP/1.1, upload of 1 MiB, 16 connections", "h1",
          Wrk(16, "/upload", content="body-1048576"), BEST_JAVA, runs_code=True),
        p("h1-close", "HTTP/1.1, a connection for each request, 64", "h1", Wrk(64, field="Connection: close"), BEST_JAVA),
        p("h1-sleep", "HTTP/1.1, handlers block 50 ms, 2,000 connections", "h1",
          Wrk(2_000, "/sleep"), BEST_JAVA, runs_code=True),
        p("file-10k", "file of 10 KiB, 64 connections", "h1", Wrk(64, "/files/10k.bin"), BEST_JAVA, NGINX_FILE),
        p("file-1m", "file of 1 MiB, 16 connections", "h1", Wrk(16, "/files/1m.bin"), BEST_JAVA, NGINX_FILE),
        p("tls-64", "TLS, 64 connections", "tls", Wrk(64), Target(0.95, ("robaho",)), BEST_JAVA),
        p("tls-100k", "TLS, 100 KiB, 16 connections", "tls", Wrk(16, "/100k"), BEST_JAVA),
        p("tls-file-10k", "TLS, file of 10 KiB, 64 connections", "tls", Wrk(64, "/files/10k.bin"), BEST_JAVA, NGINX_FILE),
        p("tls-file-1m", "TLS, file of 1 MiB, 16 connections", "tls", Wrk(16, "/files/1m.bin"), BEST_JAVA, NGINX_FILE),
        p("tls-full", "TLS 1.3 handshake and one request", "tls", Handshakes("full"), BEST_JAVA),
        p("tls-resumed", "the same, resumed", "tls", Handshakes("resumed"), BEST_JAVA),
        p("h2c-1x100", "HTTP/2, 1 connection, 100 streams", "h2c", H2load(1, 100), Target(0.6, ("netty",))),
        p("h2c-64x10", "HTTP/2, 64 connections, 10 streams", "h2c", H2load(64, 10), Target(0.6, ("netty",))),
        p("h2c-100k", "HTTP/2, 100 KiB, 16 connections, 4 streams", "h2c", H2load(16, 4, "/100k"), BEST_JAVA),
        p("h2c-echo", "HTTP/2, echo of 16 KiB, 16 connections, 4 streams", "h2c",
          H2load(16, 4, "/echo", "body-16384"), BEST_JAVA, runs_code=True),
        p("h2-16x32", "HTTP/2 over TLS, 16 connections, 32 streams", "h2", H2load(16, 32), Target(0.7, ("netty",))),
        OpenLoop("p99-h1", "HTTP/1.1, 256 connections, open loop", "h1", H2load(256, 1), (BEST_JAVA,), OPEN),
        OpenLoop("p99-tls", "TLS, 256 connections, open loop", "tls", H2load(256, 1), (BEST_JAVA,), OPEN),
        OpenLoop("p99-h2", "HTTP/2 over TLS, 64 connections, open loop", "h2", H2load(64, 10), (BEST_JAVA,), OPEN),
        p("idle-h1", "memory of an idle connection, HTTP/1.1", "h1", None, Target(3.0), unit="KiB", alone=idle),
        p("idle-tls", "memory of an idle connection, TLS", "tls", None, BEST_JAVA, Target(10.0), unit="KiB", alone=idle),
        p("idle-h2", "memory of an idle connection, HTTP/2 over TLS", "h2", None, BEST_JAVA, Target(14.0), unit="KiB", alone=idle),
        p("start", "start to the first answer", "h1", None, Target(1.0, ("jdk",)), unit="ms", alone=start),
        p("start-aot", "start to the first answer, AOT cache", "h1", None, Target(100.0), unit="ms", alone=start_from_cache),
    ]
}
QUICK = ("h1-64", "h1-pipelined", "tls-64", "h2c-64x10", "h2-16x32")
