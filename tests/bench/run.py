#!/usr/bin/python3
"""Sala side by side with what it is measured against.

    make bench                  all lines
    make bench BENCH=cached     one of them (several: BENCH="cached 304")

Each pair runs in turns for a few rounds; what counts is the ratio of the
medians. The table goes to standard output and, with the lines that earlier
runs measured, to tests/bench/RESULTS.md.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import lines_db
import lines_http
import lines_life
import lines_wordpress
import stage
import table

LINES = {**lines_http.LINES, **lines_db.LINES, **lines_life.LINES,
         **lines_wordpress.LINES}


def machine():
    """One line about where this was measured."""
    with open("/proc/cpuinfo") as file:
        names = re.findall(r"^model name\s*:\s*(.*)$", file.read(), re.M)
    with open("/proc/meminfo") as file:
        kib = int(re.search(r"MemTotal:\s+(\d+)", file.read()).group(1))
    with open("/etc/os-release") as file:
        system = re.search(r'PRETTY_NAME="(.*)"', file.read()).group(1)
    return (f"{len(names) or os.cpu_count()} × "
            f"{names[0] if names else platform.machine()},"
            f" {kib / 1048576:.0f} GiB, {system}, Linux {platform.release()}")


def install(names):
    """What these lines need, in Debian's packages."""
    wanted = "bench-wordpress" if "wordpress" in names else "bench"
    subprocess.run([os.path.join(stage.TOP, "contrib/install-packages"),
                    wanted], check=True, stdout=sys.stderr)


def measure(names, options):
    """{line: rows or the reason why not}."""
    found = {}
    with stage.Stage(options.rounds, options.seconds, options.big) as st:
        for name in names:
            print(f"{name}: {LINES[name].__doc__.strip()}", file=sys.stderr,
                  flush=True)
            rows = []
            try:
                for row in LINES[name](st):
                    print(table.markdown([row]).splitlines()[-1],
                          file=sys.stderr, flush=True)
                    rows.append(row)
            except Exception as error:
                traceback.print_exc()
                st.say(f"{name} could not be measured: {error}")
            if rows:
                found[name] = rows
            else:
                st.say(f"{name}: nothing was measured")
    return found


def report(kept):
    """The whole table, in the order of the lines."""
    entries = [kept[name] for name in LINES if name in kept]
    rows = [row for entry in entries for row in entry["rows"]]
    days = sorted({entry["when"] for entry in entries})
    when = " to ".join(sorted({days[0], days[-1]}))
    return (f"Measured {when} on {machine()}, load generator on the same"
            " machine, medians of runs in turns. In front stands Sala's"
            " figure divided by the other's, in parentheses Sala's own."
            f" `make bench` makes this table.\n\n{table.markdown(rows)}\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--big", action="store_true",
                        help="growth up to 1,000,000 posts")
    parser.add_argument("--no-install", action="store_true")
    parser.add_argument("--results", default=os.path.join(
        stage.TOP, "tests/bench/RESULTS.md"))
    parser.add_argument("--keep", default="bench-results.json",
                        help="where figures are kept between runs")
    parser.add_argument("line", nargs="*", help=" ".join(LINES))
    options = parser.parse_args()
    names = options.line or list(LINES)
    unknown = set(names) - set(LINES)
    if unknown:
        parser.error(f"no such line: {' '.join(unknown)};"
                     f" there are {' '.join(LINES)}")
    if not options.no_install:
        install(names)
    found = measure(names, options)
    kept = table.load_rows(options.keep)
    for name, rows in found.items():
        kept[name] = {"when": table.today(), "rows": rows}
    table.save_rows(options.keep, kept)
    print(table.markdown([row for rows in found.values() for row in rows]))
    if kept:
        with open(options.results, "w", encoding="utf-8") as file:
            file.write(report(kept))
    return 0 if len(found) == len(names) else 1


if __name__ == "__main__":
    sys.exit(main())
