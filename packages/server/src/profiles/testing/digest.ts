import { createIdDigest } from "../tombstones.ts";

export const TEST_DIGEST = createIdDigest(new Uint8Array(32));
