import { PAGE_SIZES, type Transition as Shown } from "@habitus/contract";
import { shownTransition } from "../../../membership/shown-transition.ts";
import type { Transition } from "../../../membership/transition.ts";
import type { ToldLog } from "../../../membership/told-log.ts";
import type { ManagementDeps } from "../deps.ts";
import type { StreamSink, StreamSource } from "../event-stream.ts";
import type { HandlersFor } from "../handler.ts";
import { writeJson } from "../write-json.ts";
import { transitionsFor } from "./ids-for.ts";
import { readNumberCursor } from "./shared.ts";
import { checkTold, neverTold } from "./told-places.ts";

type TransitionOperations = "listTransitions" | "streamTransitions";

/** Transitions looked at for one page of a single segment; the cursor tells how far that was. */
const LOOKED_AT = 10_000;
/** Read at once for a stream. */
const STREAM_PIECE = 200;
const STREAM_WAIT_MS = 5_000;

export function transitionHandlers(deps: ManagementDeps): HandlersFor<TransitionOperations> {
  const { told } = deps;
  const idsShown = transitionsFor(deps);
  const shown = (transition: Transition): Shown => shownTransition(idsShown(transition));
  return {
    async listTransitions({ query }, { signal }) {
      const isBack = query.order === "newest";
      const from = readNumberCursor(query.after) ?? (isBack ? told.head() + 1 : 0);
      if (!isBack) await checkTold(deps, from, signal);
      const read = (place: number, limit: number) =>
        isBack ? told.readBack(place, limit) : told.read(place, limit);
      const page = pageOf(read, from, query.limit ?? PAGE_SIZES.transitions.fallback, query.segment);
      return { transitions: page.transitions.map(shown), next: String(page.next) };
    },
    async streamTransitions({ query }, { lastEventId, signal }) {
      const after = readNumberCursor(lastEventId ?? query.after) ?? told.head();
      await checkTold(deps, after, signal);
      return transitionSource(
        { log: told, shown, after, segment: query.segment, isNever: neverTold(deps, after) },
        (error) => deps.logger.error({ error: String(error) }, "a stream of transitions ended"),
      );
    },
  };
}

/** @param read On from a place in the log, either way. */
function pageOf(
  read: ToldLog["read"],
  from: number,
  limit: number,
  segment: string | undefined,
): { readonly transitions: readonly Transition[]; readonly next: number } {
  const isWanted = (transition: Transition): boolean =>
    segment === undefined || transition.segment === segment;
  const found: Transition[] = [];
  let next = from;
  while (found.length < limit && Math.abs(next - from) < LOOKED_AT) {
    const piece = read(next, segment === undefined ? limit : PAGE_SIZES.transitions.max);
    for (const transition of piece) {
      if (found.length === limit) break;
      next = transition.seq;
      if (isWanted(transition)) found.push(transition);
    }
    if (piece.length === 0 || segment === undefined) break;
  }
  return { transitions: found, next };
}

type Followed = {
  readonly log: ToldLog;
  readonly shown: (transition: Transition) => Shown;
  readonly after: number;
  readonly segment: string | undefined;
  /** Whether nothing that follows this place can be told any more; who comes again is told why. */
  readonly isNever: () => boolean;
};

/** Follows the log at the reader's pace: what does not fit stays in the log. */
function transitionSource(
  { log, shown, after: from, segment, isNever }: Followed,
  onFailure: (error: unknown) => void,
): StreamSource {
  let after = from;
  let isOver = false;
  let roomMade = (): void => undefined;

  const follow = async (sink: StreamSink): Promise<void> => {
    while (!isOver) {
      const head = log.head();
      const piece = log.read(after, STREAM_PIECE);
      for (const transition of piece) {
        while (!sink.hasRoom() && !isOver) {
          await new Promise<void>((resolve) => {
            roomMade = resolve;
          });
        }
        if (isOver) return;
        after = transition.seq;
        if (segment !== undefined && transition.segment !== segment) continue;
        sink.send("transition", writeJson(shown(transition)), String(transition.seq));
      }
      if (piece.length > 0) continue;
      // What stood between was removed for its age, and would be waited for without end.
      after = Math.max(after, head);
      if (isNever()) {
        sink.end();
        return;
      }
      await log.wait(after, STREAM_WAIT_MS);
    }
  };
  return {
    start(sink) {
      follow(sink).catch((error: unknown) => {
        onFailure(error);
        sink.end();
      });
    },
    onRoom: () => roomMade(),
    stop() {
      isOver = true;
      roomMade();
    },
  };
}
