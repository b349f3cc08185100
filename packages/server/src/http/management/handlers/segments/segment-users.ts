import type { Segment } from "@habitus/contract";
import { webhooksNaming } from "../../../../health/usage.ts";
import type { ManagementDeps } from "../../deps.ts";

/** By key, what each segment is part of and what is sent of it by name; as of now, for as many segments as are asked. */
export function segmentUsers({
  segments,
  webhooks,
}: Pick<ManagementDeps, "segments" | "webhooks">): (key: string) => Segment["usedBy"] {
  const users = segments.users();
  const all = webhooks.list();
  return (key) => [
    ...(users.get(key) ?? []),
    ...webhooksNaming(all, key).map(({ id, name }) => ({ kind: "webhook" as const, key: id, name })),
  ];
}
