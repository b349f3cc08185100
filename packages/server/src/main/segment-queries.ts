import {
  accountsStatement,
  countsStatement,
  countStatement,
  membersStatement,
  rankingStatement,
  readAccounts,
  readRanking,
} from "@habitus/segments-sql";
import type { SegmentQueries } from "../segments/evaluate.ts";

export const SEGMENT_QUERIES: SegmentQueries = {
  count: (plan, moment) => countStatement(plan, moment),
  counts: (plans, moment) => countsStatement(plans, moment),
  members: (plan, moment, page) => membersStatement(plan, { ...moment, ...page }),
  ranking: (population, moment) => rankingStatement(population, moment),
  readRanking,
  accounts: (population, moment) => accountsStatement(population, moment),
  readAccounts,
};
