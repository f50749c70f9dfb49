"""Takes turns between Threshold's engine and Cedar, and prints one table of medians, targets and ratios.

The engine runs in a process of its own and answers commands line by line; Cedar runs here through `cedarpy`, with
policies and entities parsed beforehand. Both answer the same questions about the same facts, in turns of a few hundred
questions each, so that whatever else the machine does meets both; every verdict is compared.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time


class Engine:
    """The engine's process."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, *words):
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the engine ended at `{words[0]}`")
        answer = json.loads(line)
        if not isinstance(answer, dict) or "error" in answer:
            raise SystemExit(f"the engine does not know `{words[0]}`")
        return answer

    def close(self):
        self.process.stdin.write("quit\n")
        self.process.stdin.close()
        self.process.wait(timeout=60)


class Cedar:
    """The same facts in Cedar."""

    def __init__(self, facts):
        import cedarpy

        self.cedarpy = cedarpy
        self.policies = cedarpy.PolicySet.from_str(facts["policies"])
        entities = [
            {
                "uid": entity["uid"],
                "attrs": entity["attrs"],
                "parents": entity["parents"],
            }
            for entity in facts["entities"]
        ]
        self.entities = cedarpy.Entities.from_json_str(json.dumps(entities))
        self.requests = [
            {
                "principal": f'User::"{asked["user"]}"',
                "action": 'Action::"connect"',
                "resource": f'Server::"{asked["server"]}"',
                "context": {"login": asked["login"]},
            }
            for asked in facts["questions"]
        ]

    def one_by_one(self, first, count):
        nanoseconds, verdicts = [], []
        for index in range(first, first + count):
            request = self.requests[index % len(self.requests)]
            begin = time.perf_counter_ns()
            answer = self.cedarpy.is_authorized(request, self.policies, self.entities)
            nanoseconds.append(time.perf_counter_ns() - begin)
            verdicts.append(1 if answer.allowed else 0)
        return nanoseconds, verdicts

    def in_one_call(self, first, count):
        """Nanoseconds a decision when many are asked in one call: next to nothing of it is Python's."""
        requests = [self.requests[index % len(self.requests)] for index in range(first, first + count)]
        begin = time.perf_counter_ns()
        self.cedarpy.is_authorized_batch(requests, self.policies, self.entities)
        return (time.perf_counter_ns() - begin) / count


class Table:
    """Rows of what was measured, with targets."""

    def __init__(self):
        self.rows = []
        self.missed = 0

    def add(self, what, figure, unit, target=None, note=""):
        verdict = ""
        if target is not None:
            is_met = figure <= target
            self.missed += not is_met
            verdict = f"<= {target:g} {unit}".strip() + ("  met" if is_met else "  MISSED")
        self.rows.append((what, f"{figure:,.2f} {unit}".strip(), verdict, note))

    def show(self):
        rows = [("what", "measured", "target", "note")] + self.rows
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for index, row in enumerate(rows):
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
            if index == 0:
                print("  ".join("-" * width for width in widths))


def percentile(values, share):
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def decisions(program, table, options):
    """Single decisions, beside Cedar's."""
    medians = {}
    for lists in (10, 100, 1_000, 10_000):
        engine = Engine(program)
        count = 4_000
        engine.ask("decisions", lists, count)
        cedar = None
        if options.with_cedar:
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "facts.json")
                engine.ask("export", count, path)
                with open(path, encoding="utf-8") as file:
                    cedar = Cedar(json.load(file))
        engine.ask("decide", count, 0)  # once round, so that what is remembered is there
        size = 400
        ours, theirs, batches, differing, allowed = [], [], [], 0, 0
        for turn in range(options.rounds):
            first = turn * size
            answer = engine.ask("decide", size, first)
            ours += answer["nanoseconds"]
            allowed += sum(answer["outcomes"])
            if cedar is None:
                continue
            # Fewer of the slower, at the same places in time.
            few = size if lists < 1_000 else size // 4
            nanoseconds, verdicts = cedar.one_by_one(first, few)
            theirs += nanoseconds
            differing += sum(a != b for a, b in zip(answer["outcomes"], verdicts))
            batches.append(cedar.in_one_call(first, few))
        cold = engine.ask("decide-cold", 60 * options.rounds // 10, 0)["nanoseconds"]
        engine.close()
        median = statistics.median(ours) / 1000
        medians[lists] = median
        share = f"{100 * allowed // len(ours)} % allowed, 99th percentile {percentile(ours, 0.99) / 1000:.1f} µs"
        table.add(f"decision, {lists:,} lists", median, "µs", 5, share)
        table.add(f"  the first after a change", statistics.median(cold) / 1000, "µs", None, "a membership changed; all is worked out anew")
        if cedar is not None:
            other = statistics.median(theirs) / 1000
            batch = statistics.median(batches) / 1000
            note = f"{len(theirs):,} verdicts compared, {differing} differ"
            table.add("  Cedar, one call each", other, "µs", None, f"ratio {other / median:,.1f}; {note}")
            table.add("  Cedar, many in one call", batch, "µs", None, f"ratio {batch / median:,.1f}")
            if differing:
                raise SystemExit(f"{differing} verdicts differ from Cedar's with {lists} lists")
    table.add("10,000 lists against 100", medians[10_000] / medians[100], "", 1.5)


def listings(program, table, options):
    """What may I reach or request."""
    for resources, page_target, all_target in ((10_000, 20, 100), (100_000, 60, 1_000)):
        engine = Engine(program)
        engine.ask("resources", resources)
        engine.ask("page", 5, 0)
        pages, wholes = [], []
        lines = 0
        for turn in range(options.rounds):
            pages += engine.ask("page", 5, turn * 5)["nanoseconds"]
            if turn % 4 == 0:
                answer = engine.ask("all", 1, turn)
                wholes += answer["nanoseconds"]
                lines = max(lines, max(answer["outcomes"]))
        engine.close()
        table.add(f"first page of {resources:,} resources", statistics.median(pages) / 1e6, "ms", page_target, "100 lines, 1,000 lists")
        table.add(f"all of {resources:,} resources", statistics.median(wholes) / 1e6, "ms", all_target, f"up to {lines:,} lines")


def nesting(program, table, options):
    engine = Engine(program)
    lists = engine.ask("nesting")["lists"]
    answer = engine.ask("memberships", 20 * options.rounds)
    engine.close()
    if set(answer["outcomes"]) != {lists}:
        raise SystemExit("the walk did not find every list")
    table.add(
        "effective membership of one user", statistics.median(answer["nanoseconds"]) / 1e6, "ms", 1,
        f"{lists} lists on ten levels, each in every one of the next")


def memory(program, table, options):
    engine = Engine(program)
    answer = engine.ask("memory")
    engine.close()
    note = f"10,000 users, 5,000 lists, 50,000 resources; {answer['before'] / 1e6:.0f} MB of it before"
    table.add("resident memory, loaded", answer["loaded"] / 1e6, "MB", 600, note)
    table.add("  after a decision for every user", answer["asked"] / 1e6, "MB", 600)


def machine():
    model = "unknown processor"
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), model)
    except OSError:
        pass
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, {model}; load {load:.1f}" + (" (not quiet: figures are too high)" if load > 1.5 else ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the built threshold-bench")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--without-cedar", dest="with_cedar", action="store_false", help="measure the engine alone")
    options = parser.parse_args()
    options.rounds = 10 if options.quick else 40
    machine()
    table = Table()
    for part in (decisions, listings, nesting, memory):
        print(f"measuring {part.__name__} …", file=sys.stderr)
        part(options.program, table, options)
    print()
    table.show()
    print()
    print("all targets met" if table.missed == 0 else f"{table.missed} targets missed")


main()
