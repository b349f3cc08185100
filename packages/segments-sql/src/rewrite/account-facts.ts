import { ACCOUNT_ID, ACCOUNTS_TRAIT, type Instant } from "@habitus/kernel";
import type { ItemsTest } from "@habitus/segments";
import { columnNames } from "../tree/column-names.ts";
import {
  any,
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  integer,
  isIn,
  isTrue,
  text,
  TRUE,
} from "../tree/expression.ts";
import { type Layer, layer, layered, output, type Select, select, subquery } from "../tree/query.ts";
import { ConditionColumns } from "./condition-columns.ts";
import { filterExpression, pathsOf } from "./filter.ts";
import { type Fact, type FactSource, gatheredBy, PERSON, ROWS, withPerson } from "./people.ts";
import { itemsIn, latestValue, tokenIn, traitRows } from "./trait-rows.ts";
import { ValueColumns } from "./value-columns.ts";

const ACCOUNT = "account";
const ABOUT = "about";
const SAID = "said";
const BELONGS = "belongs";

/**
 * What is asked of the accounts that a person belongs to, worked out in rows of one person and one account each: there the latest word on a
 * trait of the account is a column like any other.
 */
export class AccountFacts {
  readonly #at: Instant;
  readonly #prefix: string;
  readonly #traits: string[] = [];
  readonly #values = new ValueColumns(
    "account",
    ([name = "", ...inside]) => tokenIn(this.#said(name), inside),
    ([name = "", ...inside]) => itemsIn(this.#said(name), inside),
  );
  readonly #flags = new ConditionColumns("meets");
  readonly #facts = new Map<string, Fact>();
  /** Whether accounts are asked for which they are, and for nothing else. */
  #isOfIds = true;

  /** @param prefix of the facts' names. */
  constructor(at: Instant, prefix: string) {
    this.#at = at;
    this.#prefix = prefix;
  }

  /** Whether at least so many of the accounts meet the filter. */
  items({ of, atLeast }: ItemsTest): Expression {
    const key = JSON.stringify(of);
    const meets = this.#flags.column(key, () => filterExpression(of, (path) => this.#values.at(path)));
    this.#isOfIds &&= !isTrue(meets) && pathsOf(of).every(([name]) => name === ACCOUNT_ID);
    return binary(">=", this.#fact("count", key, call("countIf", meets)), integer(atLeast));
  }

  /** The ids of the accounts, a list of texts. */
  ids(): Expression {
    this.#isOfIds = false;
    return this.#fact("texts", "ids", call("groupArray", this.#values.at([ACCOUNT_ID]).read("spelled")));
  }

  source(): FactSource | null {
    const facts = [...this.#facts.values()];
    if (facts.length === 0) return null;
    const flags = [...this.#values.layers(), layer(this.#flags.outputs())];
    const layers = [layer([], equals(column(BELONGS), text("true"))), ...(this.#isOfIds ? [] : flags)];
    const wanted = facts.flatMap(gatheredBy).flatMap((value) => [...columnNames(value)]);
    const accounts = this.#isOfIds ? this.#accountsOfIds(flags) : this.#accounts(this.#words(this.#abouts()));
    const rows = layered(accounts, layers, [PERSON, ...wanted], "accounts");
    return { rows, facts, areOfPeople: true };
  }

  #fact(kind: "count" | "texts", key: string, value: Expression): Expression {
    const name = `${this.#prefix}accounts${this.#facts.size + 1}`;
    const fact = this.#facts.get(key) ?? { name, kind, value };
    this.#facts.set(key, fact);
    return column(fact.name);
  }

  /** JSON of what is said of the account at a key. */
  #said(name: string): Expression {
    if (name === ACCOUNT_ID) return column(ACCOUNT);
    if (!this.#traits.includes(name)) this.#traits.push(name);
    return column(`${SAID}${this.#traits.indexOf(name) + 1}`);
  }

  #abouts(): readonly Expression[] {
    return [text("null"), ...this.#traits.map((name) => bound("String", JSON.stringify(name)))];
  }

  /** The accounts that some flag holds for: words on the others are left out before they are sorted out. */
  #accountsOfIds(flags: readonly Layer[]): Select {
    const names = this.#flags.outputs().map(({ name }) => name);
    const words = this.#words(this.#abouts());
    const wanted = [...words.columns.map(({ name }) => name), ...names];
    const holds = layer([], any(names.map((name) => column(name))));
    return this.#accounts(layered(words, [...flags, holds], wanted, "words"), names);
  }

  /**
   * A row for each account of each person of which there is a word, whether they belong to it or no longer do.
   * @param ofIds what the words know of their account.
   */
  #accounts(words: Select, ofIds: readonly string[] = []): Select {
    const abouts = this.#abouts();
    const latest = (about: Expression): Expression =>
      latestValue(abouts.length === 1 ? TRUE : equals(column(ABOUT, ROWS), about), SAID);
    return select({
      columns: [
        output(PERSON, column(PERSON)),
        output(ACCOUNT, column(ACCOUNT)),
        ...abouts.map((about, index) => output(index === 0 ? BELONGS : `${SAID}${index}`, latest(about))),
        ...ofIds.map((name) => output(name, call("max", column(name, ROWS)))),
      ],
      from: subquery(withPerson(words), ROWS),
      groupBy: [column(PERSON), column(ACCOUNT)],
    });
  }

  /** What each word is about and says, cut out of its text: the keys stand in one order and nothing between them (see kernel). */
  #words(abouts: readonly Expression[]): Select {
    const value = column("value");
    const placeOf = (key: string): Expression => call("position", value, text(key));
    const between = (from: Expression, to: Expression): Expression =>
      call("substring", value, from, binary("-", to, from));
    const [begin, about, said] = ['{"account":', ',"trait":', ',"value":'] as const;
    const behind = (place: string, key: string): Expression =>
      binary("+", column(place), integer(key.length));
    const end = call("length", value);
    const places = layer([output("about_at", placeOf(about)), output("said_at", placeOf(said))]);
    const parts = layer([
      output(ACCOUNT, between(integer(1 + begin.length), column("about_at"))),
      output(ABOUT, between(behind("about_at", about), column("said_at"))),
      output(SAID, between(behind("said_at", said), end)),
    ]);
    const wanted = ["node", "time", "id_hash", ACCOUNT, ABOUT, SAID];
    const layers = [places, parts, layer([], isIn(column(ABOUT), abouts))];
    return layered(traitRows([ACCOUNTS_TRAIT], this.#at), layers, wanted, "words");
  }
}
