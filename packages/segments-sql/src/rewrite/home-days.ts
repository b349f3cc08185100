import { type Instant, OWN_ZONE_TRAIT, SEEN_ZONE_TRAIT } from "@habitus/kernel";
import type { HomeDays as Wanted } from "@habitus/segments";
import { all, any, binary, column, equals, type Expression, integer, letIn } from "../tree/expression.ts";
import { calendarDays, type Days } from "./calendar.ts";
import { groupedZones, groupNumber, type SpelledZones } from "./zone-groups.ts";
import type { TraitFacts } from "./trait-facts.ts";
import type { ValueReader } from "./value-columns.ts";

const GROUP = "home_group";

/** The two traits that tell where a person lives. */
export type ZoneReaders = { readonly own: ValueReader; readonly seen: ValueReader };

export const zoneReaders = (traits: TraitFacts): ZoneReaders => ({
  own: traits.at([OWN_ZONE_TRAIT]),
  seen: traits.at([SEEN_ZONE_TRAIT]),
});

const spelled = ({ own, seen }: ZoneReaders): SpelledZones => ({
  own: own.read("spelled"),
  seen: seen.read("spelled"),
});

/**
 * Dates around an instant where the person lives. At one instant the world has two or three dates, so zones are put into groups that have
 * the same days; group 0 is the workspace's, and of everybody without a zone.
 */
export class HomeDays {
  readonly #groups: readonly Days[];
  /** Lower-case zone name to group. */
  readonly #groupOf: ReadonlyMap<string, number>;

  constructor(wanted: Wanted, at: Instant) {
    const { groups, groupOf } = groupedZones((zone) => calendarDays(wanted, zone ?? wanted.otherwise, at));
    this.#groups = groups;
    this.#groupOf = groupOf;
  }

  /** All days that are among them for somebody. */
  hull(): Days {
    return {
      from: Math.min(...this.#groups.map(({ from }) => from)),
      to: Math.max(...this.#groups.map(({ to }) => to)),
    };
  }

  /**
   * What `body` makes of the question whether a date, as days since 1970-01-01, lies among them for a person.
   * @param zones what tells of the person's home.
   */
  asking(zones: ZoneReaders, body: (isAmong: (day: Expression) => Expression) => Expression): Expression {
    const [only] = this.#groups;
    if (only !== undefined && this.#groups.length === 1) return body((day) => isWithin(only, day));
    const isAmong = (day: Expression): Expression =>
      any(
        this.#groups.map((days, number) =>
          all([equals(column(GROUP), integer(number)), isWithin(days, day)]),
        ),
      );
    return letIn(GROUP, groupNumber(spelled(zones), this.#groupOf), body(isAmong));
  }

  /**
   * What `body` makes of the dates around the instant, [from, to), that a person has.
   * @param zones what tells of the person's home.
   */
  choosing(zones: ZoneReaders, body: (days: Days) => Expression): Expression {
    const parts = this.#groups.map(body);
    const [first] = parts;
    const texts = new Set(parts.map((part) => JSON.stringify(part)));
    if (first !== undefined && texts.size === 1) return first;
    const chosen = any(parts.map((part, number) => all([equals(column(GROUP), integer(number)), part])));
    return letIn(GROUP, groupNumber(spelled(zones), this.#groupOf), chosen);
  }
}

const isWithin = ({ from, to }: Days, day: Expression): Expression =>
  all([binary(">=", day, integer(from)), binary("<", day, integer(to))]);
