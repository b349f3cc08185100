import type { Instant } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import { compileStream } from "@habitus/segments-stream";
import { decodeKeptParts } from "../../membership/live/kept-parts.ts";
import { Registry } from "../../membership/live/registry.ts";
import { createStoredParts } from "../../membership/live/stored-parts.ts";
import type { MembershipStore } from "../../membership/membership-store.ts";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";

export type Everybody = {
  readonly people: ReadonlyMap<PersonNumber, History>;
  readonly ofNodes: (nodes: readonly NodeNumber[]) => History;
  readonly at: Instant;
};

/** How many states of people and of their parts were compared, and whose are not, byte for byte, that of their whole history. */
export function compareStates(
  memberships: MembershipStore,
  { people, ofNodes, at }: Everybody,
): { readonly compared: number; readonly parts: number; readonly differing: readonly string[] } {
  const registry = new Registry(memberships);
  const program = compileStream(registry.live);
  const packer = program.packer(registry.leaves);
  const differing: string[] = [];
  /** Null where it cannot be read, which is met and mended when it is needed. */
  const isSame = (packed: readonly Uint8Array[], history: History): boolean | null => {
    const read = packed.length === 0 ? null : packer.unpack(packed);
    if (read?.kind === "reload") return null;
    const state = read?.state ?? program.createState(at);
    program.advance(state, at);
    const bytes = program.encodeState(state);
    return Buffer.compare(bytes, program.encodeState(program.loadState(history, at))) === 0;
  };
  const stored = createStoredParts(memberships, (build) => registry.isInForce(build));
  for (const [person, history] of people) {
    if (isSame(stored.live(person), history) === false) differing.push(`person ${person}`);
  }
  let parts = 0;
  for (const { value } of memberships.scan("parts")) {
    const { kept, build } = decodeKeptParts(value);
    if (build !== registry.newestBuild || kept.holder !== "each") continue;
    for (const { number, nodes } of kept.parts) {
      const state = memberships.get("part_states", number);
      if (isSame(state === undefined ? [] : [state], ofNodes(nodes)) === false)
        differing.push(`part ${number}`);
      parts++;
    }
  }
  return { compared: people.size, parts, differing };
}
