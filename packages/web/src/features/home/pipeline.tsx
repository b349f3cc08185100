import type { Stage } from "@habitus/contract";
import { IconCircleCheck, IconClockHour4, IconLoader2 } from "@tabler/icons-react";
import { type I18n, type MessageKey, useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";

type StageName = Extract<MessageKey, `stage.${"log" | "resolver" | "store" | "membership" | "history"}`>;
const NAMES: Readonly<Record<string, StageName>> = {
  log: "stage.log",
  resolver: "stage.resolver",
  store: "stage.store",
  membership: "stage.membership",
  history: "stage.history",
};

/** How far a stage is behind, as a person would say it. */
export function describeLag(stage: Stage, { t, f }: I18n): string {
  if (!stage.ready) return stage.detail ?? t("stage.starting");
  if (stage.lag === 0) return t("stage.upToDate");
  return t("stage.behind", { count: stage.lag, lag: stage.lag, time: f.duration(stage.lagMs / 1_000) });
}

export function Pipeline({ stages }: { readonly stages: readonly Stage[] }) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <Card title={t("home.stages")} lead={t("home.stagesLead")}>
      <ol className="pipeline">
        {stages.map((stage) => {
          const name = NAMES[stage.name];
          return (
            <li key={stage.name} data-state={stateOf(stage)}>
              <StageIcon stage={stage} />
              <div>
                <div className="pipeline-name">{name === undefined ? stage.name : t(name)}</div>
                <div className="pipeline-lag">{describeLag(stage, i18n)}</div>
              </div>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

function stateOf({ ready, lag }: Stage): "starting" | "behind" | "ready" {
  if (!ready) return "starting";
  return lag === 0 ? "ready" : "behind";
}

function StageIcon({ stage }: { readonly stage: Stage }) {
  const icons = { starting: IconLoader2, behind: IconClockHour4, ready: IconCircleCheck };
  const Icon = icons[stateOf(stage)];
  return <Icon size={22} stroke={1.7} aria-hidden />;
}
