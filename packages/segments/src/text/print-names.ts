import type {
  AccountCondition,
  BucketCondition,
  ListCondition,
  SegmentCondition,
  SubscribedCondition,
} from "../tree/definition.ts";
import { printText } from "./literals.ts";

/** What is known to the workspace by a key alone. */
export function printReferred(
  condition: ListCondition | AccountCondition | SubscribedCondition | SegmentCondition,
): string {
  if (condition.kind === "list") return `in list ${printText(condition.list)}`;
  if (condition.kind === "account") return `in account ${printText(condition.account)}`;
  if (condition.kind === "subscribed") return `subscribed to ${printText(condition.group)}`;
  return `in segment ${printText(condition.segment)}`;
}

export function printBucket({ from, to, of, by }: BucketCondition): string {
  return `bucket ${from === to ? from : `${from} to ${to}`} of ${of} by ${printText(by)}`;
}
