import { describeKv } from "./kv.contract.ts";
import { createMemoryKv } from "./memory-kv.ts";

describeKv("memory", async () => createMemoryKv());
