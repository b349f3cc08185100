import { LIMITS, type Rehearsal as Shown, type Rehearsals, type RehearseRequest } from "@habitus/contract";
import { DAY_MS, formatInstant, HabitusError } from "@habitus/kernel";
import { printDefinition } from "@habitus/segments";
import { jobId, jobNumber } from "../../../../jobs/job-store.ts";
import { isEntry } from "../../../../membership/rehearsal/rehearsal-days.ts";
import { REHEARSE_JOB, type RehearsalInput } from "../../../../membership/rehearsal/rehearsal-job.ts";
import type { Rehearsal } from "../../../../membership/rehearsal/rehearsal-store.ts";
import { personId } from "../../../../profiles/identity.ts";
import { mustReadDefinition } from "../../../../segments/language.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { idsFor } from "../ids-for.ts";
import { found, instantOrNull, numberCursor, PAGE, readNumberCursor } from "../shared.ts";

type RehearsalOperations = "rehearseSegment" | "listRehearsals" | "getRehearsal" | "listRehearsedPeople";

const DAYS = 30;

export function rehearsalHandlers(deps: ManagementDeps): HandlersFor<RehearsalOperations> {
  const { jobs, profiles, rehearsals } = deps;
  const present = (id: string): Rehearsal => {
    const number = jobNumber(id);
    return found(number === null ? null : rehearsals.get(number), "rehearsal");
  };
  return {
    rehearseSegment: async ({ body }, { caller }) =>
      toJob(await jobs.start(REHEARSE_JOB, caller.actor, inputOf(deps, body))),
    listRehearsals: ({ query }) => ({
      running: running(jobs),
      rehearsals: rehearsals
        .list()
        .filter(({ segment }) => query.segment === undefined || segment === query.segment)
        .map(toRehearsal),
    }),
    getRehearsal: ({ params }) => toRehearsal(present(params.id)),
    async listRehearsedPeople({ params, query }, { signal }) {
      const rehearsal = present(params.id);
      const { side = "entered", limit = PAGE } = query;
      const day = query.day === undefined ? null : rehearsal.days.findIndex((each) => each.day === query.day);
      if (day === -1) throw refused("day", "is no day of this rehearsal");
      const page = { side, day, after: readNumberCursor(query.after), limit: limit + 1 };
      const all = await rehearsals.people(rehearsal, page, signal);
      const people = all.slice(0, limit);
      const segment = rehearsal.segment === null ? null : deps.segments.get(rehearsal.segment);
      const idsOf = idsFor(deps, segment === null ? [] : [segment.purpose]);
      return {
        people: people.map(({ person: then, wasIn, changes }) => {
          const person = profiles.ofNumber(then)?.person ?? then;
          return {
            id: personId(person),
            ids: idsOf(person),
            wasIn,
            changes: changes.map((at, place) => ({
              at: formatInstant(at),
              entered: isEntry({ wasIn }, place),
            })),
          };
        }),
        next: all.length > limit ? numberCursor(people.at(-1)?.person ?? null) : null,
      };
    },
  };
}

/** @throws HabitusError `not_found`, `definition_refused`, `invalid_request`. */
function inputOf({ segments, context, workspace }: ManagementDeps, body: RehearseRequest): RehearsalInput {
  const { segment: key = null, channel = null } = body;
  const question =
    body.definition === undefined
      ? found(key === null ? null : segments.get(key), "segment")
      : { definition: mustReadDefinition(body.definition, { ...context(), self: key }), purpose: null };
  const { definition, purpose } = question;
  const now = workspace.logicalNow();
  const to = instantOrNull(body.to) ?? now;
  const from = instantOrNull(body.from) ?? to - (body.days ?? DAYS) * DAY_MS;
  if (to > now) throw refused("to", "must not lie behind the workspace's now");
  if (from >= to) throw refused("from", "must lie before `to`");
  if (to - from > LIMITS.rehearsalDays * DAY_MS) {
    throw refused("from", `must lie at most ${LIMITS.rehearsalDays} days before \`to\``);
  }
  return { segment: key, definition, purpose: body.purpose ?? purpose, channel, from, to };
}

function running(jobs: ManagementDeps["jobs"]): Rehearsals["running"] {
  const [job] = jobs.unfinished(REHEARSE_JOB);
  return job === undefined ? null : { job: job.id, segment: (job.checkpoint as RehearsalInput).segment };
}

function refused(path: string, message: string): HabitusError {
  return new HabitusError("invalid_request", `\`${path}\` ${message}.`, {
    details: { problems: [{ path, message }] },
  });
}

function toRehearsal({ number, definition, days, from, to, finishedAt, ...rest }: Rehearsal): Shown {
  return {
    ...rest,
    id: jobId(number),
    definition: { text: printDefinition(definition) },
    from: formatInstant(from),
    to: formatInstant(to),
    finishedAt: formatInstant(finishedAt),
    days: days.map(({ until, ...figures }) => ({ ...figures, until: formatInstant(until) })),
  };
}
