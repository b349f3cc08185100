import { afterAll, beforeAll } from "vitest";
import { eventReadsContract } from "../../store/event-reads.contract.ts";
import { eventStoreContract } from "../../store/event-store.contract.ts";
import { createEventReads } from "./reads.ts";
import { startTestEngine, type TestEngine } from "./testing/start-engine.ts";
import { storedRows } from "./testing/stored-rows.ts";

let engine: TestEngine;
let databases = 0;

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

eventStoreContract("embedded engine", async () => {
  databases += 1;
  // Small blocks, so that batches need several inserts.
  const options = { database: `store_${databases}`, blocks: { rows: 700, bytes: 1_000_000 } };
  let store = await engine.openStore(options);
  return {
    store,
    stored: () => storedRows(store),
    async reopen() {
      await store.close();
      store = await engine.openStore(options);
      return store;
    },
    close: () => store.close(),
  };
});

eventReadsContract("embedded engine", async () => {
  databases += 1;
  const store = await engine.openStore({ database: `reads_${databases}` });
  return { store, reads: createEventReads(store), close: () => store.close() };
});
