import type { Job, Reconciliation, Transition } from "@habitus/contract";
import { type RealServer, WRITE_KEY } from "./real-server.ts";

type Page = { readonly transitions: readonly Transition[]; readonly next: string };
type Listed = { readonly live: { readonly state: string; readonly version: number | null } | null };

export async function sendBatch(
  url: string,
  calls: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const answer = await fetch(`${url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}`, "content-type": "application/json" },
    body: JSON.stringify({ batch: calls.map((call) => ({ type: "track", event: "Viewed", ...call })) }),
  });
  if (!answer.ok) throw new Error(`a batch was answered ${answer.status}`);
}

export function segmentOf(key: string, definition: string): Readonly<Record<string, unknown>> {
  const written = { goal: "Test", owner: "Test", action: "None", reviewDate: "2030-01-01", purpose: "test" };
  return { key, name: key, definition, ...written };
}

/** Resolves when the newest version of the segment is in force. */
export async function isLive(server: RealServer, key: string): Promise<void> {
  for (;;) {
    const { live } = await server.api<Listed>("GET", `/api/segments/${key}`);
    if (live?.state === "live") return;
    await pause(20);
  }
}

/** The whole log, page by page. */
export async function allTransitions(server: RealServer): Promise<readonly Transition[]> {
  const all: Transition[] = [];
  for (let after = "0"; ; ) {
    const page = await server.api<Page>("GET", `/api/transitions?limit=1000&after=${after}`);
    if (page.transitions.length === 0) return all;
    all.push(...page.transitions);
    after = page.next;
  }
}

/** What a reconciliation that begins now finds. */
export async function reconciled(server: RealServer): Promise<Reconciliation> {
  const { id } = await server.api<Job>("POST", "/api/membership/reconcile");
  for (;;) {
    const job = await server.api<Job>("GET", `/api/jobs/${id}`);
    if (job.state === "failed") throw new Error(job.error?.message);
    if (job.state === "done") break;
    await pause(50);
  }
  type Listed = { readonly reconciliations: readonly Reconciliation[] };
  const { reconciliations } = await server.api<Listed>("GET", "/api/membership/reconciliations");
  const [newest] = reconciliations;
  if (newest?.job !== id) throw new Error("the reconciliation is not listed");
  return newest;
}

/** Resolves with the transitions once `isEnough` of them. */
export async function transitionsUntil(
  server: RealServer,
  isEnough: (all: readonly Transition[]) => boolean,
): Promise<readonly Transition[]> {
  for (;;) {
    const all = await allTransitions(server);
    if (isEnough(all)) return all;
    await pause(50);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
