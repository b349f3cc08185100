import type { Keys } from "./problem.ts";

/** How the rules tell what they found. */
export type Report = (at: Keys, code: string, message: string, suggestion?: string | null) => void;
