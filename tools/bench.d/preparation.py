"""What is there before a server starts: its build, the certificate and the files that all use, versions."""
import re
import subprocess

from servers import Kind, Problem, ROOT, TARGET, WORK, java_home


def build() -> None:
    print("building ...", flush=True)
    maven = [ROOT / "tools/mvn", "-q", "-B", "--no-transfer-progress", "-Pbench", "-Dquick", "-Dmaven.test.skip"]
    built = subprocess.run(maven + ["package"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if built.returncode:
        raise Problem(f"the servers could not be built:\n{built.stdout.strip()}")
    (TARGET / "bench.jar").touch()


def prepare() -> None:
    """Builds the servers if their sources have changed; makes the certificate and the files for all of them."""
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
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subprocess.run(
        ["openssl", "req", "-x509", *key, "-days", "30", "-subj", "/CN=localhost"]
        + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        + ["-keyout", WORK / "key.pem", "-out", WORK / "certificate.pem"],
        check=True, capture_output=True)
    subprocess.run(
        ["openssl", "pkcs12", "-export", "-in", WORK / "certificate.pem", "-inkey", WORK / "key.pem"]
        + ["-out", WORK / "keystore.p12", "-passout", "pass:lanner"],
        check=True, capture_output=True)


def versions(kinds: list[Kind]) -> dict[str, str]:
    pom = dict(re.findall(r"<version\.([\w-]+)>(.*?)<", (ROOT / "pom.xml").read_text()))
    found = {kind.name: pom[kind.version] for kind in kinds if kind.version}
    if any(kind.name == "nginx" for kind in kinds):
        nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr
        found["nginx"] = nginx.strip().rpartition("/")[2]
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True)
    found["lanner"] = commit.stdout.strip()
    found["jdk"] = subprocess.run(
        [f"{java_home()}/bin/java", "-version"], capture_output=True, text=True).stderr.splitlines()[1].strip()
    return found
