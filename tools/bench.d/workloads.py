"""The workloads of issue 5, and what it wants of each."""
from load import H2load, Handshakes, Wrk
from measuring import OpenLoop, Target, Workload, idle, start, start_from_cache

JAVA = ("netty", "vertx", "undertow", "helidon", "jetty", "tomcat", "robaho", "jdk")
BEST_JAVA = Target(1.0, JAVA)
NEAR_NETTY = Target(1.10, ("netty",))
BELOW_THE_REST = Target(1.0, tuple(name for name in JAVA if name != "netty"))
NEAR_NGINX = Target(1.2, ("nginx",))


def row(name, title, protocol, load, *targets, **more) -> Workload:
    return Workload(name, title, protocol, load, targets, **more)


def open_loop(name, title, protocol, load, saturating) -> Workload:
    return OpenLoop(name, title, protocol, load, (BEST_JAVA,), "ms p99 at half the rate", saturating=saturating)


def alone(name, title, protocol, unit, measure, *targets) -> Workload:
    return Workload(name, title, protocol, None, targets, unit, measure)


UPLOAD = Wrk(16, "/upload", content="body-1048576")
CLOSE = Wrk(64, field="Connection: close")
SLEEP = Wrk(2_000, "/sleep")
SMALL_FILE, LARGE_FILE = Wrk(64, "/files/10k.bin"), Wrk(16, "/files/1m.bin")
ECHO = H2load(16, 4, "/echo", "body-16384")

ALL = [
    row("h1-1", "HTTP/1.1, 1 connection", "h1", Wrk(1), NEAR_NETTY),
    row("h1-64", "HTTP/1.1, 64 connections", "h1", Wrk(64), NEAR_NETTY, BELOW_THE_REST),
    row("h1-512", "HTTP/1.1, 512 connections", "h1", Wrk(512), NEAR_NETTY, BELOW_THE_REST),
    row("h1-pipelined", "HTTP/1.1, 64 x 16 pipelined", "h1", Wrk(64, pipelined=16), Target(0.8, ("netty",))),
    row("h1-100k", "HTTP/1.1, 100 KiB, 64 connections", "h1", Wrk(64, "/100k"), BEST_JAVA),
    row("h1-upload", "HTTP/1.1, upload of 1 MiB, 16 connections", "h1", UPLOAD, BEST_JAVA, runs_code=True),
    row("h1-close", "HTTP/1.1, a connection for each request, 64", "h1", CLOSE, BEST_JAVA),
    row("h1-sleep", "HTTP/1.1, handlers block 50 ms, 2,000 connections", "h1", SLEEP, BEST_JAVA, runs_code=True),
    row("file-10k", "file of 10 KiB, 64 connections", "h1", SMALL_FILE, BEST_JAVA, NEAR_NGINX),
    row("file-1m", "file of 1 MiB, 16 connections", "h1", LARGE_FILE, BEST_JAVA, NEAR_NGINX),
    row("tls-64", "TLS, 64 connections", "tls", Wrk(64), Target(0.95, ("robaho",)), BEST_JAVA),
    row("tls-100k", "TLS, 100 KiB, 16 connections", "tls", Wrk(16, "/100k"), BEST_JAVA),
    row("tls-file-10k", "TLS, file of 10 KiB, 64 connections", "tls", SMALL_FILE, BEST_JAVA, NEAR_NGINX),
    row("tls-file-1m", "TLS, file of 1 MiB, 16 connections", "tls", LARGE_FILE, BEST_JAVA, NEAR_NGINX),
    row("tls-full", "TLS 1.3 handshake and one request", "tls", Handshakes("full"), BEST_JAVA),
    row("tls-resumed", "TLS 1.3 handshake and one request, resumed", "tls", Handshakes("resumed"), BEST_JAVA),
    row("h2c-1x100", "HTTP/2, 1 connection x 100 streams", "h2c", H2load(1, 100), Target(0.6, ("netty",))),
    row("h2c-64x10", "HTTP/2, 64 x 10 streams", "h2c", H2load(64, 10), Target(0.6, ("netty",))),
    row("h2c-100k", "HTTP/2, 100 KiB, 16 x 4 streams", "h2c", H2load(16, 4, "/100k"), BEST_JAVA),
    row("h2c-echo", "HTTP/2, echo of 16 KiB, 16 x 4 streams", "h2c", ECHO, BEST_JAVA, runs_code=True),
    row("h2-16x32", "HTTP/2 over TLS, 16 x 32 streams", "h2", H2load(16, 32), Target(0.7, ("netty",))),
    open_loop("p99-h1", "HTTP/1.1, 256 connections, open loop", "h1", H2load(256, 1), Wrk(256)),
    open_loop("p99-tls", "TLS, 256 connections, open loop", "tls", H2load(256, 1), Wrk(256)),
    open_loop("p99-h2", "HTTP/2 over TLS, 64 x 10 streams, open loop", "h2", H2load(64, 10), H2load(64, 10)),
    alone("idle-h1", "memory of an idle connection, HTTP/1.1", "h1", "KiB", idle, BEST_JAVA, Target(3.0)),
    alone("idle-tls", "memory of an idle connection, TLS", "tls", "KiB", idle, BEST_JAVA, Target(10.0)),
    alone("idle-h2", "memory of an idle connection, HTTP/2 over TLS", "h2", "KiB", idle, BEST_JAVA, Target(14.0)),
    alone("start", "start to the first answer", "h1", "ms", start, Target(1.0, ("jdk",))),
    alone("start-aot", "start to the first answer, AOT cache", "h1", "ms", start_from_cache, Target(100.0)),
]
WORKLOADS = {workload.name: workload for workload in ALL}
QUICK = ("h1-64", "h1-pipelined", "tls-64", "h2c-64x10", "h2-16x32")
