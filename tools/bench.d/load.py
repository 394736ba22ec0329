"""The load generators, pinned to their own cores: what they are told, and what they have measured."""
import json
import math
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from servers import Problem, Server, WORK, core_list

HERE = Path(__file__).resolve().parent


@dataclass
class Measured:
    requests: int
    seconds: float
    p50: float  # milliseconds
    p99: float
    errors: int


def run(cores: str, command: list, seconds: float) -> str:
    try:
        done = subprocess.run(
            ["taskset", "-c", cores, *map(str, command)], capture_output=True, text=True, timeout=2 * seconds + 30)
    except subprocess.TimeoutExpired:
        raise Problem(f"{command[0]} did not end half a minute after its {seconds:g} s")
    if done.returncode:
        raise Problem(f"{command[0]} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def threads(cores: str, connections: int) -> int:
    return min(len(core_list(cores)), connections)


def percentile(ordered: list, share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else math.nan


@dataclass(frozen=True)
class Wrk:
    """HTTP/1.1, closed loop: each connection asks again when it has its answer."""

    connections: int
    path: str = "/plaintext"
    pipelined: int = 1
    content: str = ""
    field: str = ""

    def run(self, server: Server, protocol: str, cores: str, seconds: float) -> Measured:
        content = str(WORK / self.content) if self.content else ""
        out = run(cores, [
            "wrk", "-t", threads(cores, self.connections), "-c", self.connections, "-d", f"{max(1, round(seconds))}s",
            "--timeout", "10s", "-s", HERE / "wrk.lua", server.url(protocol, self.path),
            "--", "POST" if content else "GET", self.path, self.pipelined, content, self.field], seconds)
        measured = json.loads(out.splitlines()[-1])
        return Measured(
            measured["requests"], measured["micros"] / 1e6, measured["p50"], measured["p99"], measured["errors"])


@dataclass(frozen=True)
class H2load:
    """HTTP/2, or HTTP/1.1 with one stream each: as many requests at once as the connections have streams."""

    connections: int
    streams: int
    path: str = "/plaintext"
    content: str = ""

    def options(self, protocol: str, cores: str) -> list:
        options = ["-c", self.connections, "-m", self.streams, "-t", threads(cores, self.connections)]
        if not protocol.startswith("h2"):
            options += ["--h1"]
        if self.content:
            options += ["-d", WORK / self.content, "-H", "content-type: application/octet-stream"]
        return options

    def run(self, server: Server, protocol: str, cores: str, seconds: float) -> Measured:
        return self.load(server, protocol, cores, ["-D", max(1, round(seconds))], seconds)

    def run_open(self, server: Server, protocol: str, cores: str, seconds: float, rate: float) -> Measured:
        """Open loop: every connection sends at its rate, whether answered or not; they begin spread over a second."""
        options = ["-n", max(self.connections, int(rate * seconds)), "--rps", f"{rate / self.connections:.3f}"]
        options += ["-r", max(threads(cores, self.connections), self.connections // 50), "--rate-period", "20ms"]
        return self.load(server, protocol, cores, options, seconds, skipped=1.5)

    def load(self, server: Server, protocol: str, cores: str, how: list, wanted: float, skipped: float = 0) -> Measured:
        log = WORK / "h2load.log"
        log.unlink(missing_ok=True)
        options = self.options(protocol, cores) + how + ["--log-file", log]
        out = run(cores, ["h2load", *options, server.url(protocol, self.path)], wanted)
        counts = re.search(r"requests: .* (\d+) succeeded, (\d+) failed, (\d+) errored", out)
        finished = re.search(r"finished in ([\d.]+)(m?s)", out)
        if not counts or not finished:
            raise Problem(f"h2load said: {out}")
        seconds = float(finished[1]) / (1000 if finished[2] == "ms" else 1)
        latencies, until = read_log(log, skipped)
        log.unlink(missing_ok=True)
        errors = int(counts[2]) + int(counts[3])
        if until < 0.8 * wanted:
            errors += 1  # it opens no other connection for one that a server has ended
        return Measured(int(counts[1]), seconds, percentile(latencies, 0.5), percentile(latencies, 0.99), errors)


def read_log(log: Path, skipped: float) -> tuple[list[float], float]:
    """Milliseconds of all answers in order, without those of the first seconds; and for how long answers came."""
    fields = log.read_text().split()
    began = [int(value) for value in fields[0::3]]
    took = [int(value) for value in fields[2::3]]
    if not began:
        return [], 0
    first = min(began)
    counted = sorted(each / 1000 for start, each in zip(began, took) if start >= first + skipped * 1e6)
    return counted, (max(map(sum, zip(began, took))) - first) / 1e6


@dataclass(frozen=True)
class Handshakes:
    """A new connection for each request, by one client for each core."""

    kind: str

    def run(self, server: Server, protocol: str, cores: str, seconds: float) -> Measured:
        command = ["taskset", "-c", cores, sys.executable, HERE / "client.py", "handshakes"]
        command += [str(server.ports["tls"]), str(seconds), self.kind]
        clients = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in core_list(cores)]
        answers = [json.loads(client.communicate()[0]) for client in clients]
        latencies = sorted(each for answer in answers for each in answer["latencies"])
        errors = sum(answer["errors"] for answer in answers)
        return Measured(
            len(latencies) - errors, seconds, percentile(latencies, 0.5), percentile(latencies, 0.99), errors)


class IdleConnections:
    """Connections of one client that stay open for the block; says afterwards how many were refused or closed."""

    def __init__(self, server: Server, protocol: str, cores: str, count: int):
        self.command = ["taskset", "-c", cores, sys.executable, HERE / "client.py", "idle"]
        self.command += [str(server.ports[protocol]), protocol, str(count)]
        self.errors = None

    def __enter__(self):
        self.client = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.client.stdout.readline() != "open\n":
            raise Problem(f"the client of idle connections failed: {self.client.communicate()[0]}")
        return self

    def __exit__(self, *_):
        self.errors = json.loads(self.client.communicate("\n")[0])["errors"]
