import { type Job, routes, type TemplateNeed } from "@habitus/contract";
import { expect, test } from "vitest";
import { type Maker, recipeOf } from "./template-recipes.ts";

const AROUND = { owner: "Olena", goal: "Know who buys again", events: [] };
const JOB = { id: "j1" } as Job;

/** What a recipe tells the server, as the server reads it. */
async function told(need: TemplateNeed): Promise<readonly string[]> {
  const calls: string[] = [];
  const edit =
    (name: "editModel" | "editRating" | "editSurvey") =>
    (input: { readonly params: { readonly key: string }; readonly body: unknown }) => {
      routes[name].body.parse(input.body);
      calls.push(`${name} ${input.params.key}`);
      return Promise.resolve({});
    };
  const run = (name: string) => (input: { readonly params: { readonly key: string } }) => {
    calls.push(`${name} ${input.params.key}`);
    return Promise.resolve(JOB);
  };
  const by = {
    editModel: edit("editModel"),
    editRating: edit("editRating"),
    editSurvey: edit("editSurvey"),
    runModel: run("runModel"),
    runRating: run("runRating"),
  } as unknown as Maker;
  const job = await recipeOf(need, AROUND)?.make(by);
  return [...calls, job === null ? "nothing runs" : "runs"];
}

test("what ready-made segments need is made as the server takes it, and run where it has to", async () => {
  const missing = (kind: TemplateNeed["kind"], key: string): TemplateNeed => ({
    kind,
    key,
    state: "missing",
  });
  expect(await told(missing("model", "shop"))).toEqual(["editModel shop", "runModel shop", "runs"]);
  expect(await told({ kind: "model", key: "shop", state: "silent" })).toEqual(["runModel shop", "runs"]);
  expect(await told(missing("rating", "engagement"))).toEqual([
    "editRating engagement",
    "runRating engagement",
    "runs",
  ]);
  expect(await told(missing("rating", "sought"))).toEqual(["editRating sought", "runRating sought", "runs"]);
  expect(await told(missing("survey", "benefits"))).toEqual(["editSurvey benefits", "nothing runs"]);
});

test("what only its own form can make has no recipe, nor has what more runs would not mend", () => {
  expect(recipeOf({ kind: "model", key: "own", state: "missing" }, AROUND)).toBeNull();
  expect(recipeOf({ kind: "rating", key: "own", state: "silent" }, AROUND)).toBeNull();
  expect(recipeOf({ kind: "model", key: "shop", state: "untold" }, AROUND)).toBeNull();
});
