import { unreachable } from "@habitus/kernel";
import type { ComputedCondition } from "../tree/computed-condition.ts";
import type {
  AccountCondition,
  BucketCondition,
  EveryoneCondition,
  ItemsComparison,
  ListCondition,
  MembersChoice,
  ScoreCondition,
  SegmentCondition,
  SubscribedCondition,
} from "../tree/definition.ts";
import { printLiteral, printText } from "./literals.ts";
import { counted } from "./print-window.ts";

type Named =
  | EveryoneCondition
  | ListCondition
  | AccountCondition
  | SubscribedCondition
  | SegmentCondition
  | ScoreCondition
  | ComputedCondition
  | BucketCondition;

/** What is known to the workspace by a name alone. */
export function printNamed(condition: Named): string {
  switch (condition.kind) {
    case "everyone":
      return "everyone";
    case "list":
      return `in list ${printText(condition.list)}`;
    case "account":
      return `in account ${printText(condition.account)}`;
    case "subscribed":
      return `subscribed to ${printText(condition.group)}`;
    case "segment":
      return `in segment ${printText(condition.segment)}`;
    case "score":
    case "predicted":
      return `${condition.kind} ${printText(condition.score)} ${condition.op} ${printLiteral(condition.value)}`;
    case "computed":
      return `computed ${printText(condition.computed)} ${condition.op} ${printLiteral(condition.value)}`;
    case "bucket":
      return printBucket(condition);
    default:
      return unreachable(condition);
  }
}

function printBucket({ from, to, of, by }: BucketCondition): string {
  return `bucket ${from === to ? from : `${from} to ${to}`} of ${of} by ${printText(by)}`;
}

export function printWhich({ which }: Pick<ItemsComparison, "which">, of: "item" | "account"): string {
  if (which.kind !== "count") return `${which.kind} ${of}`;
  return `${which.count.op} ${counted(which.count.n, of)}`;
}

export function printMembers(which: MembersChoice): string {
  const whose = "of their account";
  if (which.kind === "count") return `${which.count.op} ${counted(which.count.n, "member")} ${whose}`;
  return `${which.kind === "none" ? "no" : which.kind} member ${whose}`;
}
