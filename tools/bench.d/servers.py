"""The servers: how each is started, and that each answers what it has to before it is measured."""
import os
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "target"
WORK = TARGET / "bench"
JVM = ["-Xmx1g", "-XX:-UseDynamicNumberOfCompilerThreads"]
# Collections leave no free memory in the process, and the young generation has been touched in the warm-up.
JVM_SPARSE = JVM + ["-XX:+UseSerialGC", "-Xms24m", "-Xmn16m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10",
                    "-XX:-ShrinkHeapInSteps"]
IDLE = 300  # seconds for which no server may close an idle connection
ALL = ("h1", "tls", "h2c", "h2")


class Problem(Exception):
    """What the user is told in one sentence."""


@dataclass(frozen=True)
class Kind:
    """A server that can be measured."""

    name: str
    main: str = ""  # the class in src/jmh/peers; without, it is nginx
    jars: tuple[str, ...] = ()  # globs in target
    properties: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ALL
    version: str = ""  # the property in pom.xml
    runs_code: bool = True
    workloads: tuple[str, ...] = ()  # without, all that it can serve
    by_default: bool = True

    @property
    def java(self) -> bool:
        return bool(self.main)


def libraries(*names: str) -> tuple[str, ...]:
    return tuple(f"bench-lib/{name}-*.jar" for name in names)


def provider(name: str) -> str:
    return f"-Dcom.sun.net.httpserver.HttpServerProvider={name}"


def prefixed(prefix: str, **values) -> tuple[str, ...]:
    return tuple(f"-D{prefix}.{name}={str(value).lower()}" for name, value in values.items())


KINDS = {
    kind.name: kind
    for kind in [
        Kind("lanner", "LannerServer", ("lanner-*-SNAPSHOT.jar",)),
        Kind("netty", "NettyServer", libraries("netty"), version="netty"),
        Kind("vertx", "VertxServer", libraries("vertx", "netty", "jackson"), version="vertx"),
        Kind("undertow", "UndertowServer", libraries("undertow", "jboss", "xnio", "wildfly", "smallrye"),
             version="undertow"),
        Kind("helidon", "HelidonServer", libraries("helidon"), version="helidon"),
        Kind("jetty", "JettyServer", libraries("jetty", "slf4j"), version="jetty"),
        Kind("tomcat", "TomcatServer", libraries("tomcat"), version="tomcat"),
        Kind(
            "robaho",
            "JdkServer",
            libraries("httpserver"),
            (provider("robaho.net.httpserver.DefaultHttpServerProvider"),)
            + prefixed("robaho.net.httpserver", nodelay=True, http2OverSSL=True, http2OverNonSSL=True)
            + prefixed("robaho.net.httpserver", maxIdleConnections=20_000, idleInterval=IDLE),
            version="robaho",
        ),
        Kind(
            "jdk",
            "JdkServer",
            (),
            (provider("sun.net.httpserver.DefaultHttpServerProvider"),)
            + prefixed("sun.net.httpserver", nodelay=True, maxIdleConnections=20_000, idleInterval=IDLE),
            ("h1", "tls"),
        ),
        Kind("nginx", runs_code=False),
        # No server, but the least that one of this kind can cost.
        Kind("floor", "FloorServer", protocols=("h1",), by_default=False,
             workloads=("h1-1", "h1-64", "h1-512", "h1-pipelined", "h1-upload", "h1-close", "idle-h1", "start", "start-aot")),
    ]
}

def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def java_home() -> str:
    found = subprocess.run([ROOT / "tools/jdk"], capture_output=True, text=True)
    if found.returncode:
        raise Problem(found.stderr.strip())
    return found.stdout.strip()


class Server:
    """A running server; ends with the block that it is used in."""

    def __init__(self, kind: Kind, cores: str, jvm: list[str] = JVM, within: tuple[str, ...] = ()):
        """within: a command that ends by becoming the one behind it."""
        self.within = within
        self.kind = kind
        self.cores = cores
        self.jvm = jvm
        self.ports = {"h1": free_port(), "tls": free_port()}
        self.ports["h2"] = self.ports["tls"]
        self.ports["h2c"] = self.ports["h1"] if kind.java else free_port()

    def command(self) -> list[str]:
        if not self.kind.java:
            template = Path(__file__).with_name("nginx.conf").read_text()
            configuration = WORK / "nginx.conf"
            configuration.write_text(Template(template).substitute(
                work=WORK, clear=self.ports["h1"], tls=self.ports["tls"], h2c=self.ports["h2c"], idle=IDLE,
                user="user root;" if os.getuid() == 0 else "", workers=len(core_list(self.cores))))
            return ["nginx", "-p", str(WORK), "-c", str(configuration)]
        jars = [TARGET / "bench.jar"]
        for glob in self.kind.jars:
            jars += sorted(TARGET.glob(glob))
        return (
            [f"{java_home()}/bin/java", *self.jvm, *self.kind.properties, "-cp", ":".join(map(str, jars))]
            + [f"dev.lanner.peers.{self.kind.main}", str(self.ports["h1"]), str(self.ports["tls"]), str(WORK)])

    def __enter__(self):
        self.log = open(WORK / f"{self.kind.name}.log", "w")
        command = [*self.within, "taskset", "-c", self.cores, *self.command()]  # the JDK is looked for before the clock runs
        began = time.monotonic()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            self.await_answer()
            self.start_ms = (time.monotonic() - began) * 1000
            for protocol in self.kind.protocols:
                self.await_port(self.ports[protocol])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def await_port(self, port: int) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 60).close()
                return
            except OSError:
                self.check_alive(deadline)
                time.sleep(0.001)

    def await_answer(self) -> None:
        self.await_port(self.ports["h1"])
        with socket.create_connection(("127.0.0.1", self.ports["h1"]), 60) as connection:
            connection.sendall(b"GET /plaintext HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = b""
            while b"Hello, World!" not in answer:
                part = connection.recv(65_536)
                if not part:
                    raise Problem(f"{self.kind.name} answered its first request so: {answer!r}")
                answer += part

    def check_alive(self, deadline: float) -> None:
        if self.process.poll() is not None or time.monotonic() > deadline:
            raise Problem(f"{self.kind.name} did not start; the end of {self.log.name}:\n" + tail(Path(self.log.name)))

    @property
    def pid(self) -> int:
        return self.process.pid

    def url(self, protocol: str, path: str) -> str:
        scheme = "https" if protocol in ("tls", "h2") else "http"
        return f"{scheme}://127.0.0.1:{self.ports[protocol]}{path}"

    def collect(self) -> None:
        """A full garbage collection, if there is any garbage; and gives back what the compilers have freed outside the heap."""
        if self.kind.java:
            for command in ("GC.run", "GC.run", "System.trim_native_heap"):
                subprocess.run([f"{java_home()}/bin/jcmd", str(self.pid), command], check=True, capture_output=True)

    def heap_kib(self) -> float:
        """What of the heap is in use: survivors, eden, old generation."""
        if not self.kind.java:
            return 0
        out = subprocess.run(
            [f"{java_home()}/bin/jstat", "-gc", str(self.pid)], check=True, capture_output=True, text=True).stdout
        names, values = out.splitlines()
        row = dict(zip(names.split(), values.split()))
        return sum(float(row[name]) for name in ("S0U", "S1U", "EU", "OU"))


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


def core_list(cores: str) -> list[int]:
    """The cores that a list in taskset's notation names: 0,2-3."""
    found = []
    for part in cores.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
