import { ApiError } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useI18n } from "../i18n/use-i18n.tsx";
import { errorText } from "./error-text.ts";

type NoteProps = {
  readonly tone?: "plain" | "warn" | "bad";
  readonly title?: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
};

export function Note({ tone = "plain", title, children, actions }: NoteProps) {
  const Icon = tone === "plain" ? IconInfoCircle : IconAlertTriangle;
  return (
    <div
      className={tone === "plain" ? "note" : `note note-${tone}`}
      role={tone === "bad" ? "alert" : undefined}
    >
      <Icon size={20} stroke={1.7} aria-hidden />
      <div>
        {title === undefined ? null : <div className="note-title">{title}</div>}
        {children}
        {actions === undefined ? null : <div className="note-actions">{actions}</div>}
      </div>
    </div>
  );
}

type FailureProps = { readonly error: unknown; readonly retry?: () => void };

/** Says what went wrong in plain words, how to go on, and what an administrator can look up. */
export function Failure({ error, retry }: FailureProps) {
  const { t } = useI18n();
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <Note
      tone="bad"
      title={t("failure.title")}
      actions={
        retry === undefined ? undefined : (
          <Button size="xs" variant="default" onClick={retry}>
            {t("common.retry")}
          </Button>
        )
      }
    >
      <div>{errorText(t, error)}</div>
      {requestId === null ? null : <div className="muted">{t("failure.request", { id: requestId })}</div>}
    </Note>
  );
}

const SLOW_AFTER_MS = 4_000;

/** A quiet placeholder of about the height of what comes, which speaks up when it takes long. */
export function Loading({ height = 160 }: { readonly height?: number }) {
  const { t } = useI18n();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading" style={{ minHeight: height }} aria-live="polite">
      <div className="loading-bar" aria-hidden />
      <span className={slow ? "muted" : "visually-hidden"}>
        {slow ? t("common.stillLoading") : t("common.loading")}
      </span>
    </div>
  );
}
