import { realpathSync } from "node:fs";
import { BroadcastChannel } from "node:worker_threads";
import type { NewTransition, Transition } from "../../membership/transition.ts";
import { encodeTransition } from "../../membership/transition-codec.ts";

/** As they go to the disk later; whoever is asked for them reads them. */
export type Told = { readonly first: number; readonly texts: readonly string[] };

/** Carries what was told to the other threads of this process that have the same folder open. */
export class ToldChannel {
  readonly #channel: BroadcastChannel;
  /** Of those that are told and then committed. */
  readonly #texts = new WeakMap<NewTransition, string>();

  constructor(dir: string, onTold: (told: Told) => void) {
    this.#channel = new BroadcastChannel(`habitus-told:${realpathSync(dir)}`);
    this.#channel.onmessage = (message: unknown) => {
      onTold((message as { readonly data: Told }).data);
    };
    this.#channel.unref();
  }

  tell(first: number, transitions: readonly NewTransition[]): Told {
    const told: Told = { first, texts: transitions.map((each) => this.textOf(each)) };
    this.#channel.postMessage(told);
    return told;
  }

  /** As it goes to the disk, made once. */
  textOf(transition: NewTransition): string {
    const known = this.#texts.get(transition);
    if (known !== undefined) return known;
    const text = encodeTransition(transition);
    this.#texts.set(transition, text);
    return text;
  }

  close(): void {
    this.#channel.close();
  }
}

/** Named one by one: all readers of the log come to this, and a spread that adds makes objects of a slow kind. */
export function numbered(seq: number, transition: NewTransition): Transition {
  const { segment, version, person, ids, n, at, recordedAt, cause, offset, eventId } = transition;
  return { seq, segment, version, person, ids, n, at, recordedAt, cause, offset, eventId };
}
