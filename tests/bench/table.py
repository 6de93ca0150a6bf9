"""Rows of the result: how they are judged and shown."""

import dataclasses
import json
import os
import time

from load import Sample

UNITS = ("rps", "p50", "p99", "cpu", "pss")


@dataclasses.dataclass
class Goal:
    """Of a ratio, `figure` is one of UNITS; alone it is "value"."""
    figure: str
    most: float = None
    least: float = None

    def holds(self, value):
        return ((self.most is None or value <= self.most) and
                (self.least is None or value >= self.least))

    def __str__(self):
        name = {"rps": "", "cpu": "CPU ", "value": ""}.get(
            self.figure, self.figure + " ")
        sign, bound = (("≤", self.most) if self.most is not None
                       else ("≥", self.least))
        return f"{name}{sign} {bound:g}{'' if self.alone else '×'}"

    @property
    def alone(self):
        return self.figure == "value"


def most(figure, bound):
    return Goal(figure, most=bound)


def least(figure, bound):
    return Goal(figure, least=bound)


@dataclasses.dataclass
class Row:
    """What was measured: two samples side by side, or one value."""
    what: str
    against: str = ""
    ours: Sample = None
    theirs: Sample = None
    value: float = None
    unit: str = ""
    goals: list = dataclasses.field(default_factory=list)
    note: str = ""

    def ratio(self, figure):
        """Ours to theirs; None where one of them was not measured."""
        a, b = getattr(self.ours, figure), getattr(self.theirs, figure)
        return a / b if a and b else None

    def measured(self, goal):
        return self.value if goal.alone else self.ratio(goal.figure)

    @property
    def holds(self):
        if not self.goals:
            return "–"
        values = [(goal, self.measured(goal)) for goal in self.goals]
        return ("yes" if all(value is not None and goal.holds(value)
                             for goal, value in values) else "**no**")


def _figure(value, figure):
    if figure == "rps":
        return f"{value:,.0f}/s"
    if figure == "pss":
        return f"{value:.0f} MiB"
    if value >= 1000:
        return f"{value / 1000:.1f} ms"
    return f"{value:.1f} µs" if figure == "cpu" else f"{value:.0f} µs"


def _cell(row, figure):
    ratio = row.ratio(figure)
    if ratio is None:
        value = getattr(row.ours, figure)
        return f"({_figure(value, figure)})" if value else ""
    digits = 0 if ratio >= 100 else 1 if ratio >= 10 else 2
    return (f"{ratio:.{digits}f}× ({_figure(getattr(row.ours, figure), figure)})")


def _table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def markdown(rows):
    """The rows as tables: side by side, and alone."""
    pairs = [r for r in rows if r.theirs is not None]
    alone = [r for r in rows if r.theirs is None]
    parts = []
    if pairs:
        parts.append(_table(
            ["", "against", "requests/s", "p50", "p99", "CPU a request",
             "memory", "goal", "holds"],
            [[r.what, r.against, *(_cell(r, unit) for unit in UNITS),
              ", ".join(map(str, r.goals)) or "–", r.holds + r.note]
             for r in pairs]))
    if alone:
        parts.append(_table(
            ["", "measured", "goal", "holds"],
            [[r.what, f"{r.value:,.4g} {r.unit}".strip()
              if r.value < 1000 else f"{r.value:,.0f} {r.unit}".strip(),
              ", ".join(map(str, r.goals)) or "–", r.holds + r.note]
             for r in alone]))
    return "\n\n".join(parts)


# -- what earlier runs measured is kept, so that one line can be run again

def load_rows(path):
    """{line: {"when": date, "rows": [Row]}} of earlier runs."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        kept = json.load(file)
    for entry in kept.values():
        entry["rows"] = [_row(r) for r in entry["rows"]]
    return kept


def _row(kept):
    kept["goals"] = [Goal(**g) for g in kept["goals"]]
    for side in "ours", "theirs":
        kept[side] = Sample(**kept[side]) if kept[side] else None
    return Row(**kept)


def save_rows(path, kept):
    plain = {name: {**entry,
                    "rows": [dataclasses.asdict(r) for r in entry["rows"]]}
             for name, entry in kept.items()}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(plain, file, ensure_ascii=False, indent=1)


def today():
    return time.strftime("%Y-%m-%d")
