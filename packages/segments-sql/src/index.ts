export type { Statement } from "./emit/emit.ts";
export { quoteIdentifier, quoteText } from "./emit/quote.ts";
export { type At, countsStatement, countStatement, membersStatement, type Page } from "./statements.ts";
export { accountsStatement, type AccountsRow, readAccounts } from "./members.ts";
export {
  type OrderRow,
  ordersStatement,
  type OrdersUpTo,
  type OrdersWanted,
  type OrderSums,
  readOrders,
} from "./orders.ts";
export {
  type Deeds,
  type DeedsRow,
  deedsStatement,
  type DeedsWanted,
  readDeeds,
  scoredStatement,
  type ScoredPage,
} from "./deeds.ts";
export type { Figure } from "./rewrite/rewrite-sums.ts";
export {
  type FiguresRow,
  figuresStatement,
  type FiguresWanted,
  type PersonFigures,
  readFigures,
} from "./figures.ts";
export type { Audience } from "./audience.ts";
export {
  type Funnel,
  type FunnelGroup,
  funnelPeopleCount,
  funnelPeopleStatement,
  type FunnelPlace,
  type FunnelRow,
  funnelStatement,
  type FunnelStep,
  funnelValuesStatement,
  readFunnel,
} from "./funnels.ts";
export { type CalendarPeriod, calendarPeriods } from "./rewrite/periods.ts";
export {
  readReturns,
  type Returns,
  type ReturnsCell,
  type ReturnsRow,
  returnsPeopleCount,
  returnsPeopleStatement,
  returnsStatement,
} from "./returns.ts";
export { windowSpan } from "./rewrite/window.ts";
export { knowZonesOf } from "./rewrite/zone-table.ts";
export {
  readTrend,
  type Trend,
  type TrendFigure,
  type TrendMeasure,
  trendPeopleCount,
  trendPeopleStatement,
  type TrendPlace,
  type TrendRow,
  type TrendSplit,
  trendStatement,
  trendValuesStatement,
} from "./trends.ts";
export {
  type PathEnd,
  type PathFigure,
  pathNamesStatement,
  pathPeopleCount,
  pathPeopleStatement,
  type PathPlace,
  type PathRow,
  type Paths,
  pathsStatement,
  readPath,
  type ToldNames,
} from "./paths.ts";
export {
  type Dailies,
  type DailyFigure,
  type DailyRow,
  dailiesStatement,
  dailyNamesStatement,
  readDaily,
  type ToldApart,
} from "./dailies.ts";
export { rankingStatement, type RankingRow, readRanking } from "./rankings.ts";
export type { Judged } from "./judged.ts";
export {
  eventSharesStatement,
  type Reached,
  reachedStatement,
  type ShareRow,
  type Span,
  traitSharesStatement,
  valueSharesStatement,
} from "./shares.ts";
export {
  type ColumnSchema,
  EVENTS_BY_NAME,
  EVENTS_BY_NODE,
  IS_PLAIN,
  MOVES,
  NODES,
  STORE_TABLES,
  type TableSchema,
  TRAITS,
  TRANSITIONS,
} from "./store-schema.ts";
