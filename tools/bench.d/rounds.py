"""The rounds: each asks every server, in another order, so that what the machine does beside hits all alike."""
import json
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import report
from checking import check
from measuring import Settings
from servers import Kind, Problem, Server


def order(kinds: list, round_number: int) -> list:
    """Another one first in each round, and every second round backwards."""
    turn = round_number * 3 % max(1, len(kinds))
    turned = kinds[turn:] + kinds[:turn]
    return turned[::-1] if round_number % 2 else turned


class Rounds:
    """
    Starts every server anew in each round. Fills a run with results, and with what could not be measured; keeps it in a
    file after each server.
    """

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
                self.attempt(kind.name, lambda: self.on_one(kind, round_number, fitting))
                self.alone(kind, round_number, fitting)
                self.save()

    def on_one(self, kind: Kind, round_number: int, workloads: list) -> None:
        """The workloads that one started server serves, one after the other."""
        workloads = [workload for workload in workloads if not workload.alone]
        if kind.name in self.right and not (workloads and self.right[kind.name]):
            return
        with Server(kind, self.settings.server_cores) as server:
            self.check_once(server)
            for workload, warm_up in self.with_warm_ups(workloads):
                self.ask(server, workload, round_number, warm_up)

    def check_once(self, server: Server) -> None:
        name = server.kind.name
        if name not in self.right:
            self.right[name] = False
            check(server)
            self.right[name] = True

    def with_warm_ups(self, workloads: list):
        """Each with its warm-up: that before the first of a protocol is a longer one."""
        begun = set()
        for workload in workloads:
            yield workload, self.settings.warm_up if workload.protocol in begun else self.settings.first_warm_up
            begun.add(workload.protocol)

    def ask(self, server: Server, workload, round_number: int, warm_up: float) -> None:
        self.attempt(f"{server.kind.name}, {workload.name}", lambda: self.note(
            server.kind, workload, round_number, workload.measure(server, self.settings, warm_up)))

    def alone(self, kind: Kind, round_number: int, workloads: list) -> None:
        """The workloads for which servers are started of their own."""
        for workload in workloads:
            if workload.alone and self.right.get(kind.name):
                self.attempt(f"{kind.name}, {workload.name}", lambda: self.note(
                    kind, workload, round_number, workload.alone(workload, kind, self.settings)))

    def save(self) -> None:
        self.file.write_text(json.dumps(self.run, indent=1))

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


class Turns(Rounds):
    """
    Starts all servers at once, and asks them in turns, in all rounds of a workload before the next one begins: the samples
    that are compared are seconds apart, not minutes. What has a server of its own is measured as ever.
    """

    def measure(self, kinds: list[Kind], workloads: list, rounds: int) -> None:
        with ExitStack() as running:
            servers = []
            for kind in kinds:
                self.attempt(kind.name, lambda: servers.append(self.started(running, kind)))
            for workload, warm_up in self.with_warm_ups([each for each in workloads if not each.alone]):
                asked = [server for server in servers if workload.applies_to(server.kind)]
                for round_number in range(rounds):
                    for server in order(asked, round_number):
                        self.ask(server, workload, round_number, 0 if round_number else warm_up)
                self.save()
        for round_number in range(rounds):
            for kind in order(kinds, round_number):
                self.alone(kind, round_number, [each for each in workloads if each.applies_to(kind)])
                self.save()

    def started(self, running: ExitStack, kind: Kind) -> Server:
        with ExitStack() as own:
            server = own.enter_context(Server(kind, self.settings.server_cores))
            self.check_once(server)
            running.push(own.pop_all())
            return server
