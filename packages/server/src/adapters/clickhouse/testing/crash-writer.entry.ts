import { ClickHouseEventStore } from "../clickhouse-event-store.ts";
import { EngineProcess } from "../engine-process.ts";
import { recordsBatch } from "./generated-records.ts";

// Goes on from where the store stands and appends generated records, saying each confirmed offset: to be killed.
const [dataDir = "", entry = "", last = "0", batch = "1"] = process.argv.slice(2);
const lastOffset = Number(last);
const engine = await EngineProcess.start({ dataDir, entry });
const store = await ClickHouseEventStore.open({
  address: engine.address,
  blocks: { rows: 300, bytes: 1_000_000 },
});
let position = await store.position();
process.stdout.write(`${position}\n`);
while (position < lastOffset) {
  const upTo = Math.min(position + Number(batch), lastOffset);
  await store.append(recordsBatch(position + 1, upTo, lastOffset));
  position = upTo;
  process.stdout.write(`${position}\n`);
}
await store.close();
await engine.stop();
