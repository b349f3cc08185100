import type { ExplorePeople, PathEnd, PathPeopleRequest, PathsAnswer, PathsRequest } from "@habitus/contract";
import { formatInstant, must } from "@habitus/kernel";
import { printDefinition } from "@habitus/segments";
import { createAsking } from "./asking.ts";
import { peoplePage } from "./explore-people.ts";
import type { ExploreDeps } from "./explore-queries.ts";
import { invalid } from "./invalid.ts";
import type { EndOfPath, PathFigure, PathRow, ToldNames } from "./path-queries.ts";
import { type PathQuestion, readPathQuestion } from "./path-question.ts";
import { pathDefinition } from "./path-segment.ts";

export type Paths = {
  /** @throws HabitusError `definition_refused`, `invalid_request`, `not_found`, and what the event store throws. */
  paths(request: PathsRequest, signal: AbortSignal): Promise<PathsAnswer>;
  /** @throws as `paths`, and `invalid_cursor`. */
  people(request: PathPeopleRequest, signal: AbortSignal): Promise<ExplorePeople>;
};

type NameRow = Readonly<Record<"step" | "name" | "passages" | "people", string | number>>;

const USUAL_TOP = 5;

export function createPaths(deps: ExploreDeps): Paths {
  const { queries } = deps;
  const { rows, timed } = createAsking(deps);
  return {
    paths: (request, signal) =>
      timed(async () => {
        const question = await readPathQuestion(deps, request, signal);
        const { paths } = question;
        const found = await rows<NameRow>(queries.pathNames(paths), signal);
        const { told, names } = mostFrequent(found, paths.steps, request.top ?? USUAL_TOP);
        const figures = (await rows<PathRow>(queries.paths(paths, told), signal)).map((row) =>
          queries.readPath(row),
        );
        return { ...toldOf(question), ...toSteps(figures, told, names) };
      }),
    people: (request, signal) =>
      timed(async () => {
        const { step, node, next, after, limit, ...asked } = request;
        const question = await readPathQuestion(deps, asked, signal);
        const { paths } = question;
        if (node.kind === "left" || node.kind === "open")
          throw invalid("node", "is no event; say it with `next`");
        if (step > paths.steps) throw invalid("step", "lies behind the last one");
        if (next !== undefined && step === paths.steps) throw invalid("next", "lies behind the last step");
        const told = Array.from({ length: paths.steps + 1 }, (_, place): readonly string[] =>
          place === step ? namesOf(node) : place === step + 1 && next !== undefined ? namesOf(next) : [],
        );
        const place = { step, from: readEnd(node), to: next === undefined ? null : readEnd(next) };
        const page = await peoplePage(
          deps,
          {
            asked,
            page: (of) => queries.pathPeople(paths, told, place, of),
            count: queries.pathPeopleCount(paths, told, place),
            after,
            limit,
          },
          signal,
        );
        const kept = pathDefinition(question, request);
        return { ...page, ...kept, at: formatInstant(paths.at) };
      }),
  };
}

function toldOf({ paths, membersAt, condition }: PathQuestion) {
  return {
    at: formatInstant(paths.at),
    membersAt: formatInstant(membersAt),
    from: formatInstant(paths.window.from),
    to: formatInstant(paths.window.to),
    anchor: printDefinition({ version: 1, condition }),
  };
}

/** The names that most passages meet at each step, and how many names there are. */
function mostFrequent(
  found: readonly NameRow[],
  steps: number,
  top: number,
): { readonly told: ToldNames; readonly names: readonly number[] } {
  const places = Array.from({ length: steps + 1 }, (_, step) => {
    const own = found.filter((row) => Number(row.step) === step);
    const ranked = own.toSorted(
      (a, b) => Number(b.passages) - Number(a.passages) || (String(a.name) < String(b.name) ? -1 : 1),
    );
    return { told: ranked.slice(0, top).map(({ name }) => String(name)), names: own.length };
  });
  return { told: places.map(({ told }) => told), names: places.map(({ names }) => names) };
}

function toSteps(
  figures: readonly PathFigure[],
  told: ToldNames,
  names: readonly number[],
): Pick<PathsAnswer, "steps" | "links"> {
  const mostFirst = <T extends { readonly passages: number }>(all: readonly T[]): T[] =>
    all.toSorted((a, b) => b.passages - a.passages);
  const steps = told.map((_, step) => ({
    names: names[step] ?? 0,
    nodes: mostFirst(
      figures
        .filter((each) => each.step === step && each.to === null)
        .map(({ from, passages, people }) => ({ at: writeEnd(from, step, told), passages, people })),
    ),
  }));
  const links = figures.flatMap(({ step, from, to, passages, people }) =>
    to === null
      ? []
      : [{ step, from: writeEnd(from, step, told), to: writeEnd(to, step + 1, told), passages, people }],
  );
  return { steps, links: mostFirst(links).toSorted((a, b) => a.step - b.step) };
}

function writeEnd(end: EndOfPath, step: number, told: ToldNames): PathEnd {
  if (end.kind === "name") {
    return { kind: "event", name: must(told[step]?.[end.place], "only names that were told are told of") };
  }
  return end.kind === "others" ? { kind: "others", except: [...(told[step] ?? [])] } : { kind: end.kind };
}

const namesOf = (end: PathEnd): readonly string[] =>
  end.kind === "event" ? [end.name] : end.kind === "others" ? end.except : [];

const readEnd = (end: PathEnd): EndOfPath =>
  end.kind === "event" ? { kind: "name", place: 0 } : { kind: end.kind };
