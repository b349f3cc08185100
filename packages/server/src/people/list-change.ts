import { type Fact, isFitId } from "@habitus/events";
import { LIMITS } from "@habitus/contract";
import { HabitusError, type Instant, reservedTrait } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { OwnIdentifier } from "../profiles/identity.ts";
import type { ListReads } from "../profiles/list-reads.ts";
import type { FoundNode, ProfileReads } from "../profiles/profile-reads.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { FACTS_PER_RECORD } from "../ingest/fact-records.ts";
import type { FactWriter } from "./fact-writer.ts";

export type ListMode = "replace" | "add" | "remove";

export type ListFigures = {
  readonly added: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Of those added: ids nobody has used yet. */
  readonly unknown: number;
  readonly refused: number;
};

export const NO_FIGURES: ListFigures = { added: 0, removed: 0, unchanged: 0, unknown: 0, refused: 0 };

export function sumOf(some: ListFigures, more: ListFigures): ListFigures {
  return {
    added: some.added + more.added,
    removed: some.removed + more.removed,
    unchanged: some.unchanged + more.unchanged,
    unknown: some.unknown + more.unknown,
    refused: some.refused + more.refused,
  };
}

/** Ids in pieces, as often as they are asked for. */
export type IdSource = () => AsyncIterable<readonly string[]> | Iterable<readonly string[]>;

export type ListChangeDeps = {
  readonly lists: ListReads;
  readonly profiles: Pick<ProfileReads, "findOwn">;
  readonly writer: FactWriter;
  /** Lets others have the thread. */
  readonly breathe: () => Promise<unknown>;
};

export type ListTask = {
  readonly list: string;
  readonly mode: ListMode;
  readonly ids: IdSource;
  /** The time of all that is said. */
  readonly at: Instant;
  /** Told of every id that was looked at. */
  readonly progress: (ids: number) => Promise<void>;
};

/** Looked at before others have the thread. */
const IDS_PER_TURN = 250;

/**
 * Says the difference between who is on the list and who shall be. It rests on the state alone, so a change that was cut off is
 * made whole by making it again. People are taken off before others are put on; of several ids of one person the first counts.
 * @throws HabitusError `too_many_ids`, before anything is said when all are replaced; and what the log throws.
 */
export async function changeList(
  deps: ListChangeDeps,
  task: ListTask,
): Promise<ListFigures & { readonly offset: Offset }> {
  const run = new ListRun(deps, task);
  if (task.mode === "replace") await run.takeOffOthers(await run.named());
  await run.sayNamed(task.mode !== "remove");
  return run.finish();
}

class ListRun {
  readonly #deps: ListChangeDeps;
  readonly #task: ListTask;
  readonly #name: string;
  /** People whom this run has looked at, and ids of nobody. */
  readonly #done = new Set<PersonNumber | string>();
  #waiting: Fact[] = [];
  #offset: Offset = 0;
  readonly #figures: Record<keyof ListFigures, number> = { ...NO_FIGURES };

  constructor(deps: ListChangeDeps, task: ListTask) {
    this.#deps = deps;
    this.#task = task;
    this.#name = reservedTrait("list", task.list);
  }

  /** Everybody who shall be on the list and is known. */
  async named(): Promise<ReadonlySet<PersonNumber>> {
    const people = new Set<PersonNumber>();
    await this.#eachId(async (id) => {
      const found = this.#deps.profiles.findOwn(id);
      if (found !== null) people.add(found.person);
    });
    return people;
  }

  async takeOffOthers(staying: ReadonlySet<PersonNumber>): Promise<void> {
    const { lists, breathe } = this.#deps;
    const { list } = this.#task;
    for (let after = 0; ; ) {
      const piece = lists.nodes(list, after, IDS_PER_TURN);
      const last = piece.at(-1);
      if (last === undefined) return;
      for (const { person, id } of piece) {
        if (staying.has(person)) continue;
        this.#figures.removed++;
        await this.#say(id, false);
      }
      after = last.node;
      await breathe();
    }
  }

  async sayNamed(on: boolean): Promise<void> {
    await this.#eachId(async (text) => {
      if (!isFitId(text)) {
        this.#figures.refused++;
        return;
      }
      const found = this.#deps.profiles.findOwn(text);
      const whom = found?.person ?? text;
      if (this.#done.has(whom)) return;
      this.#done.add(whom);
      if (on) await this.#putOn(text, found);
      else await this.#takeOff(found);
    }, this.#task.progress);
  }

  async finish(): Promise<ListFigures & { readonly offset: Offset }> {
    await this.#flush();
    return { ...this.#figures, offset: this.#offset };
  }

  async #putOn(text: string, found: FoundNode | null): Promise<void> {
    const { lists } = this.#deps;
    const { list } = this.#task;
    const isMember = found !== null && lists.isMember(list, found.person);
    if (isMember) this.#figures.unchanged++;
    else this.#figures.added++;
    if (found === null) this.#figures.unknown++;
    // Who is on it through another id only is on it through this one too from now on, in case the two are parted.
    if (isMember && lists.isListed(list, found.node)) return;
    await this.#say(found?.id ?? { kind: "user", value: text }, true);
  }

  async #takeOff(found: FoundNode | null): Promise<void> {
    const listed = found === null ? [] : this.#deps.lists.nodesOf(this.#task.list, found.person);
    if (listed.length === 0) this.#figures.unchanged++;
    else this.#figures.removed++;
    for (const { id } of listed) await this.#say(id, false);
  }

  async #eachId(
    each: (id: string) => Promise<void>,
    progress: ListTask["progress"] = () => Promise.resolve(),
  ): Promise<void> {
    let seen = 0;
    for await (const piece of this.#task.ids()) {
      for (const id of piece) {
        if (++seen > LIMITS.listMembers) throw tooManyIds();
        await each(id);
        if (seen % IDS_PER_TURN === 0) await this.#deps.breathe();
      }
      await progress(seen);
    }
  }

  async #say(id: OwnIdentifier, on: boolean): Promise<void> {
    const value = on ? "true" : "null";
    this.#waiting.push({ id, name: this.#name, value, time: this.#task.at, idHash: null, proof: null });
    if (this.#waiting.length >= FACTS_PER_RECORD) await this.#flush();
  }

  async #flush(): Promise<void> {
    const facts = this.#waiting;
    this.#waiting = [];
    this.#offset = await this.#deps.writer.write(facts);
  }
}

function tooManyIds(): HabitusError {
  return new HabitusError("too_many_ids", `One change of a list has at most ${LIMITS.listMembers} ids.`, {
    fix: "Send it in several files with mode=add.",
    details: { limit: LIMITS.listMembers },
  });
}
