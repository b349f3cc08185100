import type { Arrivals } from "../ingest.ts";

/** Of events to which nothing is added. */
export const nothingAdded: Arrivals["takeAlong"] = (events) => ({ events, ended: () => undefined });
