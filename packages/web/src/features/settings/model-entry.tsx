import type { BuyingResult, Model, ModelRun } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { modelsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { MeaningWarnings } from "../../ui/meaning-warnings.tsx";
import { Note } from "../../ui/notes.tsx";
import { useWhen } from "../../ui/when.tsx";
import { EntryActions } from "./entry-actions.tsx";
import { sentenceOf } from "./model-form.ts";
import { ModelEffects } from "./model-effects.tsx";
import { ModelQuality } from "./model-quality.tsx";
import { RunNow, Running } from "./model-runs.tsx";
import { PropensityQuality } from "./propensity-quality.tsx";

type Props = { readonly model: Model; readonly mayEdit: boolean; readonly onEdit: () => void };

export function ModelEntry({ model, mayEdit, onEdit }: Props) {
  const { t } = useI18n();
  const { key, name, goal, owner, newest } = model;
  return (
    <li className="model">
      <div className="model-head">
        <div>
          <div className="settings-name">
            {name} <span className="code">{key}</span>
          </div>
          <div className="muted settings-note">
            {t("models.answers", { goal, owner })}{" "}
            {model.purpose === null ? null : t("models.for", { purpose: model.purpose })}
          </div>
          {sentencesOf(model).map((sentence) => (
            <div key={sentence} className="muted settings-note">
              {sentence}
            </div>
          ))}
        </div>
        {mayEdit ? (
          <div className="model-actions">
            <RunNow
              label={t("models.runNamed", { name })}
              run={() => api.runModel({ params: { key } })}
              isRunning={model.job !== null}
              renew={modelsQuery.queryKey}
            />
            <EntryActions
              name={name}
              warning={t("models.deleteText")}
              onEdit={onEdit}
              remove={() => api.deleteModel({ params: { key } })}
              renew={[modelsQuery.queryKey]}
            />
          </div>
        ) : null}
      </div>
      <div className="stack model-body">
        <MeaningWarnings warnings={model.warnings} />
        {model.job === null ? null : <Running id={model.job} name={name} />}
        {newest === null ? <p className="muted settings-note">{t("models.never")}</p> : null}
        {newest === null ? null : <NewestRun model={model} run={newest} />}
        {model.inForce === null ? null : <Uses model={model} />}
      </div>
    </li>
  );
}

/** What it reads of people. */
function sentencesOf(model: Model): readonly string[] {
  if (model.kind !== "propensity") return model.orders;
  return [model.outcome, ...(model.audience === null ? [] : [model.audience])];
}

function NewestRun({ model, run }: { readonly model: Model; readonly run: ModelRun }) {
  const { t, f } = useI18n();
  const when = useWhen();
  const { result, outcome, error } = run;
  if (outcome === "failed" || result === null) {
    return (
      <Note tone="bad" title={t("models.failed")}>
        {error?.message}
      </Note>
    );
  }
  if (outcome === "refused") {
    const reason = result.fit.detail ?? "";
    return (
      <Note tone="warn" title={t("models.refused")}>
        {t(model.inForce === null ? "models.refusedNone" : "models.refusedKept", { reason })}
      </Note>
    );
  }
  return (
    <>
      <div className="settings-note">
        <Link
          to="/new-segment"
          search={{ definition: `predicted "${model.key}.${everyScore(result)}" >= 0` }}
          className="card-link"
          title={t("models.toPerson")}
        >
          {t("models.scored", { count: result.scored })}
        </Link>
        {" · "}
        {t(result.kind === "buying" ? "models.version" : "models.versionAhead", {
          number: run.number,
          when: when(run.finishedAt),
          from: f.plainDate(result.from ?? result.to),
          to: f.plainDate(result.to),
        })}{" "}
        {model.nextRunAt === null ? null : t("models.next", { when: when(model.nextRunAt) })}
      </div>
      {result.kind === "buying" ? (
        <BuyingRun name={model.name} result={result} />
      ) : (
        <PropensityQuality name={model.name} result={result} />
      )}
    </>
  );
}

/** A score that everybody has of whom anything is told. */
const everyScore = ({ kind }: NonNullable<ModelRun["result"]>): string =>
  kind === "buying" ? "orders" : "chance";

function BuyingRun({ name, result }: { readonly name: string; readonly result: BuyingResult }) {
  const { t } = useI18n();
  return (
    <>
      {result.value?.outcome === "refused" ? (
        <Note tone="warn">{t("models.noValue", { reason: result.value.detail ?? "" })}</Note>
      ) : null}
      {result.fit.endIsTold === false ? (
        <Note tone="warn" title={t("models.endUntold")}>
          {t("models.endUntoldText")}
        </Note>
      ) : null}
      {result.fit.warnings.map((warning) => (
        <p key={warning} className="muted settings-note">
          {warning}
        </p>
      ))}
      <ModelEffects name={name} fit={result.fit} />
      <ModelQuality name={name} result={result} />
    </>
  );
}

const NAMES = ["alive", "orders", "rate", "next", "spend", "value", "chance"] as const;

function Uses({ model: { scores, newest } }: { readonly model: Model }) {
  const { t } = useI18n();
  const bought = newest?.result?.kind === "buying" ? newest.result : null;
  const hasNoValue = bought?.value?.outcome === "refused";
  const hasNoEnd = bought?.fit.endIsTold === false;
  return (
    <div className="settings-note model-uses">
      <span className="muted">{t("models.use")}:</span>
      {NAMES.flatMap((name) => {
        const score = scores.find((each) => each.name === name);
        const isUntold = name === "alive" ? hasNoEnd : hasNoValue && (name === "spend" || name === "value");
        if (score === undefined || isUntold) return [];
        return [
          <Link
            key={name}
            to="/new-segment"
            search={{ definition: sentenceOf(name, score.key) }}
            className="card-link"
          >
            {t(`models.score.${name}`)}
          </Link>,
        ];
      })}
    </div>
  );
}
