import { LIMITS, type SegmentOverlap } from "@habitus/contract";
import { formatInstant, HabitusError } from "@habitus/kernel";
import {
  bitsOf,
  type Combination,
  countExactly,
  countInAll,
  peopleOf,
} from "../../../../membership/overlap.ts";
import { personId } from "../../../../profiles/identity.ts";
import { mustReadDefinition } from "../../../../segments/language.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { similarSegments } from "./similar-segments.ts";
import { idsFor } from "../ids-for.ts";
import { found, numberCursor, readNumberCursor } from "../shared.ts";

type OverlapOperations = "getSegmentOverlap" | "listOverlapMembers" | "listSimilarSegments";

export function segmentOverlapHandlers(deps: ManagementDeps): HandlersFor<OverlapOperations> {
  return {
    async getSegmentOverlap({ body: { segments: keys } }, { signal }) {
      const began = deps.elapsed();
      const { at, sets } = await setsOf(deps, keys, signal);
      const inAll = countInAll(sets);
      const exactly = countExactly(inAll);
      return {
        at: formatInstant(at),
        people: exactly.reduce((sum, count) => sum + count, 0),
        segments: keys.map((key, place) => ({ key, size: inAll[1 << place] ?? 0 })),
        combinations: combinationsOf(keys).map(({ combination, segments }) => ({
          segments,
          exactly: exactly[combination] ?? 0,
          inAll: inAll[combination] ?? 0,
        })),
        took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
      };
    },
    listSimilarSegments: ({ body: { definition, purpose = null, except = null } }, { signal }) =>
      similarSegments(
        deps,
        { definition: mustReadDefinition(definition, { ...deps.context(), self: except }), purpose },
        except,
        signal,
      ),
    async listOverlapMembers({ body }, { signal }) {
      const began = deps.elapsed();
      const { segments: keys, exactly: isExact = true, limit = LIMITS.overlapPeople } = body;
      const combination = body.in.reduce((bits, key) => bits | bitOf(keys, key), 0);
      const after = readNumberCursor(body.after) ?? 0;
      const { at, sets } = await setsOf(deps, keys, signal);
      const inAll = countInAll(sets);
      const page = peopleOf(sets, { combination, isExact }, { after, limit: limit + 1 });
      const people = page.slice(0, limit);
      const idsOf = idsFor(
        deps,
        keys.map((key) => found(deps.segments.get(key), "segment").purpose),
      );
      return {
        count: (isExact ? countExactly(inAll) : inAll)[combination] ?? 0,
        people: people.map((person) => ({
          id: personId(person),
          ids: idsOf(person),
        })),
        next: page.length > limit ? numberCursor(people.at(-1) ?? null) : null,
        at: formatInstant(at),
        took_ms: Math.round((deps.elapsed() - began) * 10) / 10,
      };
    },
  };
}

/**
 * Who is in each. Live membership is of the present: where the workspace's now stands still, as in a demo, the event store answers as of then.
 * @throws HabitusError `not_found`, `segment_not_live`, and what the event store throws.
 */
async function setsOf(deps: ManagementDeps, keys: readonly string[], signal: AbortSignal) {
  const segments = keys.map((key) => found(deps.segments.get(key), "segment"));
  const { pinnedNow } = deps.workspace.get();
  if (pinnedNow !== null) {
    const sets: Uint8Array[] = [];
    for (const segment of segments) sets.push(bitsOf(await deps.evaluator.everybody(segment, signal)));
    return { at: pinnedNow, sets };
  }
  const { at, sets } = await deps.liveSets(keys);
  const missing = keys.filter((_, place) => sets[place] === null);
  if (missing.length > 0) {
    throw new HabitusError("segment_not_live", `Not live yet: ${missing.join(", ")}.`, {
      fix: "Try again once it is live; GET /api/segments/:key tells how far it is.",
      details: { segments: missing },
    });
  }
  return { at, sets: sets.filter((set) => set !== null) };
}

/** @throws HabitusError `invalid_request` for a key that is none of them. */
function bitOf(keys: readonly string[], key: string): Combination {
  const place = keys.indexOf(key);
  if (place >= 0) return 1 << place;
  throw new HabitusError("invalid_request", "`in` must name some of `segments`.", {
    details: { problems: [{ path: "in", message: `${key} is none of \`segments\`` }] },
  });
}

/** Every combination of the segments, those of few first. */
function combinationsOf(keys: readonly string[]): readonly {
  readonly combination: Combination;
  readonly segments: SegmentOverlap["combinations"][number]["segments"];
}[] {
  return Array.from({ length: (1 << keys.length) - 1 }, (_, place) => {
    const combination = place + 1;
    return { combination, segments: keys.filter((_key, bit) => ((combination >>> bit) & 1) === 1) };
  }).sort((a, b) => a.segments.length - b.segments.length || a.combination - b.combination);
}
