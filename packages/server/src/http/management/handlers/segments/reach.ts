import { type DefinitionInput, PAGE_SIZES, type Reach, type ReachPart } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { Condition, Definition } from "@habitus/segments";
import type { PurposeRecord } from "../../../../people/purposes.ts";
import { mustReadDefinition } from "../../../../segments/language.ts";
import type { Question } from "../../../../segments/plan-contexts.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { found, instantOrNull } from "../shared.ts";

/** Who is asked about on a channel: all, whoever allows it, and of these who has an address. */
type Asked = { readonly all: Question; readonly allowing: Question; readonly reachable: Question };

export function reachHandlers(deps: ManagementDeps): HandlersFor<"getReach" | "listReachMembers"> {
  const { evaluator, purposes, workspace, context, elapsed } = deps;
  const questionOf = (definition: DefinitionInput, purpose: string | undefined): Question => ({
    definition: mustReadDefinition(definition, context()),
    purpose: purpose ?? null,
  });
  return {
    async getReach({ body }, { signal }) {
      const began = elapsed();
      const at = instantOrNull(body.at);
      const all = questionOf(body.definition, body.purpose);
      const channels = purposes.list().filter(({ kind }) => kind === "channel");
      const asked = channels.map((channel) => askedOn(all, channel));
      const questions = asked.flatMap(({ allowing, reachable }) => [allowing, reachable]);
      const [count = 0, ...counts] = await evaluator.counts([all, ...questions], at, signal);
      return {
        count,
        channels: channels.map(({ key, name, address = null }, place): Reach["channels"][number] => {
          const [allowing = 0, reachable = 0] = counts.slice(2 * place);
          const noAddress = allowing - reachable;
          return { channel: key, name, address, reachable, notAllowed: count - allowing, noAddress };
        }),
        at: formatInstant(at ?? workspace.logicalNow()),
        took_ms: Math.round((elapsed() - began) * 10) / 10,
      };
    },
    async listReachMembers({ body }, { signal }) {
      const began = elapsed();
      const channel = found(purposes.get(body.channel), "channel");
      const { before, after } = sidesOf(
        askedOn(questionOf(body.definition, body.purpose), channel),
        body.part,
      );
      const { limit = PAGE_SIZES.members.fallback, after: cursor = null } = body;
      const options = { at: instantOrNull(body.at), after: cursor, limit, signal };
      const page = await evaluator.changed(before, after, "entered", options);
      return {
        ...page,
        at: formatInstant(page.at),
        took_ms: Math.round((elapsed() - began) * 10) / 10,
      };
    },
  };
}

function askedOn(all: Question, { key: channel, address = null }: PurposeRecord): Asked {
  const allowing = { ...all, channel };
  const reachable = address === null ? allowing : { ...allowing, definition: withAddress(all, address) };
  return { all, allowing, reachable };
}

/** Text of no characters is no address. */
function withAddress({ definition: { condition } }: Question, trait: string): Definition {
  const path = [trait];
  const isEmpty: Condition = {
    kind: "trait",
    path,
    test: { op: "is", value: { kind: "text", value: "" } },
  };
  const of: readonly Condition[] = [
    condition,
    { kind: "trait", path, test: { op: "exists" } },
    { kind: "not", of: isEmpty },
  ];
  return { version: 1, condition: { kind: "and", of } };
}

/** Those of the second who are not among the first. */
function sidesOf(
  { all, allowing, reachable }: Asked,
  part: ReachPart,
): { readonly before: Question | null; readonly after: Question } {
  switch (part) {
    case "reachable":
      return { before: null, after: reachable };
    case "notAllowed":
      return { before: allowing, after: all };
    case "noAddress":
      return { before: reachable, after: allowing };
  }
}
