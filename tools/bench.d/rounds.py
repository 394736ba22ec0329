"""The rounds: each starts every server anew, in another order, so that what the machine does beside hits all alike."""
import json
from dataclasses import asdict
from pathlib import Path

import report
from checking import check
from measuring import Settings
from servers import Kind, Problem, Server


def order(kinds: list[Kind], round_number: int) -> list[Kind]:
    """Another one first in each round, and every second round backwards."""
    turn = round_number * 3 % len(kinds)
    turned = kinds[turn:] + kinds[:turn]
    return turned[::-1] if round_number % 2 else turned


class Rounds:
    """Fills a run with results, and with what could not be measured; keeps it in a file after each server."""

    def __init__(self, run: dict, settings: Settings, file: Path):
        self.run = run
        self.settings = settings
        self.file = file
        self.right = {}  # by server, whether its answers are
        run["results"], run["failures"] = [], []

    def measure(self, kinds: list[Kind], workloads: list, rounds: int) -> None:
        for round_number in range(rounds):
            for kind in order(kinds, round_number):
                fitting = [workload for workload in workloads if workload.applies_to(kind)]
                self.attempt(kind.name, lambda: self.together(kind, round_number, fitting))
                for workload in fitting:
                    if workload.alone and self.right.get(kind.name):
                        self.attempt(f"{kind.name}, {workload.name}", lambda: self.note(
                            kind, workload, round_number, workload.alone(workload, kind, self.settings)))
                self.file.write_text(json.dumps(self.run, indent=1))

    def together(self, kind: Kind, round_number: int, workloads: list) -> None:
        """The workloads that one started server serves, one after the other."""
        workloads = [workload for workload in workloads if not workload.alone]
        if kind.name in self.right and not (workloads and self.right[kind.name]):
            return
        with Server(kind, self.settings.server_cores) as server:
            if kind.name not in self.right:
                self.right[kind.name] = False
                check(server)
                self.right[kind.name] = True
            begun = set()
            for workload in workloads:
                first = workload.protocol not in begun
                begun.add(workload.protocol)
                self.attempt(f"{kind.name}, {workload.name}", lambda: self.note(
                    kind, workload, round_number, workload.measure(server, self.settings, first)))

    def attempt(self, what: str, measurement) -> None:
        try:
            measurement()
        except Problem as problem:
            self.run["failures"].append(f"{what}: {problem}")
            print(self.run["failures"][-1], flush=True)

    def note(self, kind: Kind, workload, round_number: int, sample) -> None:
        result = {"server": kind.name, "workload": workload.name, "round": round_number + 1, **asdict(sample)}
        self.run["results"].append(result)
        print(report.line(result), flush=True)
