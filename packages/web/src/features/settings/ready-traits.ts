import { inOwnCurrency, parseComputed, printComputed, READY_MEASURES } from "@habitus/segments";
import { eventsIn, likeOf, type SentEvent, withEvents } from "../segments/event-names.ts";

export type ReadyTrait = {
  readonly key: (typeof READY_MEASURES)[number]["key"];
  readonly definition: string;
  /** Events that nobody has sent by their usual name, and those that were taken instead. */
  readonly instead: readonly { readonly usual: string; readonly own: string }[];
};

type Money = { readonly currency: string | null; readonly pinned: string | null };

/** What can be told of everybody, over the events of the workspace and in its currency. */
export function readyTraits(sent: readonly SentEvent[], money: Money): readonly ReadyTrait[] {
  return READY_MEASURES.map(({ key, definition }) => {
    const parsed = parseComputed(definition);
    if (parsed.kind === "refused") return { key, definition, instead: [] };
    const names = new Set(sent.map(({ name }) => name));
    const instead = [...eventsIn(parsed.definition)].flatMap((usual) => {
      const own = names.has(usual) ? null : likeOf(usual, sent);
      return own === null ? [] : [{ usual, own }];
    });
    const owns = new Map(instead.map(({ usual, own }) => [usual, own]));
    const called = withEvents(parsed.definition, (usual) => owns.get(usual) ?? usual);
    const converted = money.currency === null ? called : inOwnCurrency(called, money.pinned);
    return { key, definition: printComputed(converted), instead };
  });
}
