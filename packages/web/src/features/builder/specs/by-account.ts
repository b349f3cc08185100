import { WHICH_ACCOUNTS, WHICH_MEMBERS } from "./comparisons.ts";
import { PROPERTIES } from "./properties.ts";

/** Rows of the accounts that people belong to, and of the people of these. */
export const BY_ACCOUNT = {
  account: {
    lead: "b.lead.account",
    leadNot: "b.lead.notAccount",
    name: "b.row.account",
    example: "b.row.account.example",
    group: "who",
    blank: { kind: "account", account: "" },
    parts: [{ show: "text", field: "account", label: "b.account", choose: "b.account.choose" }],
  },
  accounts: {
    lead: "b.lead.accounts",
    leadNot: "b.lead.notAccounts",
    name: "b.row.accounts",
    example: "b.row.accounts.example",
    group: "who",
    blank: { kind: "accounts", which: { kind: "any" }, where: PROPERTIES.property.blank },
    parts: [
      { show: "variant", field: "which", tag: "kind", label: "b.operator", specs: WHICH_ACCOUNTS },
      { show: "where", field: "where" },
    ],
  },
  members: {
    lead: "b.lead.members",
    leadNot: "b.lead.notMembers",
    name: "b.row.members",
    example: "b.row.members.example",
    group: "who",
    blank: { kind: "members", which: { kind: "any" }, of: { kind: "everyone" } },
    parts: [
      { show: "variant", field: "which", tag: "kind", label: "b.operator", specs: WHICH_MEMBERS },
      { show: "sentence", field: "of", label: "b.members.of" },
    ],
  },
} as const;
