import { HabitusError, type Instant } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import type { Log, LogHead, Offset } from "../log/log.ts";
import { createSerially } from "../platform/serially.ts";
import { type DefinitionRecord, encodeDefinitionRecord } from "./definition-record.ts";
import type { PlannedSegment } from "./live/registry.ts";

/** A segment and what it means with everything in force now. @throws HabitusError from `plan`. */
export type WantedSegment = {
  readonly key: string;
  readonly version: number;
  readonly plan: () => Plan;
  /** When the newest of its thresholds was worked out; null where the plan has none. */
  readonly thresholdsAt?: () => Instant | null;
  /** It stays as it is now, whatever it means. */
  readonly isPaused?: boolean;
};

export type DefinitionsDeps = {
  readonly log: Pick<Log, "append">;
  /** What shall be live. */
  readonly wanted: () => readonly WantedSegment[];
  /** A definition that cannot be planned now stays live as it was. */
  readonly onRefused: (key: string, error: HabitusError) => void;
  /** What live membership has or is coming to, as it was at the start. */
  readonly known: readonly PlannedSegment[];
  /** Keys of what is paused, likewise. */
  readonly paused: readonly string[];
};

/** What will be built, and the record that says so. */
export type Announced = {
  readonly offset: Offset;
  readonly segments: readonly { readonly key: string; readonly version: number }[];
};

/** Tells live membership, through the log, which definitions shall be live. */
export type Definitions = {
  /**
   * Appends what changed since the last call; resolves once it is on disk, with what will be built; null for nothing.
   * @throws HabitusError as `Log.append`.
   */
  sync(): Promise<Announced | null>;
  /** These were built: they are in force from the record on that this appends. */
  cutOver(segments: readonly { readonly key: string; readonly version: number }[]): Promise<void>;
};

export function createDefinitions(deps: DefinitionsDeps): Definitions {
  const { log, wanted, onRefused } = deps;
  const serially = createSerially();
  const announced = announcedAtStart(deps);
  /** Null for what was said already, and for what cannot be planned. */
  const toPut = ({ key, version, plan, thresholdsAt }: WantedSegment): Put | null => {
    try {
      const planned = { key, version, plan: plan() };
      const before = announced.get(key);
      // What has not changed is mostly the same object: its text is not made again.
      if (before !== PAUSED && before?.plan === planned.plan && before.version === version) return null;
      const text = JSON.stringify(planned);
      const said = { version, plan: planned.plan, text };
      if (before !== PAUSED && before?.text === text) {
        announced.set(key, said);
        return null;
      }
      const at = thresholdsAt?.() ?? null;
      return { said, segment: at === null ? planned : { ...planned, refreshedAt: at } };
    } catch (error) {
      if (!(error instanceof HabitusError)) throw error;
      onRefused(key, error);
      return null;
    }
  };
  const say = (record: DefinitionRecord): Promise<LogHead> =>
    log.append([{ kind: "segments", payload: encodeDefinitionRecord(record) }]);
  return {
    sync: () =>
      serially(async () => {
        const segments = wanted();
        const keys = new Set(segments.map(({ key }) => key));
        const pause = segments
          .filter(({ key, isPaused }) => isPaused === true && (announced.get(key) ?? PAUSED) !== PAUSED)
          .map(({ key }) => key);
        if (pause.length > 0) await say({ kind: "pause", keys: pause });
        for (const key of pause) announced.set(key, PAUSED);
        const active = segments.filter(({ isPaused }) => isPaused !== true);
        const puts = active.flatMap((segment) => toPut(segment) ?? []);
        const remove = [...announced.keys()].filter((key) => !keys.has(key));
        if (puts.length === 0 && remove.length === 0) return null;
        const put = puts.map(({ segment }) => segment);
        const { offset } = await say({ kind: "define", put, remove });
        for (const { segment, said } of puts) announced.set(segment.key, said);
        for (const key of remove) announced.delete(key);
        const built = put.map(({ key, version }) => ({ key, version }));
        return built.length === 0 ? null : { offset, segments: built };
      }),
    cutOver: (segments) =>
      serially(async () => {
        await say({ kind: "cut over", segments });
      }),
  };
}

/** What was said last of a segment; `text` is equal for equal definitions. */
type Said = { readonly version: number; readonly plan: Plan; readonly text: string };

type Put = { readonly segment: PlannedSegment; readonly said: Said };

/** Stands for what was said last of a segment that is paused. */
const PAUSED = "paused";

/** By key what was said last; what is being made live again after a pause was said after that. */
function announcedAtStart({ known, paused }: DefinitionsDeps): Map<string, Said | typeof PAUSED> {
  const announced = new Map<string, Said | typeof PAUSED>(paused.map((key) => [key, PAUSED]));
  for (const { key, version, plan } of known) {
    announced.set(key, { version, plan, text: JSON.stringify({ key, version, plan }) });
  }
  return announced;
}
