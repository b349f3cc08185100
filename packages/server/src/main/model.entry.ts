import { parentPort, workerData } from "node:worker_threads";
import { HabitusError, must } from "@habitus/kernel";
import { SCORE_NAMES } from "@habitus/models";
import {
  type FiguresRow,
  figuresStatement,
  knowZonesOf,
  type OrderRow,
  ordersStatement,
  type PersonFigures,
  readFigures,
  readOrders,
} from "@habitus/segments-sql";
import { LaneClient } from "../adapters/clickhouse/client.ts";
import { DEFAULT_DATABASE } from "../adapters/clickhouse/clickhouse-event-store.ts";
import { laneLimits } from "../adapters/clickhouse/lane-limits.ts";
import type { ModelMessage, ModelThreadData } from "../models/model-protocol.ts";
import type { BuyingQuestion } from "../models/model-question.ts";
import type { ModelResult } from "../models/model-runs.ts";
import { scoreKey } from "../models/model-store.ts";
import type { PropensityQuestion } from "../models/propensity-question.ts";
import { runPropensity } from "../models/propensity-run.ts";
import { type PersonRow, type RunTelling, runScores } from "../models/score-run.ts";

// One run of a model in a thread of its own: reading many people and fitting take seconds in which nobody else may wait.
const port = must(parentPort, "a run of a model has a worker thread");
const { engine, model, question, told, highest } = workerData as ModelThreadData;
const traits = SCORE_NAMES.map((name) => scoreKey(model, name).trait);

/** Resolves when the other side is ready for more. */
function tell(message: ModelMessage): Promise<void> {
  const heard = new Promise<void>((resolve) => {
    port.once("message", () => resolve());
  });
  port.postMessage(message);
  return heard;
}

knowZonesOf(process.versions);
// The server has made the tables before anybody runs a model.
const { backfill } = laneLimits(engine.memoryBytes);
const client = new LaneClient(engine, DEFAULT_DATABASE, "backfill", backfill);

async function ordersOf(asked: BuyingQuestion, after: number, upTo: number): Promise<readonly PersonRow[]> {
  const { people, matches, path, zone, covariates: known, newestDay, holdoutDays, at, present } = asked;
  const seenUpTo = newestDay - holdoutDays;
  const wanted = { people, matches, path, zone, traits, known, after, upTo, seenUpTo };
  const statement = ordersStatement(wanted, { at, present });
  const rows = await client.rows<OrderRow>(statement);
  return rows.map((row) => readOrders(row, traits.length, known.length));
}

async function figuresOf(
  { plans, figures, present }: PropensityQuestion,
  at: number,
  after: number,
  upTo: number,
): Promise<readonly PersonFigures[]> {
  const wanted = { plans, figures, numbers: traits, after, upTo };
  const rows = await client.rows<FiguresRow>(figuresStatement(wanted, { at, present }));
  return rows.map((row) => readFigures(row, wanted));
}

function carriedOut(telling: RunTelling): Promise<ModelResult> {
  if (question.kind === "propensity") {
    const page = (at: number, after: number, upTo: number) => figuresOf(question, at, after, upTo);
    return runPropensity(question, told, highest, { ...telling, page });
  }
  const page = (after: number, upTo: number) => ordersOf(question, after, upTo);
  return runScores(question, told, highest, { ...telling, page });
}

async function run(): Promise<ModelMessage> {
  try {
    const result = await carriedOut({
      say: (changes) => tell({ kind: "changes", changes }),
      progress: (phase, done, total) => tell({ kind: "progress", phase, done, total }),
    });
    // What is no number becomes null, as in all that is stored and sent.
    return { kind: "done", result: JSON.parse(JSON.stringify(result)) as typeof result };
  } catch (error) {
    if (!(error instanceof HabitusError)) throw error;
    return { kind: "failed", code: error.code, message: error.message };
  }
}

const last = await run();
await client.close();
port.postMessage(last);
