import type { DefinitionInput, DefinitionProblem, Score } from "@habitus/contract";
import { type Fact, isFitId } from "@habitus/events";
import { decimalFromJsonNumber, formatInstant, reservedTrait } from "@habitus/kernel";
import { checkScore, type PlanContext, type ScoreDefinition } from "@habitus/segments";
import { fromTree, mustReadDefinition, refusal } from "../../../../segments/language.ts";
import { purposeWarnings } from "../../../../segments/purpose-warnings.ts";
import { type ScoreRecord, shownElements } from "../../../../segments/score-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { refuseMixedMoney } from "../../refuse-mixed-money.ts";

type ScoreOperations = "listScores" | "editScore" | "deleteScore" | "writePredictions";

export function scoreHandlers(deps: ManagementDeps): HandlersFor<ScoreOperations> {
  const { scores, context, facts, profiles, workspace, access, now } = deps;
  const shown = (record: ScoreRecord): Score =>
    toScore(record, purposeWarnings(record.purpose, deps.purposes));
  return {
    listScores: () => ({ scores: scores.list().map(shown) }),
    async editScore({ params, body }, { caller }) {
      const { name, kind, purpose = null, elements, rev } = body;
      const content = { name, kind, purpose, definition: scoreOf(elements, context()) };
      for (const [index, { when }] of elements.entries()) {
        await refuseMixedMoney(deps, { condition: content.definition.elements[index]?.when }, when);
      }
      return shown(await scores.set(params.key, content, rev, caller.actor));
    },
    async deleteScore({ params }, { caller }) {
      await scores.remove(params.key, caller.actor);
      return undefined;
    },
    async writePredictions({ params, body }, { caller }) {
      const name = reservedTrait("score", params.key);
      const time = workspace.logicalNow();
      const refused: Refused[] = [];
      const said = body.values.flatMap(({ id, value }, place): readonly Fact[] => {
        const fault = faultOf(id, value);
        if (fault !== null) refused.push({ place, ...fault });
        if (fault !== null) return [];
        const whom = profiles.findOwn(id)?.id ?? ({ kind: "user", value: id } as const);
        return [{ id: whom, name, value: JSON.stringify(value), time, idHash: null, proof: null }];
      });
      const { offset, inForce } = await facts.say(said);
      await access.audit.write({
        actor: caller.actor,
        at: now(),
        action: "prediction.write",
        target: `prediction/${params.key}`,
        before: null,
        after: { said: said.length, refused: refused.length, offset },
      });
      return { said: said.length, refused, inForce };
    },
  };
}

type Fault = { readonly code: "unfit_id" | "unfit_number"; readonly message: string };
type Refused = Fault & { readonly place: number };

function faultOf(id: string, value: number | null): Fault | null {
  if (!isFitId(id)) return { code: "unfit_id", message: `"${id}" is nobody's id.` };
  if (value === null || decimalFromJsonNumber(String(value)) !== null) return null;
  return {
    code: "unfit_number",
    message: "A number has at most 18 digits before the point.",
  };
}

/** @throws HabitusError `definition_refused`. */
function scoreOf(
  elements: readonly { readonly when: DefinitionInput; readonly value: number }[],
  context: PlanContext,
): ScoreDefinition {
  const written = elements.map(({ when, value }) => {
    const { condition } = mustReadDefinition(when, context);
    return { when: condition, value: { kind: "number", value: String(value) } };
  });
  const checked = checkScore({ version: 1, elements: written });
  if (checked.kind === "refused") throw refusal(checked.problems.map(fromTree));
  return checked.score;
}

function toScore(
  { definition, kind = "behaviour", updatedAt, ...rest }: ScoreRecord,
  warnings: readonly DefinitionProblem[],
): Score {
  const elements = shownElements(definition);
  return { ...rest, kind, elements, updatedAt: formatInstant(updatedAt), warnings: [...warnings] };
}
