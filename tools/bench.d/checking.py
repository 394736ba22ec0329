"""That a server answers what it has to, in every protocol, before it is measured."""
import re
import subprocess

from servers import Problem, Server, WORK
from workloads import WORKLOADS

CURL = {"h1": ["--http1.1"], "tls": ["--http1.1"], "h2c": ["--http2-prior-knowledge"], "h2": ["--http2"]}
EXPECTED = {  # by path, what is sent, and what must come back
    "/plaintext": (None, b"Hello, World!"),
    "/100k": (None, b"x" * 102_400),
    "/echo": (WORK / "body-16384", b"y" * 16_384),
    "/upload": (WORK / "body-1048576", b"1048576"),
    "/sleep": (None, b"Hello, World!"),
    "/files/10k.bin": (None, b"x" * 10_240),
    "/files/1m.bin": (None, b"x" * 1_048_576),
}


def check(server: Server) -> None:
    """Compares the answers to all that the workloads ask with what they must be, byte for byte."""
    asked = {(each.protocol, each.path) for each in WORKLOADS.values() if each.applies_to(server.kind)}
    for protocol, path in sorted(asked):
        fault = difference(server, protocol, path, *EXPECTED[path])
        if fault:
            raise Problem(f"not measured, the answer to {path} over {protocol} is wrong: {fault}")


def difference(server: Server, protocol: str, path: str, sent, expected: bytes) -> str:
    head, body = WORK / "answer.head", WORK / "answer.body"
    command = ["curl", "-sS", "-k", "-m", "20", *CURL[protocol], "-D", head, "-o", body]
    command += ["-w", "%{http_code} %{http_version}"]
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
