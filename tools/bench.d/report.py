"""What was measured, as tables, as Markdown and as a plot."""
import math
import os
import re
import subprocess
import time
from pathlib import Path
from statistics import median

from preparation import versions
from servers import KINDS, Kind, Problem, ROOT
from workloads import WORKLOADS

DOCS = ROOT / "docs"
HOW_TO_READ = Path(__file__).with_name("how-to-read.md")


def require_matplotlib() -> None:
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise Problem(
            "Python's matplotlib was not found: install it (on Debian and Ubuntu: apt-get install python3-matplotlib)")


def circumstances(kinds: list[Kind]) -> dict:
    cpuinfo = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", cpuinfo)
    memory = int(re.search(r"MemTotal: +(\d+)", Path("/proc/meminfo").read_text())[1]) / 2**20
    wrk = subprocess.run(["wrk", "-v"], capture_output=True, text=True).stdout.split()
    h2load = subprocess.run(["h2load", "--version"], capture_output=True, text=True).stdout.split()
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "machine": f"{model[1] if model else 'unknown processor'}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Linux {os.uname().release}",
        "load": os.getloadavg()[0],
        "versions": {**versions(kinds), "wrk": wrk[1], "h2load": h2load[1]},
    }


def merged(runs: list[dict]) -> dict:
    """Several runs as one; the circumstances are those of the last."""
    run = dict(runs[-1])
    for part in ("results", "failures"):
        run[part] = [entry for each in runs for entry in each[part]]
    return run


def line(result: dict) -> str:
    workload = WORKLOADS[result["workload"]]
    text = f"round {result['round']}  {result['server']:9} {result['workload']:14} "
    text += f"{number(result['figure']):>8} {workload.unit}"
    if result["rps"]:
        text += (f"  {result['rps']:9,.0f}/s  p50 {number(result['p50'])} ms  p99 {number(result['p99'])} ms"
                 f"  jit {number(result['jit'])}  busy {result['busy']:.0%}  {result['rss_mib']:.0f} MiB")
    return text + (f"  ERRORS {result['errors']}" if result["errors"] else "")


def number(value: float) -> str:
    """Three digits that say something."""
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


class Medians:
    """The median of each value over the rounds, by workload and server."""

    def __init__(self, run: dict):
        self.samples = {}
        for result in run["results"]:
            self.samples.setdefault((result["workload"], result["server"]), []).append(result)
        self.servers = [name for name in KINDS if any(key[1] == name for key in self.samples)]
        self.workloads = [WORKLOADS[name] for name in WORKLOADS if any(key[0] == name for key in self.samples)]

    def of(self, workload, server: str, value: str = "figure") -> float:
        found = [sample[value] for sample in self.samples.get((workload.name, server), [])]
        return median(each for each in found if not math.isnan(each)) if any(map(math.isfinite, found)) else math.nan

    def errors(self, workload, server: str) -> int:
        return sum(sample["errors"] for sample in self.samples.get((workload.name, server), []))

    def ratio(self, workload, server: str) -> float:
        rival = self.of(workload, server)
        return self.of(workload, "lanner") / rival if rival else math.nan

    def best(self, workload, rivals) -> tuple[float, str]:
        """The smallest figure of the rivals that were measured without errors, and whose it is."""
        figures = [(self.of(workload, name), name) for name in rivals
                   if name in self.servers and not self.errors(workload, name)]
        return min((each for each in figures if not math.isnan(each[0])), default=(math.nan, ""))

    def verdict(self, workload, target) -> tuple[str, str, str]:
        """What is wanted, what is, and whether that is enough."""
        own = self.of(workload, "lanner")
        if not target.rivals:
            wanted, limit, found = f"{number(target.at_most)} {workload.unit}", target.at_most, number(own)
        else:
            best, name = self.best(workload, target.rivals)
            wanted, limit = f"{target.at_most:g} x {name or '?'}", target.at_most * best
            found = f"{number(own / best)} x"
        if math.isnan(own) or math.isnan(limit):
            return wanted, found, "-"
        return wanted, found, "yes" if own <= limit else "no"


def tables(run: dict) -> list[tuple[str, list[list[str]]]]:
    """All tables: a title and rows of cells, the first of which is the head."""
    medians = Medians(run)
    others = [name for name in medians.servers if name != "lanner"]

    def table(head, names, cell):
        return [[head, *names]] + [[each.name] + [cell(each, name) for name in names] for each in medians.workloads]

    def figure(workload, name):
        return number(medians.of(workload, name)) + ("!" if medians.errors(workload, name) else "")

    def ratio(workload, name):
        return number(medians.ratio(workload, name))

    def speed(workload, name):
        rate = medians.of(workload, name, "rps")
        if math.isnan(rate) or not rate:
            return "-"
        return f"{rate:,.0f} ({number(medians.of(workload, name, 'p50'))}, {number(medians.of(workload, name, 'p99'))})"

    def memory(workload, name):
        return number(medians.of(workload, name, "rss_mib"))

    found = [("Figures (CPU us per request where the workload names no other unit; ! had errors)",
              table("workload", medians.servers, figure))]
    if "lanner" in medians.servers and others:
        title = "Lanner : the other, by the medians (below 1 Lanner needs less)"
        found.append((title, table("workload", others, ratio)))
    if "lanner" in medians.servers:
        rows = [["workload", "at most", "is", "met"]]
        rows += [[each.name, *medians.verdict(each, target)] for each in medians.workloads for target in each.targets]
        found.append(("Targets of issue 5", rows))
    found.append(("Requests per second (p50, p99 in ms)", table("workload", medians.servers, speed)))
    found.append(("Resident memory after the workload, MiB", table("workload", medians.servers, memory)))
    return found


def text(run: dict) -> str:
    parts = []
    for title, rows in tables(run):
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = ["  ".join(cell.ljust(width) if not column else cell.rjust(width)
                           for column, (cell, width) in enumerate(zip(row, widths))) for row in rows]
        parts.append("\n".join([title, *lines]))
    return "\n\n".join(parts + failures(run) + [surroundings(run)])


def failures(run: dict) -> list[str]:
    return ["Not measured:\n" + "\n".join(f"- {each}" for each in run["failures"])] if run["failures"] else []


def surroundings(run: dict) -> str:
    settings = run["settings"]
    named = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    busy = f" The machine was busy (load {run['load']:.1f}): the figures say little." if run["load"] > 1 else ""
    return (f"{run['date']}, {run['machine']}. {named}. Server on core {settings['server_cores']}, load on "
            f"{settings['load_cores']}; {'all at once, asked in turns; ' if settings.get('at_once') else ''}"
            f"medians of {settings['rounds']} rounds of {settings['seconds']:g} s after "
            f"{settings['warm_up']:g} s of warm-up ({settings['first_warm_up']:g} s before the first of a protocol)."
            f"{busy}")


def write_docs(run: dict) -> None:
    parts = [HOW_TO_READ.read_text().strip(), "## The latest run", surroundings(run)]
    parts.append("![The figures of each server](bench.svg)")
    for title, rows in tables(run):
        cells = ["| " + " | ".join(row) + " |" for row in rows]
        parts.append("\n".join([f"### {title}\n", cells[0], "|---" * len(rows[0]) + "|", *cells[1:]]))
    parts += failures(run)
    named = "\n".join(f"| {each.name} | {each.title} | {each.unit} |" for each in Medians(run).workloads)
    parts.append("### Workloads\n\n| name | what | figure |\n|---|---|---|\n" + named)
    (DOCS / "bench.md").write_text("\n\n".join(parts) + "\n")
    plot(run, DOCS / "bench.svg")
    print(f"written: {DOCS / 'bench.md'}, {DOCS / 'bench.svg'}")


def plot(run: dict, file: Path) -> None:
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "lanner"
    from matplotlib import pyplot
    medians = Medians(run)
    columns = min(4, len(medians.workloads))
    rows = math.ceil(len(medians.workloads) / columns)
    size = (4.2 * columns, 2.4 * rows)
    figure, grid = pyplot.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    panels = [panel for row in grid for panel in row]
    for panel, workload in zip(panels, medians.workloads):
        names = [name for name in medians.servers if not math.isnan(medians.of(workload, name))]
        values = [medians.of(workload, name) for name in names]
        bars = panel.barh(names, values, color=["#c2410c" if name == "lanner" else "#94a3b8" for name in names])
        panel.bar_label(bars, [number(value) for value in values], padding=2, fontsize=7)
        panel.invert_yaxis()
        panel.margins(x=0.15)
        panel.set_title(workload.title, fontsize=8)
        panel.set_xlabel(workload.unit, fontsize=7)
        panel.tick_params(labelsize=7)
    for panel in panels[len(medians.workloads):]:
        panel.set_visible(False)
    figure.suptitle(f"Less is better. {run['date']}, JDK {run['versions']['jdk']}", fontsize=9)
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
