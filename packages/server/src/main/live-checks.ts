import { HabitusError } from "@habitus/kernel";
import type { LiveCheck } from "../membership/live-check.ts";
import type { PersonNumber } from "../store/event-store.ts";
import type { PipelineCommand, PipelineMessage } from "./pipeline-protocol.ts";

type CheckAnswer = Extract<PipelineMessage, { readonly kind: "checked" | "check failed" }>;

/** Questions to one thread and the promises that wait for its answers. */
export function createChecks(send: (command: PipelineCommand) => void) {
  type Waiting = { readonly done: (found: LiveCheck) => void; readonly failed: (error: Error) => void };
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let isOver = false;
  const over = (): HabitusError => new HabitusError("store_unavailable", "The server is stopping.");
  return {
    ask: (people: readonly PersonNumber[]): Promise<LiveCheck> =>
      new Promise((done, failed) => {
        if (isOver) {
          failed(over());
          return;
        }
        const number = ++asked;
        waiting.set(number, { done, failed });
        send({ kind: "check", number, people });
      }),
    answered(answer: CheckAnswer): void {
      const own = waiting.get(answer.number);
      waiting.delete(answer.number);
      if (answer.kind === "checked") own?.done(answer.found);
      else own?.failed(new HabitusError(answer.code, answer.message));
    },
    end(): void {
      isOver = true;
      for (const { failed } of waiting.values()) failed(over());
      waiting.clear();
    },
  };
}
