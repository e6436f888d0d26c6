"""How many time expressions are read right: in our own file of 200, or in the case files named."""

import argparse
import json
import statistics
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from dateutil.rrule import rrulestr

from assistant.planners.local.times import TimeMention, read_times

OWN = Path(__file__).parent.parent / "tests" / "data" / "times.yaml"


def cases(path: Path) -> list[dict[str, Any]]:
    """JSON lines (id, now, tz, text, lang, kind, expect), or our YAML of groups that share a `now`."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    found = []
    for group in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader):
        for number, (lang, text, kind, *expect) in enumerate(group["cases"]):
            found.append(
                {
                    "id": f"{group['name']}-{number + 1}",
                    "lang": lang,
                    "text": text,
                    "kind": kind,
                    "expect": expect,
                    **{k: group[k] for k in ("now", "tz", "country") if k in group},
                }
            )
    return found


def _wall(at: datetime | None) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="minutes") if at else ""


def _span(mention: TimeMention) -> list[str]:
    return [_wall(mention.at), _wall(mention.until)]


def _fits_rule(mention: TimeMention, expect: Any) -> bool:
    rule = mention.recurrence
    if rule is None:
        return False
    if isinstance(expect, list):
        said = [rule.rrule, _wall(mention.at)] if len(expect) > 1 else [rule.rrule]
        return said == expect
    parts = dict(p.split("=") for p in rule.rrule.split(";"))
    rrulestr(rule.rrule)
    if parts["FREQ"] != expect["freq"] or int(parts.get("INTERVAL", 1)) != expect.get("interval", 1):
        return False
    if "byday" in expect and sorted(parts.get("BYDAY", "").split(",")) != sorted(expect["byday"]):
        return False
    if "bymonthday" in expect and parts.get("BYMONTHDAY") != ",".join(map(str, expect["bymonthday"])):
        return False
    return "hour" not in expect or bool(
        mention.at and (mention.at.hour, mention.at.minute) == (expect["hour"], expect["minute"])
    )


def right(case: dict[str, Any], found: tuple[TimeMention, ...]) -> bool:
    """Whether what was read is what was meant. Exactly one mention must stand where one was said."""
    kind, expect = case["kind"], case["expect"]
    if kind == "none":
        return not found
    if len(found) != 1:
        return False
    mention = found[0]
    if kind == "at":
        return mention.kind == "instant" and _wall(mention.at) in expect
    if kind in ("part", "span"):
        return mention.kind in ("part", "span") and _span(mention) in expect
    if kind == "date":
        return mention.kind == "date" and (mention.day.isoformat() if isinstance(mention.day, date) else None) in expect
    if kind == "duration":
        return (
            mention.kind == "duration"
            and mention.duration is not None
            and str(int(mention.duration.total_seconds())) in expect
        )
    return mention.kind == "recurrence" and _fits_rule(mention, expect)


def measure(path: Path, verbose: bool) -> None:
    """Print one table for one file of cases."""
    total: Counter[str] = Counter()
    good: Counter[str] = Counter()
    spent = []
    read_times("warm", datetime.now(UTC))  # the grammar is compiled on first use
    for case in cases(path):
        now = datetime.fromisoformat(case["now"]).astimezone(ZoneInfo(case["tz"]))
        began = time.thread_time()
        found = read_times(case["text"], now, country=case.get("country", "CN"))
        spent.append(time.thread_time() - began)
        ok = right(case, found)
        for key in (case["lang"], case["kind"], "all"):
            total[key] += 1
            good[key] += ok
        if not ok and verbose:
            print(f"  {case['id']} {case['text']!r} wanted {case['kind']} {case['expect']}")
            for m in found:
                print(f"      {m.kind} {m.text!r} {_span(m)} {m.day} {m.duration} {m.recurrence} {m.uncertain}")
    print(f"{path.name}: {good['all']} of {total['all']} = {good['all'] / total['all']:.1%}")
    print("  " + "  ".join(f"{key} {good[key]}/{total[key]}" for key in total if key != "all"))
    slow = sorted(spent)[int(len(spent) * 0.95)]
    print(f"  CPU milliseconds per sentence: median {statistics.median(spent) * 1e3:.2f}, 95 % {slow * 1e3:.2f}")


def main() -> None:
    """Measure every file named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[OWN])
    parser.add_argument("-v", "--verbose", action="store_true", help="show every miss")
    options = parser.parse_args()
    for path in options.paths:
        if path.exists():
            measure(path, options.verbose)
        else:
            print(f"{path}: not there, not measured")


if __name__ == "__main__":
    main()
