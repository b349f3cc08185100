import type { Job, Template, TemplateNeed } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { useSession } from "../../ui/use-session.ts";
import { Running } from "../settings/model-runs.tsx";
import { lackingOf, type Recipe, recipeOf, TELLER_PAGES } from "./template-recipes.ts";

type TemplateNeedsProps = {
  /** As the server tells it now: its needs change while it is shown. */
  readonly template: Template;
  readonly onTake: () => void;
  readonly onBack: () => void;
};

/** What has to be made before anybody can meet a template, and the step that makes it. */
export function TemplateNeeds({ template, onTake, onBack }: TemplateNeedsProps) {
  const { t } = useI18n();
  const lacking = lackingOf(template);
  return (
    <fieldset className="template-names">
      <legend>{t("templates.needsTitle", { name: template.name })}</legend>
      {lacking.map((need) => (
        <Need key={`${need.kind} ${need.key}`} need={need} goal={template.goal} />
      ))}
      {lacking.length === 0 ? <p className="plain">{t("templates.ready")}</p> : null}
      <div className="template-names-foot">
        <Button variant="default" onClick={onBack}>
          {t("templates.back")}
        </Button>
        <Button variant={lacking.length === 0 ? "filled" : "default"} onClick={onTake}>
          {t(lacking.length === 0 ? "templates.takeNow" : "templates.takeYet")}
        </Button>
      </div>
    </fieldset>
  );
}

function Need({ need, goal }: { readonly need: TemplateNeed; readonly goal: string }) {
  const { t } = useI18n();
  const session = useSession();
  const vocabulary = useBeside(vocabularyQuery);
  const recipe = recipeOf(need, {
    owner: session?.actor.name ?? "",
    goal,
    events: vocabulary.data?.events ?? [],
  });
  const { kind, key } = need;
  const says = t(textOf(need), { name: recipe?.name ?? key });
  return (
    <div className="stack">
      <p className="plain">
        {says} <Link to={TELLER_PAGES[kind]}>{t(`templates.page.${kind}`)}</Link>
      </p>
      {recipe === null ? null : <Make kind={kind} recipe={recipe} isReady={!vocabulary.isPending} />}
    </div>
  );
}

function textOf(need: TemplateNeed) {
  if (need.state === "untold") return "templates.untoldText";
  return need.state === "silent"
    ? (`templates.silent.${need.kind}` as const)
    : (`templates.missing.${need.kind}` as const);
}

type MakeProps = {
  readonly kind: TemplateNeed["kind"];
  readonly recipe: Recipe;
  readonly isReady: boolean;
};

function Make({ kind, recipe, isReady }: MakeProps) {
  const { t } = useI18n();
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: () => recipe.make(api),
    onSettled: () => client.invalidateQueries(),
  });
  const job = useJob(making.data ?? null);
  const { name, from } = recipe;
  return (
    <>
      <div>
        <Button
          loading={making.isPending}
          disabled={!isReady || (job !== null && !hasEnded(job))}
          onClick={() => making.mutate()}
        >
          {from === null ? t(`templates.make.${kind}`, { name }) : t("templates.makeFrom", { name, from })}
        </Button>
      </div>
      {making.isError ? <Failure error={making.error} /> : null}
      {job === null ? null : <Made job={job} name={name} />}
    </>
  );
}

/** While it lacks still, for who needs it is asked anew once the run has ended. */
function Made({ job, name }: { readonly job: Job; readonly name: string }) {
  const { t } = useI18n();
  if (!hasEnded(job)) return <Running id={job.id} name={name} />;
  return <p className="plain">{t("templates.toldNothing", { name })}</p>;
}
