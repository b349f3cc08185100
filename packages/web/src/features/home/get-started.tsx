import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { healthSettingsQuery } from "../../api/health-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { SendCode } from "../../ui/send-code.tsx";
import { Card } from "../../ui/page.tsx";
import { useBeside } from "../../ui/use-beside.ts";

type GetStartedProps = {
  readonly hasEvents: boolean;
  /** Events besides those of the demo. */
  readonly hasSent: boolean;
  readonly hasSegments: boolean;
};

/** From nothing to a segment that is judged. What is done is ticked off, the next step stands open, and at the end it goes. */
export function GetStarted({ hasEvents, hasSent, hasSegments }: GetStartedProps) {
  const { t } = useI18n();
  const settings = useBeside(healthSettingsQuery).data;
  if (settings === undefined) return null;
  const hasGoal = settings.goalEvent !== null || Object.keys(settings.goalEvents).length > 0;
  if (hasEvents && hasSegments && hasGoal) return null;
  return (
    <Card title={t("start.title")} lead={t("start.lead")}>
      <ol className="steps">
        <Step number={1} done={hasSent} title={t("start.send")} text={t("start.sendText")}>
          {hasSent ? null : (
            <>
              <SendCode />
              <p className="step-note">
                {t("start.sendKey")} <Link to="/settings/sources">{t("start.makeKey")}</Link>
              </p>
              <p className="step-note">
                {t("start.orFile")} <Link to="/imports">{t("start.importFile")}</Link>
              </p>
            </>
          )}
        </Step>
        <Step number={2} done={hasSent} title={t("start.see")} text={t("start.seeText")}>
          {hasSent ? null : (
            <LinkButton to="/events" variant="default">
              {t("start.seeLink")}
            </LinkButton>
          )}
        </Step>
        <Step number={3} done={hasSegments} title={t("start.segment")} text={t("start.segmentText")}>
          {hasSegments ? null : (
            <LinkButton to="/new-segment" variant={hasEvents ? "filled" : "default"}>
              {t("start.segmentLink")}
            </LinkButton>
          )}
        </Step>
        <Step number={4} done={hasGoal} title={t("start.goal")} text={t("start.goalText")}>
          {hasGoal || !hasSegments ? null : (
            <LinkButton to="/settings/health" variant="default">
              {t("start.goalLink")}
            </LinkButton>
          )}
        </Step>
      </ol>
    </Card>
  );
}

type StepProps = {
  readonly number: number;
  readonly done: boolean;
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
};

function Step({ number, done, title, text, children }: StepProps) {
  const { t } = useI18n();
  return (
    <li className="step" data-done={done ? "" : undefined}>
      <span className="step-mark" aria-hidden>
        {done ? <IconCheck size={16} /> : number}
      </span>
      <div className="step-body">
        <h3>
          {title}
          <span className="visually-hidden"> ({done ? t("start.done") : t("start.open")})</span>
        </h3>
        <p>{text}</p>
        {children}
      </div>
    </li>
  );
}
