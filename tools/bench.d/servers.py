"""The servers: how each is started, and that each answers what it has to before it is measured."""
import os
import re
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "target"
WORK = TARGET / "bench"
JVM = ["-Xmx1g", "-XX:-UseDynamicNumberOfCompilerThreads"]
# Collections leave no free memory in the process, and the young generation has been touched in the warm-up.
JVM_SPARSE = JVM + ["-XX:+UseSerialGC", "-Xmn16m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10"]
IDLE = 300  # seconds for which no server may close an idle connection
ALL = ("h1", "tls", "h2c", "h2")


class Problem(Exception):
    """What the user is told in one sentence."""


@dataclass(frozen=True)
class Kind:
    """A server that can be measured."""

    name: str
    main: str = ""  # the class in src/jmh/peers; without, it is nginx
    jars: tuple[str, ...] = ()  # globs in target/bench-lib
    properties: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ALL
    version: str = ""  # the property in pom.xml
    runs_code: bool = True

    @property
    def java(self) -> bool:
        return bool(self.main)


def provider(name: str) -> str:
    return f"-Dcom.sun.net.httpserver.HttpServerProvider={name}"


def prefixed(prefix: str, **values) -> tuple[str, ...]:
    return tuple(f"-D{prefix}.{name}={str(value).lower()}" for name, value in values.items())


KINDS = {
    kind.name: kind
    for kind in [
        Kind("lanner", "LannerServer"),
        Kind("netty", "NettyServer", ("netty-*",), version="netty"),
        Kind("vertx", "VertxServer", ("vertx-*", "netty-*", "jackson-*"), version="vertx"),
        Kind("undertow", "UndertowServer", ("undertow-*", "jboss-*", "xnio-*", "wildfly-*", "smallrye-*"), version="undertow"),
        Kind("helidon", "HelidonServer", ("helidon-*",), version="helidon"),
        Kind("jetty", "JettyServer", ("jetty-*", "slf4j-*"), version="jetty"),
        Kind("tomcat", "TomcatServer", ("tomcat-*",), version="tomcat"),
        Kind(
            "robaho",
            "JdkServer",
            ("httpserver-*",),
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
    ]
}

NGINX = """daemon off;
{user}
worker_processes {workers};
worker_rlimit_nofile 65536;
pid {work}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 20000; multi_accept on; }}
http {{
    access_log off;
    default_type text/plain;
    types {{ application/octet-stream bin; }}
    sendfile on;
    tcp_nopush on;
    open_file_cache max=100 inactive=1h;
    keepalive_requests 1000000000;
    keepalive_timeout {idle};
    http2_max_concurrent_streams 1000;
    ssl_certificate {work}/certificate.pem;
    ssl_certificate_key {work}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:bench:10m;
    server {{
        listen 127.0.0.1:{clear} backlog=4096;
        listen 127.0.0.1:{h2c} http2 backlog=4096;
        listen 127.0.0.1:{tls} ssl http2 backlog=4096;
        root {work};
        location = /plaintext {{ return 200 "Hello, World!"; }}
        location = /100k {{ default_type application/octet-stream; alias {work}/files/100k.bin; }}
    }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def java_home() -> str:
    found = subprocess.run([ROOT / "tools/jdk"], capture_output=True, text=True)
    if found.returncode:
        raise Problem(found.stderr.strip())
    return found.stdout.strip()


def build() -> None:
    print("building ...", flush=True)
    built = subprocess.run(
        [ROOT / "tools/mvn", "-q", "-B", "--no-transfer-progress", "-Pbench", "-Dquick", "-Dmaven.test.skip", "package"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if built.returncode:
        raise Problem(f"the servers could not be built:\n{built.stdout.strip()}")
    (TARGET / "bench.jar").touch()


def prepare() -> None:
    """Builds the servers if their sources have changed, and makes the certificate and the files that all of them use."""
    jar = TARGET / "bench.jar"
    sources = [ROOT / "pom.xml", *(ROOT / "src/main").rglob("*"), *(ROOT / "src/jmh/peers").rglob("*")]
    if not jar.exists() or any(source.stat().st_mtime > jar.stat().st_mtime for source in sources):
        build()
    (WORK / "files").mkdir(parents=True, exist_ok=True)
    (WORK / "tomcat").mkdir(exist_ok=True)
    for name, size in {"10k.bin": 10_240, "100k.bin": 102_400, "1m.bin": 1_048_576}.items():
        (WORK / "files" / name).write_bytes(b"x" * size)
    for size in (16_384, 1_048_576):
        (WORK / f"body-{size}").write_bytes(b"y" * size)
    openssl = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    subprocess.run(
        openssl + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        + ["-keyout", WORK / "key.pem", "-out", WORK / "certificate.pem"],
        check=True, capture_output=True)
    subprocess.run(
        ["openssl", "pkcs12", "-export", "-in", WORK / "certificate.pem", "-inkey", WORK / "key.pem"]
        + ["-out", WORK / "keystore.p12", "-passout", "pass:lanner"],
        check=True, capture_output=True)


class Server:
    """A running server; ends with the block that it is used in."""

    def __init__(self, kind: Kind, cores: str, jvm: list[str] = JVM):
        self.kind = kind
        self.cores = cores
        self.jvm = jvm
        self.ports = {"h1": free_port(), "tls": free_port()}
        self.ports["h2"] = self.ports["tls"]
        self.ports["h2c"] = self.ports["h1"] if kind.java else free_port()

    def command(self) -> list[str]:
        if not self.kind.java:
            configuration = WORK / "nginx.conf"
            configuration.write_text(NGINX.format(
                work=WORK, clear=self.ports["h1"], tls=self.ports["tls"], h2c=self.ports["h2c"], idle=IDLE,
                user="user root;" if os.getuid() == 0 else "", workers=len(core_list(self.cores))))
            return ["nginx", "-p", str(WORK), "-c", str(configuration)]
        jars = [next(TARGET.glob("lanner-*-SNAPSHOT.jar")) if self.kind.name == "lanner" else None, TARGET / "bench.jar"]
        for glob in self.kind.jars:
            jars += sorted((TARGET / "bench-lib").glob(glob))
        return (
            [f"{java_home()}/bin/java", *self.jvm, *self.kind.properties, "-cp", ":".join(str(jar) for jar in jars if jar)]
            + [f"dev.lanner.peers.{self.kind.main}", str(self.ports["h1"]), str(self.ports["tls"]), str(WORK)])

    def __enter__(self):
        self.log = open(WORK / f"{self.kind.name}.log", "w")
        began = time.monotonic()
        self.process = subprocess.Popen(
            ["taskset", "-c", self.cores, *self.command()],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            self.await_answer()
            self.start_ms = (time.monotonic() - began) * 1000
            for port in self.ports.values():
                self.await_port(port)
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

    def await_port(self, port: int) -> socket.socket:
        deadline = time.monotonic() + 60
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", port), 60)
                connection.close()
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
        """A full garbage collection, if there is any garbage."""
        if self.kind.java:
            for _ in range(2):
                subprocess.run([f"{java_home()}/bin/jcmd", str(self.pid), "GC.run"], check=True, capture_output=True)

    def heap_kib(self) -> float:
        """What of the heap is in use: survivors, eden, old generation."""
        if not self.kind.java:
            return 0
        lines = subprocess.run(
            [f"{java_home()}/bin/jstat", "-gc", str(self.pid)], check=True, capture_output=True, text=True).stdout.splitlines()
        row = dict(zip(lines[0].split(), lines[1].split()))
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


CURL = {"h1": ["--http1.1"], "tls": ["--http1.1"], "h2c": ["--http2-prior-knowledge"], "h2": ["--http2"]}
EXPECTED = [  # path, what is sent, what must come back, whether over HTTP/2 too
    ("/plaintext", None, b"Hello, World!", True),
    ("/100k", None, b"x" * 102_400, True),
    ("/echo", WORK / "body-16384", b"y" * 16_384, True),
    ("/upload", WORK / "body-1048576", b"1048576", False),
    ("/sleep", None, b"Hello, World!", False),
    ("/files/10k.bin", None, b"x" * 10_240, False),
    ("/files/1m.bin", None, b"x" * 1_048_576, False),
]


def check(server: Server) -> None:
    """Compares the answers with what they must be, in every protocol, byte for byte."""
    for protocol in server.kind.protocols:
        for path, sent, expected, http2 in EXPECTED:
            if protocol.startswith("h2") and not http2 or not server.kind.runs_code and path in ("/echo", "/upload", "/sleep"):
                continue
            fault = difference(server, protocol, path, sent, expected)
            if fault:
                raise Problem(f"{server.kind.name} is not measured, its answer to {path} over {protocol} is wrong: {fault}")


def difference(server: Server, protocol: str, path: str, sent, expected: bytes) -> str:
    head, body = WORK / "answer.head", WORK / "answer.body"
    command = ["curl", "-sS", "-k", "-m", "20", *CURL[protocol], "-D", head, "-o", body, "-w", "%{http_code} %{http_version}"]
    if sent:
        command += ["--data-binary", f"@{sent}", "-H", "Content-Type: application/octet-stream", "-H", "Expect:"]
    done = subprocess.run(command + [server.url(protocol, path)], capture_output=True, text=True)
    if done.returncode:
        return done.stderr.strip()
    version = "2" if protocol.startswith("h2") else "1.1"
    if done.stdout != f"200 {version}":
        return f"status and version are {done.stdout}"
    if body.read_bytes() != expected:
        return f"{body.stat().st_size} bytes instead of {len(expected)}, or others"
    fields = dict(re.findall(r"^([\w-]+): *(.*?)\r?$", head.read_text(errors="replace").lower(), re.M))
    if fields.get("content-length") != str(len(expected)):
        return f"no Content-Length in {fields}"
    if "date" not in fields and version != "2":  # robaho has none over HTTP/2
        return f"no Date in {fields}"
    if path == "/plaintext" and not fields.get("content-type", "").startswith("text/plain"):
        return f"the content type is {fields.get('content-type')}"
    return ""


def versions(kinds: list[Kind]) -> dict[str, str]:
    pom = dict(re.findall(r"<version\.([\w-]+)>(.*?)<", (ROOT / "pom.xml").read_text()))
    found = {kind.name: pom[kind.version] for kind in kinds if kind.version}
    if any(kind.name == "nginx" for kind in kinds):
        found["nginx"] = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr.strip().rpartition("/")[2]
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True)
    found["lanner"] = commit.stdout.strip()
    found["jdk"] = subprocess.run(
        [f"{java_home()}/bin/java", "-version"], capture_output=True, text=True).stderr.splitlines()[1].strip()
    return found
