import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestEngine, type TestEngine } from "./testing/start-engine.ts";

describe("event store on the embedded engine", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
  });
  afterAll(() => engine.stop());

  it("keeps and answers a batch", async () => {
    const store = await engine.openStore();
    expect(await store.position()).toBe(0);
    await store.append({ upTo: 7, events: [], traits: [], moves: [], nodes: [{ offset: 7, node: 3 }] });
    expect(await store.position()).toBe(7);
    const rows = await store.query(
      { sql: "SELECT offset, node FROM nodes", params: {} },
      { lane: "interactive" },
    );
    expect(rows).toEqual([{ offset: "7", node: "3" }]);
    await store.close();
  });
});
