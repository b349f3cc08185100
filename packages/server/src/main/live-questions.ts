import { HabitusError } from "@habitus/kernel";
import type { PipelineCommand, PipelineMessage, ThreadAnswers, ThreadQuestion } from "./pipeline-protocol.ts";

type Answer = Extract<PipelineMessage, { readonly kind: "answered" | "not answered" }>;

/** Questions to one thread and the promises that wait for its answers. */
export function createQuestions(send: (command: PipelineCommand) => void) {
  type Waiting = { readonly done: (found: unknown) => void; readonly failed: (error: Error) => void };
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let isOver = false;
  const over = (): HabitusError => new HabitusError("store_unavailable", "The server is stopping.");
  return {
    ask: <Kind extends ThreadQuestion["kind"]>(
      question: Extract<ThreadQuestion, { readonly kind: Kind }>,
    ): Promise<ThreadAnswers[Kind]> =>
      new Promise((done, failed) => {
        if (isOver) {
          failed(over());
          return;
        }
        const number = ++asked;
        waiting.set(number, { done: (found) => done(found as ThreadAnswers[Kind]), failed });
        send({ kind: "ask", number, question });
      }),
    answered(answer: Answer): void {
      const own = waiting.get(answer.number);
      waiting.delete(answer.number);
      if (answer.kind === "answered") own?.done(answer.found);
      else own?.failed(new HabitusError(answer.code, answer.message));
    },
    end(): void {
      isOver = true;
      for (const { failed } of waiting.values()) failed(over());
      waiting.clear();
    },
  };
}
