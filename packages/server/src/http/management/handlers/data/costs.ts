import type { Cost } from "@habitus/contract";
import { formatInstant, must, parseIso } from "@habitus/kernel";
import type { CostPlace, CostRecord } from "../../../../costs/cost-ledger.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { instantOrNull, invalidCursor, PAGE } from "../shared.ts";

type CostOperations = "noteCost" | "listCosts" | "guessCostMapping" | "importCosts";

export function costHandlers({ costs, imports }: ManagementDeps): HandlersFor<CostOperations> {
  return {
    async noteCost({ body: { at, what = {}, note = null, ...rest } }, { caller }) {
      const content = { ...rest, at: must(parseIso(at), "validated as a time").at, note };
      const about = {
        ...(what.message === undefined ? {} : { message: what.message }),
        ...(what.segment === undefined ? {} : { segment: what.segment }),
      };
      return toCost(await costs.note({ ...content, what: about }, caller.actor));
    },
    guessCostMapping: ({ params }) => imports.guessCosts(params.file),
    importCosts: async ({ body: { mapping = null, ...what } }, { caller }) =>
      toJob(await imports.startCosts({ ...what, mapping }, caller.actor)),
    async listCosts({ query: { from, to, order = "earliest", after, limit = PAGE } }) {
      const period = { from: instantOrNull(from), to: instantOrNull(to) };
      const page = await costs.page({ ...period, order, after: readCursor(after), limit });
      return {
        costs: page.costs.map(toCost),
        sums: page.sums === null ? null : [...page.sums],
        next: page.next === null ? null : `${page.next.at}/${page.next.id}`,
      };
    },
  };
}

/** @throws HabitusError `invalid_cursor`. */
function readCursor(text: string | undefined): CostPlace | null {
  if (text === undefined) return null;
  const [, at, id] = /^(-?\d{1,15})\/(.+)$/.exec(text) ?? [];
  if (at === undefined || id === undefined) throw invalidCursor();
  return { at: Number(at), id };
}

function toCost({ at, notedAt, ...rest }: CostRecord): Cost {
  return { ...rest, at: formatInstant(at), notedAt: formatInstant(notedAt) };
}
