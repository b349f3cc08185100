import { describeMembershipStore } from "./membership-store.contract.ts";
import { createMemoryMembershipStore } from "./memory-membership-store.ts";

describeMembershipStore("memory", async () => createMemoryMembershipStore());
