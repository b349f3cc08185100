import { describeDedupe } from "./dedupe.contract.ts";
import { createMemoryDedupe } from "./memory-dedupe.ts";

describeDedupe("memory", async (horizonDays) => createMemoryDedupe({ horizonDays }));
