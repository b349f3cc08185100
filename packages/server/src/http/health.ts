import { Hono } from "hono";

/** One stage of the way of the data. `lag` counts log records it has not worked off; `lagMs` is the age of the oldest of them. */
export type StageHealth = {
  readonly name: string;
  readonly ready: boolean;
  readonly position: number;
  readonly lag: number;
  readonly lagMs: number;
  /** Why it is not ready or what it is trying again, else null. */
  readonly detail: string | null;
};

export type HealthDeps = {
  readonly stages: () => readonly StageHealth[];
  /** Prometheus text. */
  readonly metrics: () => Promise<string>;
  readonly version: string;
};

/**
 * `/health`: 200 while events can be taken and every stage works, else 503, with the lag of each stage.
 * `/metrics`: Prometheus text. Both hold counts, codes and sentences of our own only, nothing of
 * any person or of the machine, and need no sign-in.
 */
export function createHealth(deps: HealthDeps): Hono {
  const app = new Hono();
  app.get("/health", (context) => {
    const stages = deps.stages();
    const ready = stages.every((stage) => stage.ready);
    context.header("cache-control", "no-store");
    return context.json({ ready, version: deps.version, stages }, ready ? 200 : 503);
  });
  app.get("/metrics", async (context) => {
    context.header("content-type", "text/plain; version=0.0.4; charset=utf-8");
    return context.body(await deps.metrics());
  });
  return app;
}
