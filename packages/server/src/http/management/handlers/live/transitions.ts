import { PAGE_SIZES, type ParsedInput, type Transition as Shown } from "@habitus/contract";
import { shownTransition } from "../../../../membership/shown-transition.ts";
import type { Transition } from "../../../../membership/transition.ts";
import type { ToldLog } from "../../../../membership/told-log.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { StreamSink, StreamSource } from "../../event-stream.ts";
import type { HandlersFor } from "../../handler.ts";
import { writeJson } from "../../write-json.ts";
import { newestTransitions, oldestTransitions, type TransitionChoice } from "./chosen-transitions.ts";
import { daySpan } from "../day-span.ts";
import { transitionsFor } from "../ids-for.ts";
import { eventsBehind } from "./deciding-events.ts";
import { found, readNumberCursor } from "../shared.ts";
import { checkTold, neverTold } from "./told-places.ts";
import { reasonsOf } from "../../../../platform/logger.ts";

type TransitionOperations = "listTransitions" | "streamTransitions";

/** Read at once for a stream. */
const STREAM_PIECE = 200;
const STREAM_WAIT_MS = 5_000;

export function transitionHandlers(deps: ManagementDeps): HandlersFor<TransitionOperations> {
  const { told } = deps;
  const idsShown = transitionsFor(deps);
  const shown = (transition: Transition): Shown => shownTransition(idsShown(transition));
  return {
    async listTransitions({ query }, { signal }) {
      const head = told.head();
      const limit = query.limit ?? PAGE_SIZES.transitions.fallback;
      const chosen = choiceOf(deps, query);
      const after = readNumberCursor(query.after);
      if (query.order !== "newest") await checkTold(deps, after ?? 0, signal);
      const page =
        query.order === "newest"
          ? await newestTransitions(deps, chosen, { before: after ?? head + 1, limit }, signal)
          : oldestTransitions(told, chosen, { after: after ?? 0, limit });
      const events = await eventsBehind(deps, page.transitions, signal);
      const transitions = page.transitions.map(shown);
      return { transitions, events, head: String(head), next: String(page.next) };
    },
    async streamTransitions({ query }, { lastEventId, signal }) {
      const after = readNumberCursor(lastEventId ?? query.after) ?? told.head();
      await checkTold(deps, after, signal);
      return transitionSource(
        { log: told, shown, after, segment: query.segment, isNever: neverTold(deps, after) },
        (error) => deps.logger.error(reasonsOf(error), "a stream of transitions ended"),
      );
    },
  };
}

type Followed = {
  readonly log: ToldLog;
  readonly shown: (transition: Transition) => Shown;
  readonly after: number;
  readonly segment: string | undefined;
  /** Whether nothing that follows this place can be told any more; who comes again is told why. */
  readonly isNever: () => boolean;
};

/** @throws HabitusError `not_found` of a person. */
function choiceOf(
  { profiles, workspace }: ManagementDeps,
  { segment, person, kind, from, to }: ParsedInput<"listTransitions">["query"],
): TransitionChoice {
  const whom = person === undefined ? null : found(profiles.find(person), "person");
  return {
    segment: segment ?? null,
    nodes: whom === null ? null : found(profiles.profile(whom), "person").nodes,
    kind: kind ?? null,
    ...daySpan(workspace.get().zone, { from, to }),
  };
}

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
