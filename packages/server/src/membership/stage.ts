import { must, unreachable } from "@habitus/kernel";
import type { LogRecord, Offset } from "../log/log.ts";
import type { Resolved } from "../profiles/batch-builder.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { isCommand } from "../profiles/resolver.ts";
import { Attempts, StageStopped } from "../platform/attempts.ts";
import { Checks } from "./checks.ts";
import { comparePeople } from "./compare-people.ts";
import type { LiveSets } from "./live/standing.ts";
import { Questions } from "./questions.ts";
import { type DefinitionRecord, decodeDefinitionRecord } from "./definition-record.ts";
import { Backfill, type BackfillReads } from "./live/backfill.ts";
import { UnreadableState } from "./live/layer.ts";
import { Ledger } from "./ledger.ts";
import { type NeedsPast, NO_ROWS, type Past, type RecordRows } from "./live/record-rows.ts";
import { Pasts } from "./live/pasts.ts";
import { Pace } from "./pace.ts";
import { partingMoves } from "./live/regrouping.ts";
import type { PlannedSegment } from "./live/registry.ts";
import { Tail } from "./live/tail.ts";
import type { LiveCheck } from "./live-check.ts";
import { Sleep } from "./sleep.ts";
import type { StageDeps } from "./stage-deps.ts";
import { shareOf } from "./stage-limits.ts";
import { StageQueue } from "./stage-queue.ts";
import { newsOf, type StageNews, type StageStatus } from "./stage-status.ts";

export type MembershipStage = {
  /** Everything up to this record is evaluated and on disk. */
  position(): Offset;
  /**
   * What the resolver made of the records, which need not be on disk. Those that were evaluated before only help to tell a person's
   * past.
   */
  take(records: readonly LogRecord[], made: Pick<Resolved, "batch" | "named" | "told">): Promise<void>;
  /** Resolves when all that was taken is evaluated and on disk, or the stage stops first. */
  kept(): Promise<void>;
  /**
   * Compares these people with the reference evaluator over their whole past, each at one place of the log, and loads anew
   * whoever differs: what was told wrongly is told right, with the cause `correction`. Events do not wait for the event store.
   * @throws HabitusError `store_unavailable` when the stage stops first.
   */
  check(people: readonly PersonNumber[]): Promise<LiveCheck>;
  /** Who is in these segments. @throws HabitusError `store_unavailable` when the stage stops first. */
  members(keys: readonly string[]): Promise<LiveSets>;
  /** Runs until `stop`; rejects only on a bug or when the state cannot be written. */
  run(): Promise<void>;
  stop(): void;
  status(): StageStatus;
};

const STORE_POLL_MS = 20;

export function createMembershipStage(deps: StageDeps): MembershipStage {
  return new Stage(deps);
}

/** One loop does everything in turn, so nothing is ever seen half done: records, then a piece of a build, then waiting. */
class Stage implements MembershipStage {
  readonly #deps: StageDeps;
  readonly #attempts: Attempts;
  readonly #tail = new Tail();
  readonly #queue: StageQueue;
  #taken: Offset = 0;
  readonly #ledger: Ledger;
  /** Those who wait for everything to be on disk. */
  readonly #onKept: (() => void)[] = [];
  #stopping = false;
  readonly #checks = new Checks();
  readonly #questions = new Questions();
  #backfill: Backfill | null = null;
  #backfillReady = false;
  /** What went wrong beside the loop. */
  #bug: Error | null = null;
  readonly #pace: Pace;
  readonly #sleep: Sleep;
  #roomMade = (): void => undefined;

  constructor(deps: StageDeps) {
    this.#deps = deps;
    this.#queue = new StageQueue(deps.limits);
    this.#pace = new Pace(deps.limits.pace);
    this.#attempts = new Attempts(deps);
    this.#sleep = new Sleep(deps.pause);
    const attempt = <T>(work: () => Promise<T>): Promise<T> => this.#attempts.make(work);
    this.#ledger = new Ledger({ ...deps, attempt, onKept: () => this.#sleep.wake() });
  }

  position(): Offset {
    return this.#ledger.position;
  }

  kept(): Promise<void> {
    if (this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onKept.push(resolve);
      this.#sleep.wake();
    });
  }

  async take(
    records: readonly LogRecord[],
    { batch, named, told }: Pick<Resolved, "batch" | "named" | "told">,
  ): Promise<void> {
    if (records.length === 0) return;
    this.#deps.live.names.add(named, batch.upTo);
    this.#tail.add(batch);
    this.#taken = batch.upTo;
    this.#queue.add(records, { batch, told });
    this.#sleep.wake();
    while (this.#queue.isFull && !this.#stopping) {
      await new Promise<void>((resolve) => {
        this.#roomMade = resolve;
      });
    }
  }

  async run(): Promise<void> {
    try {
      this.#beginBuild();
      while (!this.#stopping) await this.#turn();
      // The next start has less to do again; where there is no room now it does it then.
      await this.#ledger.flush();
    } catch (error) {
      if (!(error instanceof StageStopped)) throw error;
    } finally {
      await this.#ledger.ended();
    }
  }

  async #turn(): Promise<void> {
    if (this.#bug !== null) throw this.#bug;
    if (!this.#queue.isEmpty) await this.#evaluateQueued();
    if (this.#backfillReady) await this.#workIn();
    if (this.#isPastWhole()) {
      for (const { people, pasts, done } of this.#checks.takeReady())
        done(await this.#compare(people, pasts));
    }
    if (!this.#questions.isEmpty) {
      await this.#ledger.flush();
      this.#questions.answer();
    }
    if (this.#checks.hasReady && this.#isPastWhole()) return;
    if (!this.#queue.isEmpty || this.#backfillReady || this.#stopping) return;
    if (this.#onKept.length > 0) {
      await this.#ledger.flush();
      for (const resolve of this.#onKept.splice(0)) resolve();
      return;
    }
    await this.#sleep.until(this.#ledger.keep());
  }

  /** After a start, whether all that was evaluated before is in the event store or was handed over again. */
  #isPastWhole(): boolean {
    return Math.max(this.#taken, this.#deps.stored()) >= this.#deps.live.place.offset;
  }

  check(people: readonly PersonNumber[]): Promise<LiveCheck> {
    const pasts = this.#pasts();
    const { stored, live } = this.#deps;
    const nodes = people.flatMap((person) => live.people.nodesOf(person));
    return this.#checks.add(
      { people, pasts, heldFrom: stored() },
      () => pasts.ask(nodes),
      () => this.#sleep.wake(),
    );
  }

  members(keys: readonly string[]): Promise<LiveSets> {
    const { live } = this.#deps;
    const answer = this.#questions.ask(() => ({
      ...live.place,
      sets: keys.map((key) => live.standing.bits(key)),
    }));
    this.#sleep.wake();
    return answer;
  }

  #compare(people: readonly PersonNumber[], pasts: Pasts): Promise<LiveCheck> {
    const goOn = async () => (this.#queue.isEmpty ? undefined : this.#evaluateQueued());
    const mending = (work: () => Promise<void>): Promise<void> => this.#mending(work);
    return comparePeople({ live: this.#deps.live, ledger: this.#ledger, goOn, mending }, people, pasts);
  }

  stop(): void {
    this.#stopping = true;
    this.#attempts.stop();
    this.#checks.stop();
    this.#questions.stop();
    this.#sleep.wake();
    this.#roomMade();
    for (const resolve of this.#onKept.splice(0)) resolve();
  }

  status(): StageStatus {
    const { live } = this.#deps;
    return {
      offset: this.#ledger.position,
      at: this.#ledger.at,
      failing: this.#attempts.failing,
      ...this.#news(),
      segments: live.standing.sizes(),
      paused: live.standing.pausedSizes(),
      targets: live.registry.targets.map(({ key, version }) => ({ key, version })),
      memory: live.memory(),
    };
  }

  #news(): StageNews {
    return newsOf(this.#deps.live, this.#backfill, this.#pace.share);
  }

  /** Everything that waits, up to a step's size. */
  async #evaluateQueued(): Promise<void> {
    let rows = 0;
    while (rows < this.#deps.limits.rowsPerStep) {
      const input = this.#queue.shift();
      if (input === undefined) break;
      rows += input.size;
      const pasts = this.#pasts();
      for (const [place, record] of input.records.entries()) {
        if (record.offset <= this.#deps.live.place.offset) continue;
        await this.#evaluate(record, input.rows, pasts, input.records.slice(place + 1));
      }
    }
    await this.#settle(rows);
    const stored = this.#deps.stored();
    this.#tail.dropUpTo(Math.min(stored, this.#checks.heldFrom));
    this.#deps.live.names.dropUpTo(stored);
    this.#roomMade();
    this.#deps.onNews(this.#news());
  }

  async #evaluate(
    record: LogRecord,
    rows: ReadonlyMap<Offset, RecordRows>,
    pasts: Pasts,
    later: readonly LogRecord[],
  ): Promise<void> {
    const { live } = this.#deps;
    if (record.kind === "segments") {
      await this.#define(record, decodeDefinitionRecord(record.payload));
      return;
    }
    // Of whom events were taken away, a later command may take more before this is on disk.
    const holds = isCommand(record);
    const own = rows.get(record.offset) ?? NO_ROWS;
    let needs: readonly NeedsPast[] = [];
    const begin = async (): Promise<void> => {
      this.#ledger.mark();
      needs = live.begin(record, own);
    };
    const share = shareOf(record, this.#deps.limits.share);
    const begun = this.#deps.elapsed();
    let fired = 0;
    if (share === null) await this.#firing(record, begin, holds);
    else if (await this.#firingShare(record, own, share, begin)) fired = share;
    if (needs.length > 0) {
      this.#ledger.holdFromMark();
      const soon = later.flatMap(({ offset }) => partingMoves(live.people, rows.get(offset)?.moves ?? []));
      // A record that takes events away brings none.
      const upTo = own.deleted.length > 0 ? record.offset : record.offset - 1;
      live.finish(record, own, await pasts.of(needs, upTo, soon));
    } else {
      live.finish(record, own, []);
    }
    // What very many are due for is told as it is made, and hears what came meanwhile.
    if (fired === 0) return;
    await this.#settle(fired);
    if (record.kind === "tick") this.#pace.fired(fired, this.#deps.elapsed() - begun);
  }

  #pasts(): Pasts {
    return new Pasts({ ...this.#deps, tail: this.#tail, attempt: (work) => this.#attempts.make(work) });
  }

  /** Runs the work; a state that cannot be read is made anew from the past, and the work begins again. */
  async #mending(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (!(error instanceof UnreadableState)) throw error;
        this.#deps.onFailure(error);
        const { live } = this.#deps;
        const nodes = live.people.nodesOf(error.person);
        const [past] = await this.#pasts().of([{ person: error.person, nodes }], live.place.offset, []);
        this.#ledger.hold();
        live.repair(must<Past>(past, "who was asked for is answered"));
      }
    }
  }

  /**
   * The work with everything fired that is due at the record, also of whoever had to be loaded anew: that is as of the record before.
   * @param holds what the record makes is told when it is on disk; a piece that was written took the hold before it along.
   */
  #firing(record: LogRecord, work: () => Promise<void>, holds = false): Promise<void> {
    const { live, limits } = this.#deps;
    return this.#mending(async () => {
      if (holds) this.#ledger.hold();
      while (live.fire(record, limits.firesPerStep)) {
        await this.#settle(limits.firesPerStep);
        if (holds) this.#ledger.hold();
      }
      await work();
    });
  }

  /**
   * The work with all fired that is due of whomever the rows are about, and a share of the rest. What is written is of whole records: of a record that was begun,
   * a start anew would take a second share. Answers whether the share was used up.
   */
  async #firingShare(
    record: LogRecord,
    rows: RecordRows,
    share: number,
    work: () => Promise<void>,
  ): Promise<boolean> {
    const { live } = this.#deps;
    let left = share;
    await this.#mending(async () => {
      live.fireOf(record, live.peopleIn(rows));
      while (left > 0 && live.fire(record, 1)) left--;
    });
    await this.#mending(work);
    return left === 0;
  }

  async #define(record: LogRecord, said: DefinitionRecord): Promise<void> {
    const { live, limits } = this.#deps;
    // The past of a build is as of the record before: it has to be whole before anything is fired that lies behind that.
    const wanted = said.kind === "cut over" ? live.registry.targetsAmong(said.segments) : [];
    if (wanted.length > 0) await this.#completeBuild(wanted);
    await this.#firing(record, async () => undefined);
    switch (said.kind) {
      case "define":
        await this.#firing(record, async () => {
          while (live.empty(record, said.remove, limits.firesPerStep)) await this.#ledger.flush();
        });
        // What a build reads of transitions is read from their log, so all that were made stand there before it begins.
        await this.#ledger.flush();
        live.remove(said.remove);
        for (const segment of said.put) live.registry.want(segment);
        live.done(record);
        if (!this.#isBuildWanted()) this.#beginBuild();
        return;
      case "pause":
        await this.#ledger.flush();
        live.pause(record, said.keys);
        live.done(record);
        if (!this.#isBuildWanted()) this.#beginBuild();
        return;
      case "cut over":
        if (wanted.length > 0) await this.#cutOver(record, wanted);
        live.done(record);
        // From here on everybody is evaluated by what was built from the event store.
        await this.#ledger.flush();
        if (!this.#isBuildWanted()) this.#beginBuild();
        return;
      default:
        unreachable(said);
    }
  }

  /** Is anything that is being built still to become live? A version that was replaced in the meantime is not. */
  #isBuildWanted(): boolean {
    const { building, registry } = this.#deps.live;
    return building?.segments.some((segment) => registry.targets.includes(segment)) === true;
  }

  /** After a crash or in a replay a cut-over comes before its build is done: it is in force from there on all the same. */
  async #completeBuild(wanted: readonly PlannedSegment[]): Promise<void> {
    if (!wanted.every((target) => this.#deps.live.building?.segments.includes(target) === true)) {
      await this.#ledger.flush();
      this.#beginBuild();
    }
    while (this.#backfill !== null && !this.#backfill.isDone && !this.#stopping) {
      await this.#askForMore(this.#backfill);
      await this.#workIn();
    }
    if (this.#stopping) throw new StageStopped();
  }

  async #cutOver(record: LogRecord, wanted: readonly PlannedSegment[]): Promise<void> {
    const { live, limits } = this.#deps;
    await this.#firing(record, async () => {
      this.#ledger.hold();
      while (live.cutOver(record, wanted, limits.firesPerStep)) {
        await this.#ledger.flush();
        this.#ledger.hold();
      }
    });
    await this.#ledger.flush();
    live.finishCutOver(record, wanted);
    this.#backfill = null;
    this.#backfillReady = false;
  }

  /** Begins with whatever is wanted and not live. */
  #beginBuild(): void {
    const { live, reads } = this.#deps;
    const building = live.startBuild();
    this.#backfillReady = false;
    const upTo = this.#deps.store.transitions.head();
    const withTransitions: BackfillReads = {
      pasts: (query, signal) => reads.pasts(query, signal),
      transitions: (page) => live.pastTransitions({ ...page, upTo }, () => this.#deps.pause(0)),
    };
    this.#backfill =
      building === null
        ? null
        : new Backfill(building, live.place.offset, live.people.highest, withTransitions);
    if (this.#backfill !== null) void this.#follow(this.#backfill);
  }

  /** Waits for the store's answers beside the loop and wakes it for each. */
  async #follow(backfill: Backfill): Promise<void> {
    try {
      await this.#askForMore(backfill);
    } catch (error) {
      if (!(error instanceof StageStopped))
        this.#bug = error instanceof Error ? error : new Error(String(error));
    }
    if (this.#backfill === backfill) {
      this.#backfillReady = backfill.isReady;
      if (backfill.isDone) this.#deps.onNews(this.#news());
    }
    this.#sleep.wake();
  }

  async #askForMore(backfill: Backfill): Promise<void> {
    while (this.#deps.stored() < backfill.upTo && !this.#stopping) await this.#deps.pause(STORE_POLL_MS);
    while (!backfill.isReady && !backfill.isDone && !this.#stopping) {
      await this.#attempts.make(() => backfill.ready());
    }
  }

  async #workIn(): Promise<void> {
    const { live } = this.#deps;
    const backfill = this.#backfill;
    if (backfill === null) return;
    let people = 0;
    backfill.step(
      (node) => live.people.personOf(node),
      (person, history) => {
        people++;
        live.backfill(person, history);
      },
    );
    await this.#settle(Math.max(1, people));
    this.#backfillReady = backfill.isReady;
    if (!backfill.isReady) void this.#follow(backfill);
  }

  /** So many rows more were evaluated; where that is too far ahead of the disk, it waits. */
  async #settle(rows: number): Promise<void> {
    this.#ledger.tell(rows);
    this.#deps.live.prepare();
    this.#ledger.keep();
    if (this.#ledger.isFull) await this.#ledger.written();
    // Answers of disks and of other threads are heard between two runs of code alone.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
