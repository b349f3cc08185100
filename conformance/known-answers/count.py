"""Counts over two raw CSV files, by plain loops: none of the project's code takes part.

    python3 conformance/known-answers/count.py

writes online-retail.json and store-day.json beside this file: for each definition how many people it holds for, and the
SHA-256 of their ids, one a line in ascending order. The tests run the three evaluators against what is written there.
"""

import csv
import gzip
import hashlib
import json
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
UTC = timezone.utc
DAY = timedelta(days=1)


def rows(file):
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


class Event:
    """One event; `order` breaks ties of one instant as the file has them."""

    def __init__(self, name, time, order, /, **properties):
        self.name, self.time, self.order, self.p = name, time, order, properties


class Person:
    def __init__(self, now):
        self.now, self.events, self.traits = now, [], {}

    def did(self, name, where=lambda e: True, since=None, until=None):
        """Events in (since, until], until now at the latest, in order."""
        until = self.now if until is None else min(until, self.now)
        return [
            e
            for e in self.events
            if e.name == name and e.time <= until and (since is None or e.time > since) and where(e)
        ]

    def last(self, name, days, where=lambda e: True):
        return self.did(name, where, since=self.now - days * DAY)

    def ago(self, name, longer, shorter):
        return self.did(name, since=self.now - longer * DAY, until=self.now - shorter * DAY)

    def within(self, name, start, end, where=lambda e: True):
        """Events in [start, end)."""
        return [e for e in self.did(name, where) if start <= e.time < end]


def follows(events, name, first, within, without=None):
    """Is there an event `name` behind `first`, in time, with no `without` between?"""
    for e in events:
        if (e.time, e.order) <= (first.time, first.order):
            continue
        if within is not None and e.time - first.time > within:
            return False
        if e.name == name:
            return True
        if without is not None and e.name == without:
            return False
    return False


def answers(people, questions):
    written = []
    for definition, holds in questions:
        ids = sorted(name for name, person in people.items() if holds(person))
        digest = hashlib.sha256("".join(f"{name}\n" for name in ids).encode()).hexdigest()
        written.append({"definition": definition, "count": len(ids), "sha256": digest})
    return written


def write(file, title, now, zone, people, questions):
    data = {
        "data": title,
        "now": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "zone": zone,
        "people": len(people),
        "events": sum(len(person.events) for person in people.values()),
        "answers": answers(people, questions),
    }
    (HERE / file).write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(file, data["people"], "people", data["events"], "events")
    for one in data["answers"]:
        print(f"{one['count']:6}  {one['definition']}")


# ---------------------------------------------------------------- Online Retail

OC, OX = "Order Completed", "Order Cancelled"


def retail_people(now):
    """Invoices of named customers: one event each, at its earliest line; the trait country is the latest invoice's."""
    invoices = {}
    for order, row in enumerate(rows(HERE / "../../packages/server/data/online_retail.csv.gz")):
        if row["CustomerID"] == "":
            continue
        at = datetime.strptime(row["InvoiceDate"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        one = invoices.setdefault(
            row["InvoiceNo"],
            {"who": row["CustomerID"], "at": at, "order": order, "total": Decimal(0), "qty": 0, "lines": 0,
             "country": row["Country"]},
        )
        one["at"] = min(one["at"], at)
        one["total"] += int(row["Quantity"]) * Decimal(row["UnitPrice"])
        one["qty"] += int(row["Quantity"])
        one["lines"] += 1
    people = {}
    for number, one in invoices.items():
        person = people.setdefault(one["who"], Person(now))
        revenue = one["total"].quantize(Decimal("0.01"), ROUND_HALF_UP)
        person.events.append(
            Event(OX if number.startswith("C") else OC, one["at"], one["order"],
                  revenue=revenue, quantity=one["qty"], lines=one["lines"], country=one["country"])
        )
    for person in people.values():
        person.events.sort(key=lambda e: (e.time, e.order))
        person.traits["country"] = person.events[-1].p["country"]
    return people


def revenues(events):
    return [e.p["revenue"] for e in events]


def first_time(person, name, days):
    return bool(person.last(name, days)) and not person.did(name, until=person.now - days * DAY)


def stopped(person, name, quiet):
    return not person.last(name, quiet) and bool(person.did(name, until=person.now - quiet * DAY))


def restarted(person, name, quiet, days):
    return (
        bool(person.last(name, days))
        and not person.ago(name, days + quiet, days)
        and bool(person.did(name, until=person.now - (days + quiet) * DAY))
    )


def weeks_back(person, name, weeks):
    """In how many of so many back-to-back weeks that end now."""
    return sum(1 for week in range(weeks) if person.ago(name, 7 * (week + 1), 7 * week))


def calendar_weeks(person, name, weeks, where=lambda e: True):
    """In how many of the whole weeks, from Monday, before the one that holds now."""
    today = person.now.replace(hour=0, minute=0, second=0)
    monday = today - today.weekday() * DAY
    return sum(
        1
        for week in range(1, weeks + 1)
        if person.within(name, monday - 7 * week * DAY, monday - 7 * (week - 1) * DAY, where)
    )


def weekend(e):
    return e.time.weekday() >= 5


def weekday(e):
    return e.time.weekday() < 5


FIVE_WEEKS = "last 5 calendar weeks in their time zone"


def not_followed(person, name, unwanted, days, since):
    """An event after `since`, and none of `unwanted` within so many days, which have passed."""
    for first in person.did(name, since=since):
        deadline = first.time + days * DAY
        if deadline <= person.now and not follows(person.did(unwanted), unwanted, first, days * DAY):
            return True
    return False


def chain(person, names, within, without=None, starts=None):
    """Every step behind the one before it, within the time."""
    known = [e for e in person.events if e.time <= person.now]

    def goes_on(place, step):
        if step == len(names):
            return True
        for next_place in range(place + 1, len(known)):
            e = known[next_place]
            if within is not None and e.time - known[place].time > within:
                return False
            if e.name == names[step] and goes_on(next_place, step + 1):
                return True
            if without is not None and e.name == without:
                return False
        return False

    return any(
        goes_on(place, 1)
        for place, e in enumerate(known)
        if e.name == names[0] and (starts is None or starts(e))
    )


RETAIL = [
    (f'did "{OC}"', lambda p: bool(p.did(OC))),
    (f'did "{OC}" at least 10 times', lambda p: len(p.did(OC)) >= 10),
    (f'did "{OC}" exactly 1 time', lambda p: len(p.did(OC)) == 1),
    (f'did "{OC}" at most 2 times in last 180 days', lambda p: len(p.last(OC, 180)) <= 2),
    (f'did not "{OC}" in last 90 days', lambda p: not p.last(OC, 90)),
    (f'did "{OC}" in last 30 days and did not "{OX}"', lambda p: bool(p.last(OC, 30)) and not p.did(OX)),
    (f'did "{OC}" between 60 and 30 days ago', lambda p: bool(p.ago(OC, 60, 30))),
    (f'did "{OC}" more than 300 days ago', lambda p: bool(p.did(OC, until=p.now - 300 * DAY))),
    (f'did "{OC}" from 2011-06-01 to 2011-07-01',
     lambda p: bool(p.within(OC, datetime(2011, 6, 1, tzinfo=UTC), datetime(2011, 7, 1, tzinfo=UTC)))),
    (f'did "{OC}" at least 2 times previous month',
     lambda p: len(p.within(OC, datetime(2011, 11, 1, tzinfo=UTC), datetime(2011, 12, 1, tzinfo=UTC))) >= 2),
    (f'did "{OC}" more than 5 times this year',
     lambda p: len(p.within(OC, datetime(2011, 1, 1, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC))) > 5),
    (f'did "{OC}" this week',
     lambda p: bool(p.within(OC, datetime(2011, 12, 5, tzinfo=UTC), datetime(2011, 12, 12, tzinfo=UTC)))),
    (f'sum of "{OC}".revenue >= 5000', lambda p: sum(revenues(p.did(OC))) >= 5000),
    (f'sum of "{OC}".revenue in last 90 days < 100', lambda p: sum(revenues(p.last(OC, 90))) < 100),
    (f'sum of "{OX}".revenue <= -250.5', lambda p: sum(revenues(p.did(OX))) <= Decimal("-250.5")),
    (f'average of "{OC}".revenue >= 500',
     lambda p: bool(p.did(OC)) and sum(revenues(p.did(OC))) >= 500 * len(p.did(OC))),
    (f'maximum of "{OC}".revenue > 1000.5', lambda p: max(revenues(p.did(OC)), default=0) > Decimal("1000.5")),
    (f'minimum of "{OC}".revenue in last 365 days < 50',
     lambda p: bool(p.last(OC, 365)) and min(revenues(p.last(OC, 365))) < 50),
    (f'median of "{OC}".revenue > 300', lambda p: bool(p.did(OC)) and median(revenues(p.did(OC))) > 300),
    (f'first of "{OC}".revenue < 100', lambda p: bool(p.did(OC)) and p.did(OC)[0].p["revenue"] < 100),
    (f'last of "{OC}".revenue >= 750', lambda p: bool(p.did(OC)) and p.did(OC)[-1].p["revenue"] >= 750),
    (f'distinct count of "{OC}".lines >= 8', lambda p: len({e.p["lines"] for e in p.did(OC)}) >= 8),
    (f'days active of "{OC}" in last 365 days >= 5',
     lambda p: len({e.time.date() for e in p.last(OC, 365)}) >= 5),
    (f'did "{OC}" at least 3 times where (revenue > 200 and quantity >= 50)',
     lambda p: len(p.did(OC, lambda e: e.p["revenue"] > 200 and e.p["quantity"] >= 50)) >= 3),
    (f'did "{OC}" for the first time in last 30 days', lambda p: first_time(p, OC, 30)),
    (f'stopped "{OC}" (quiet 180 days)', lambda p: stopped(p, OC, 180)),
    (f'restarted "{OC}" (quiet 90 days) in last 30 days', lambda p: restarted(p, OC, 90, 30)),
    (f'did "{OC}" in at least 3 of last 6 weeks', lambda p: weeks_back(p, OC, 6) >= 3),
    (f'did "{OC}" in at least 3 of last 6 calendar weeks', lambda p: calendar_weeks(p, OC, 6) >= 3),
    # The ready-made segment "weekend-buyers".
    (f'did "{OC}" on weekends in at least 2 of {FIVE_WEEKS} and did not "{OC}" on weekdays {FIVE_WEEKS}',
     lambda p: calendar_weeks(p, OC, 5, weekend) >= 2 and calendar_weeks(p, OC, 5, weekday) == 0),
    (f'did "{OC}" then "{OX}" within 7 days', lambda p: chain(p, [OC, OX], 7 * DAY)),
    (f'did "{OC}" then "{OC}" within 14 days then "{OC}" within 14 days',
     lambda p: chain(p, [OC, OC, OC], 14 * DAY)),
    (f'did "{OC}" then "{OC}" within 14 days without "{OX}" between', lambda p: chain(p, [OC, OC], 14 * DAY, OX)),
    (f'did "{OC}" then not "{OC}" within 60 days in last 365 days',
     lambda p: not_followed(p, OC, OC, 60, p.now - 365 * DAY)),
    ('country is not "United Kingdom"', lambda p: p.traits["country"] != "United Kingdom"),
    (f'country in ("Germany", "France", "EIRE") and sum of "{OC}".revenue > 1000',
     lambda p: p.traits["country"] in ("Germany", "France", "EIRE") and sum(revenues(p.did(OC))) > 1000),
    (f'country contains "LAND" ignoring case and did not "{OX}"',
     lambda p: "land" in p.traits["country"].lower() and not p.did(OX)),
]

# ---------------------------------------------------------------- one day of a store

LA = ZoneInfo("America/Los_Angeles")


def store_people(now):
    """Hits of visitors: an event each, called by what was done, else "page" or "contact"; the trait device is the latest hit's."""
    people = {}
    for order, row in enumerate(rows(HERE / "../../packages/server/data/google_store_hits.csv.gz")):
        name = row["act"] or ("page" if row["hit_type"] == "PAGE" else "contact")
        properties = {
            "path": row["path"],
            "session": row["session_id"],
            "channel": row["channel"],
            "country": row["country"],
            "order": row["order_id"] or None,
            "revenue": Decimal(row["revenue"]) if row["revenue"] else None,
            "items": len(row["skus"].split("|")) if row["skus"] else None,
        }
        at = datetime.fromtimestamp(int(row["at_ms"]) / 1000, UTC).replace(microsecond=0)
        at += timedelta(milliseconds=int(row["at_ms"]) % 1000)
        person = people.setdefault(row["visitor"], Person(now))
        person.events.append(Event(name, at, order, device=row["device"], **properties))
    for person in people.values():
        person.events.sort(key=lambda e: (e.time, e.order))
        seen = [e for e in person.events if e.time <= now]
        if seen:
            person.traits["device"] = seen[-1].p["device"]
    return people


def with_same(person, first, second, key, within=None):
    """`first` then `second` with the same, present value."""
    return any(
        e.p[key] is not None
        and follows([o for o in person.did(second) if o.p[key] == e.p[key]], second, e, within)
        for e in person.did(first)
    )


HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def store_value(events):
    return [e.p["revenue"] for e in events if e.p["revenue"] is not None]


STORE = [
    ("did page", lambda p: bool(p.did("page"))),
    ("did page exactly 1 time", lambda p: len(p.did("page")) == 1),
    ("did purchase", lambda p: bool(p.did("purchase"))),
    ("did add_to_cart and did not purchase", lambda p: bool(p.did("add_to_cart")) and not p.did("purchase")),
    ("did product_view at least 5 times in last 3 hours",
     lambda p: len(p.did("product_view", since=p.now - 3 * HOUR)) >= 5),
    ("did page today", lambda p: bool(p.within("page", datetime(2017, 8, 1, tzinfo=LA), p.now + DAY))),
    ("did page from 2017-08-01T09:00 to 2017-08-01T12:00",
     lambda p: bool(p.within("page", datetime(2017, 8, 1, 9, tzinfo=LA), datetime(2017, 8, 1, 12, tzinfo=LA)))),
    ("did page between 12 and 6 hours ago",
     lambda p: bool(p.did("page", since=p.now - 12 * HOUR, until=p.now - 6 * HOUR))),
    ("did page more than 900 minutes ago", lambda p: bool(p.did("page", until=p.now - 900 * MINUTE))),
    ('did page where path is "/basket.html"',
     lambda p: bool(p.did("page", lambda e: e.p["path"] == "/basket.html"))),
    ('did page at least 2 times where (path contains "T+Shirts" ignoring case)',
     lambda p: len(p.did("page", lambda e: "t+shirts" in e.p["path"].lower())) >= 2),
    ('did page where (path starts with "/google+redesign/" and path does not end with "+tees")',
     lambda p: bool(p.did("page", lambda e: e.p["path"].startswith("/google+redesign/")
                          and not e.p["path"].endswith("+tees")))),
    ('did page where (channel in ("Social", "Display") or country is not "United States")',
     lambda p: bool(p.did("page", lambda e: e.p["channel"] in ("Social", "Display")
                          or e.p["country"] != "United States"))),
    ("did purchase where order exists", lambda p: bool(p.did("purchase", lambda e: e.p["order"] is not None))),
    ("did purchase where revenue does not exist",
     lambda p: bool(p.did("purchase", lambda e: e.p["revenue"] is None))),
    ("sum of purchase.revenue > 100", lambda p: sum(store_value(p.did("purchase"))) > 100),
    ("average of purchase.revenue <= 60",
     lambda p: bool(store_value(p.did("purchase")))
     and sum(store_value(p.did("purchase"))) <= 60 * len(store_value(p.did("purchase")))),
    ("maximum of checkout.items >= 3",
     lambda p: max((e.p["items"] for e in p.did("checkout") if e.p["items"] is not None), default=0) >= 3),
    ("distinct count of page.path >= 10", lambda p: len({e.p["path"] for e in p.did("page")}) >= 10),
    ("distinct count of page.session > 1", lambda p: len({e.p["session"] for e in p.did("page")}) > 1),
    ("days active of page = 1", lambda p: len({e.time.astimezone(LA).date() for e in p.did("page")}) == 1),
    ("did product_view then add_to_cart within 10 minutes",
     lambda p: chain(p, ["product_view", "add_to_cart"], 10 * MINUTE)),
    ("did add_to_cart then checkout then purchase", lambda p: chain(p, ["add_to_cart", "checkout", "purchase"], None)),
    ("did add_to_cart then not purchase within 60 minutes",
     lambda p: not_followed(p, "add_to_cart", "purchase", 1 / 24, None)),
    ("did add_to_cart then purchase without remove_from_cart between",
     lambda p: chain(p, ["add_to_cart", "purchase"], None, "remove_from_cart")),
    ("did product_click then add_to_cart with same path",
     lambda p: with_same(p, "product_click", "add_to_cart", "path")),
    ("did checkout then contact or did contact then page within 5 minutes",
     lambda p: chain(p, ["checkout", "contact"], None) or chain(p, ["contact", "page"], 5 * MINUTE)),
    ('device is "mobile" and not did product_view', lambda p: p.traits.get("device") == "mobile" and not p.did("product_view")),
    ("device does not exist", lambda p: "device" not in p.traits),
]

if __name__ == "__main__":
    at = datetime(2011, 12, 10, tzinfo=UTC)
    write("online-retail.json", "Online Retail, invoices of named customers", at, "UTC", retail_people(at), RETAIL)
    at = datetime(2017, 8, 1, 22, 0, tzinfo=LA)
    write("store-day.json", "One day of a store, hits of visitors", at, "America/Los_Angeles", store_people(at), STORE)
