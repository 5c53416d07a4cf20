#!/usr/bin/env python3
"""Compares `chartproof estimate` with an independent implementation on random samples.

    python3 tests/bench/estimate.py target/release/chartproof [SAMPLES]

Draws seeded frames, reviews and universes of every kind (simple, stratified, with strata sampled
wholly, by difference and by ratio, with underpayments), runs the program on each and compares
every figure: estimate, error, degrees of freedom, limits, rates and what overturned units take
off. Sums here are exact fractions and quantiles come from scipy, so nothing is shared. Ends with 1
where a figure is off by more than 1e-9 relative, or an amount by a cent.
"""

import csv
import hashlib
import json
import math
import random
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

from scipy import stats

TOLERANCE = 1e-9
SEED = 20260401
POLICIES = {"oig_two_sided_90": (90, "two-sided"), "mpim_one_sided_90": (90, "one-sided")}


class Compared:
    """Counts comparisons and keeps the largest difference."""

    def __init__(self) -> None:
        self.figures, self.largest, self.where, self.faults = 0, 0.0, "", []

    def number(self, name: str, found: float, wanted: float) -> None:
        self.figures += 1
        # Zero is compared with zero: the figures here are zero by rule or far from it.
        off = abs(found - wanted) / abs(wanted) if wanted else abs(found)
        if off > self.largest:
            self.largest, self.where = off, name
        if not off <= TOLERANCE:
            self.faults.append(f"{name}: {found!r}, wanted {wanted!r}")

    def same(self, name: str, found, wanted) -> None:
        self.figures += 1
        if found != wanted:
            self.faults.append(f"{name}: {found!r}, wanted {wanted!r}")

    def money(self, name: str, found: str, wanted: float) -> None:
        """Compares an amount told to the cent; a half cent may round either way."""
        self.figures += 1
        if abs(float(found) - wanted) > 0.005 + 1e-9 * abs(wanted) + 1e-7:
            self.faults.append(f"{name}: {found}, wanted {wanted!r}")


def root(value: Fraction) -> float:
    """The square root, with all digits that a float has."""
    if value == 0:
        return 0.0
    shift = 160 - (value.numerator.bit_length() - value.denominator.bit_length())
    shift += shift % 2
    scaled = value.numerator * 2**shift // value.denominator if shift >= 0 else value.numerator // (value.denominator * 2**-shift)
    return float(Fraction(math.isqrt(scaled)) / Fraction(2) ** (shift // 2))


class Problem:
    """A universe with a reviewed sample. Amounts are whole cents."""

    def __init__(self, draw: random.Random) -> None:
        self.estimator = draw.choice(["difference", "ratio"])
        self.left_out = draw.random() < 0.3
        count = draw.choice([1, 1, 2, 3, 5])
        self.strata = {}
        number = 0
        for place in range(count):
            name = "all" if count == 1 else f"S{place}"
            units = draw.randint(2, 40) if draw.random() < 0.1 else draw.randint(50, 20000)
            size = units if units <= 40 and draw.random() < 0.5 else draw.randint(2, min(units, 400 if draw.random() < 0.1 else 60))
            mean = draw.choice([2_000, 20_000, 150_000])
            rate = draw.choice([0.02, 0.3, 0.6, 1.0])
            rows = []
            for _ in range(size):
                number += 1
                paid = max(1, int(draw.expovariate(1 / mean)))
                kind = draw.random()
                over = draw.choice([paid, draw.randint(0, paid)]) if kind < rate else -draw.randint(0, paid) if kind > 0.97 else 0
                rows.append([f"U{number:06}", paid, over, draw.random() < 0.1])
            self.strata[name] = {"units": units, "dollars": int(units * mean * draw.uniform(0.8, 1.2)), "rows": rows}

    def counted(self) -> dict:
        """The strata as pairs of paid and overpaid, as the review counts them."""
        kept = lambda over: max(over, 0) if self.left_out else over
        return {name: (each["units"], each["dollars"], [(paid, kept(over)) for _, paid, over, _ in each["rows"]])
                for name, each in self.strata.items()}


def extrapolate(strata: dict, estimator: str) -> dict:
    """Point estimate, standard error and degrees of freedom in cents, exact until the root."""
    mean = lambda values: Fraction(sum(values), len(values))
    over = sum(units * mean([y for _, y in rows]) for units, _, rows in strata.values())
    ratio = None
    if estimator == "ratio":
        ratio = over / sum(units * mean([x for x, _ in rows]) for units, _, rows in strata.values())
    point = over if ratio is None else ratio * sum(dollars for _, dollars, _ in strata.values())
    parts = {}
    for name, (units, _, rows) in strata.items():
        left = [Fraction(y) - (ratio or 0) * x for x, y in rows]
        n, middle = len(rows), mean(left)
        s2 = sum((value - middle) ** 2 for value in left) / (n - 1) if n > 1 else Fraction(0)
        parts[name] = {"mean": mean([y for _, y in rows]), "s2": s2, "n": n,
                       "variance": Fraction(units) ** 2 * (1 - Fraction(n, units)) * s2 / n, "certain": n == units}
    total = sum(part["variance"] for part in parts.values())
    sampled = [part for part in parts.values() if not part["certain"]]
    if not sampled:
        degrees = None
    elif total == 0:
        degrees = float(sum(part["n"] - 1 for part in sampled))
    else:
        degrees = float(total**2 / sum(part["variance"] ** 2 / (part["n"] - 1) for part in sampled))
    return {"point": point, "error": root(total), "ratio": ratio, "degrees": degrees, "parts": parts}


def quantile(confidence: int, sides: str, degrees) -> float:
    tail = (100 - confidence) / 100 / (2 if sides == "two-sided" else 1)
    return float(stats.norm.isf(tail) if degrees is None else stats.t.isf(tail, degrees))


def lower(result: dict, confidence: int, sides: str, distribution: str) -> float:
    q = quantile(confidence, sides, result["degrees"] if distribution == "t" else None)
    return float(result["point"]) - q * result["error"]


def compare(name: str, problem: Problem, told: dict, compared: Compared) -> None:
    strata = problem.counted()
    wanted = extrapolate(strata, problem.estimator)
    point, error = float(wanted["point"]) / 100, wanted["error"] / 100
    compared.number(f"{name} point", told["unrounded"]["point"], point)
    compared.number(f"{name} error", told["unrounded"]["standard_error"], error)
    compared.money(f"{name} point", told["point"], point)
    compared.same(f"{name} has degrees", told["degrees"] is None, wanted["degrees"] is None)
    if wanted["degrees"] is not None:
        compared.number(f"{name} degrees", told["degrees"], wanted["degrees"])
    if wanted["ratio"] is not None:
        compared.number(f"{name} ratio", told["ratio"], float(wanted["ratio"]))
    limits = list(told["limits"])
    limits += [told["policies"][policy][each] for policy in POLICIES for each in "tz"]
    compared.same(f"{name} limits", len(limits), 16)
    for each in limits:
        label = f"{name} {each['confidence']} {each['sides']} {each['distribution']}"
        degrees = wanted["degrees"] if each["distribution"] == "t" else None
        q = quantile(each["confidence"], each["sides"], degrees)
        compared.number(f"{label} quantile", each["quantile"], q)
        figures = each["unrounded"]
        compared.number(f"{label} precision", figures["precision"], q * error)
        compared.number(f"{label} computed", figures["lower_as_computed"], point - q * error)
        compared.number(f"{label} lower", figures["lower"], max(point - q * error, 0.0))
        compared.number(f"{label} upper", figures["upper"], point + q * error)
        compared.money(f"{label} lower", each["lower"], max(point - q * error, 0.0))
        if point:
            compared.number(f"{label} percent", each["precision_percent"], 100 * q * error / abs(point))
    for policy, (confidence, sides) in POLICIES.items():
        found = told["policies"][policy]["t"]
        compared.same(f"{name} {policy}", (found["confidence"], found["sides"]), (confidence, sides))
    for each in told["strata"]:
        label, part = f"{name} {each['stratum']}", wanted["parts"][each["stratum"]]
        rows = strata[each["stratum"]][2]
        compared.number(f"{label} mean", each["mean"], float(part["mean"]) / 100)
        compared.number(f"{label} deviation", each["deviation"], root(part["s2"]) / 100)
        compared.number(f"{label} variance", each["variance"], float(part["variance"]) / 10_000)
        errors, n = sum(over != 0 for _, over in rows), len(rows)
        compared.same(f"{label} errors", (each["errors"], each["sampled"], each["certainty"]), (errors, n, part["certain"]))
        for rate in each["error_limits"]:
            level = rate["confidence"] / 100
            for method, key in (("wilson", "wilson"), ("exact", "clopper_pearson")):
                interval = stats.binomtest(errors, n).proportion_ci(level, method)
                # scipy tells what is zero by rule as a hair beside it.
                low = 0.0 if errors == 0 else interval.low
                high = 1.0 if errors == n else interval.high
                if method == "exact":
                    tail = (1 - level) / 2
                    low = 0.0 if errors == 0 else float(stats.beta.ppf(tail, errors, n - errors + 1))
                    high = 1.0 if errors == n else float(stats.beta.isf(tail, errors + 1, n - errors))
                compared.number(f"{label} {method} low", rate[key][0], low)
                compared.number(f"{label} {method} high", rate[key][1], high)
    share = sum(units * Fraction(sum(y != 0 for _, y in rows), len(rows)) for units, _, rows in strata.values())
    compared.number(f"{name} rate", told["error_share"], float(share / sum(units for units, _, _ in strata.values())))
    compare_effects(name, problem, told, wanted, compared)


def compare_effects(name: str, problem: Problem, told: dict, before: dict, compared: Compared) -> None:
    strata = problem.counted()
    place = {row[0]: (stratum, index, row[3]) for stratum, each in problem.strata.items() for index, row in enumerate(each["rows"])}
    overpaid = {unit for unit, (stratum, index, _) in place.items() if strata[stratum][2][index][1] > 0}
    compared.same(f"{name} effects", {each["unit"] for each in told["effects"]}, overpaid)
    marked = [each["unit"] for each in told["effects"] if place[each["unit"]][2]]
    compared.same(f"{name} cumulative", [each["unit"] for each in told["cumulative"]], marked)
    losses = [float(each["lower"]["oig_two_sided_90"]["less"]) for each in told["effects"]]
    compared.same(f"{name} order", losses, sorted(losses, reverse=True))

    def after(units: list) -> dict:
        changed = {key: (count, dollars, list(rows)) for key, (count, dollars, rows) in strata.items()}
        for unit in units:
            stratum, index, _ = place[unit]
            changed[stratum][2][index] = (changed[stratum][2][index][0], 0)
        return extrapolate(changed, problem.estimator)

    # Each is an estimate of its own here, so of long lists only some are compared.
    steps = [(each, [each["unit"]]) for each in told["effects"][:2] + told["effects"][-1:]]
    steps += [(each, marked[: index + 1]) for index, each in enumerate(told["cumulative"]) if index in (0, len(marked) - 1)]
    for each, units in steps:
        result = after(units)
        compared.money(f"{name} effect point", each["point"]["after"], float(result["point"]) / 100)
        for policy, (confidence, sides) in POLICIES.items():
            now = max(lower(result, confidence, sides, "t"), 0) / 100
            then = max(lower(before, confidence, sides, "t"), 0) / 100
            compared.money(f"{name} effect {policy}", each["lower"][policy]["after"], now)
            compared.money(f"{name} effect {policy} less", each["lower"][policy]["less"], then - now)


def dollars(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def run(program: str, *arguments: str) -> str:
    ran = subprocess.run([program, "estimate", *arguments], capture_output=True, text=True)
    if ran.returncode != 0:
        raise SystemExit(f"{arguments}: {ran.stderr}")
    return ran.stdout


def write(path: Path, rows: list) -> str:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def one(program: str, work: Path, number: int, compared: Compared) -> None:
    draw = random.Random(f"{SEED}-{number}")
    problem = Problem(draw)
    rows = [[unit, stratum, dollars(paid), dollars(paid - over), "", "x" if mark else ""]
            for stratum, each in problem.strata.items() for unit, paid, over, mark in each["rows"]]
    draw.shuffle(rows)
    sample = write(work / "sample.csv", [["unit", "stratum", "paid", "correct", "note", "overturned"], *rows])
    sizes = write(work / "strata.csv", [["stratum", "units", "dollars"],
                                        *([name, each["units"], dollars(each["dollars"])] for name, each in problem.strata.items())])
    arguments = ["read", sample, "--strata-file", sizes, "--estimator", problem.estimator, "--format", "json"]
    if problem.left_out:
        arguments.append("--leave-out-underpayments")
    compare(f"sample {number}", problem, json.loads(run(program, *arguments)), compared)


def draw_again(program: str, work: Path, number: int, compared: Compared) -> None:
    """Draws as the record's own words say, without the program."""
    draw = random.Random(f"{SEED}-draw-{number}")
    frame = [[f"C{draw.randrange(10**9):09}-{index}", draw.choice("AB"), dollars(draw.randint(1, 90_000))] for index in range(200)]
    path = work / "frame.csv"
    write(path, [["claim", "level", "paid"], *frame])
    seed = draw.randrange(2**64)
    out = work / f"drawn-{number}.csv"
    run(program, "draw", str(path), "--seed", str(seed), "--strata", "level", "--sizes", "A=20,B=10", "--out", str(out))
    with out.open(newline="") as file:
        found = [row["unit"] for row in csv.DictReader(file)]
    rank = lambda unit: hashlib.sha256(f"{seed}|{unit}".encode()).hexdigest()
    wanted = [unit for stratum, size in (("A", 20), ("B", 10))
              for unit in sorted((row[0] for row in frame if row[1] == stratum), key=rank)[:size]]
    compared.same(f"draw {number}", found, wanted)
    record = json.loads(out.with_suffix(".json").read_text())
    compared.same(f"draw {number} frame", record["frame"]["sha256"], hashlib.sha256(path.read_bytes()).hexdigest())
    compared.same(f"draw {number} seed", record["seed"], seed)


def plan(program: str, number: int, compared: Compared) -> None:
    draw = random.Random(f"{SEED}-plan-{number}")
    variation, universe = draw.uniform(0.2, 6), draw.randint(50, 500_000)
    confidence, one_sided = draw.choice([80, 90, 95]), draw.random() < 0.5
    arguments = ["size", "--universe", str(universe), "--cv", repr(variation), "--confidence", str(confidence), "--format", "json"]
    told = json.loads(run(program, *arguments, *(["--one-sided"] if one_sided else [])))
    q = quantile(confidence, "one-sided" if one_sided else "two-sided", None)
    for each in told["plans"]:
        unbounded = (q * variation / (each["precision_percent"] / 100)) ** 2
        compared.number(f"plan {number}", each["unbounded"], unbounded)
        compared.same(f"plan {number} units", each["units"], min(max(math.ceil(unbounded / (1 + unbounded / universe)), 2), universe))


def main() -> int:
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    compared = Compared()
    with tempfile.TemporaryDirectory() as work:
        for number in range(count):
            one(program, Path(work), number, compared)
        for number in range(count // 20):
            draw_again(program, Path(work), number, compared)
            plan(program, number, compared)
    print(f"{count} samples, {count // 20} drawings and plans, {compared.figures} figures compared; "
          f"largest relative difference {compared.largest:.2e} ({compared.where})")
    for fault in compared.faults[:20]:
        print(f"differs: {fault}")
    print(f"{len(compared.faults)} differ")
    return int(bool(compared.faults))


if __name__ == "__main__":
    sys.exit(main())
