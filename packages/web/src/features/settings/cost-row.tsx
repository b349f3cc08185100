import type { Cost } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { COSTS_KEY } from "../../api/cost-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useWhen } from "../../ui/when.tsx";
import { useSegmentNames } from "../segments/use-segments.ts";
import { takesBack, takingBack } from "./cost-entries.ts";

type CostRowProps = {
  readonly cost: Cost;
  readonly isTakenBack: boolean;
  /** Null for those who may not. */
  readonly onCorrect: ((cost: Cost) => void) | null;
};

export function CostRow({ cost, isTakenBack, onCorrect }: CostRowProps) {
  const { t, f } = useI18n();
  const when = useWhen();
  const { id, at, kind, amount, currency, note, notedAt, notedBy } = cost;
  return (
    <div className="settings-row">
      <div>
        <div className="settings-name">
          <span className="numbers">{f.money(amount, currency)}</span>{" "}
          <span className="cost-kind">{t(`costs.kind.${kind}`)}</span>
          {isTakenBack ? <span className="pill">{t("costs.takenBack")}</span> : null}
        </div>
        <div className="muted settings-note">
          <span title={f.dateTime(at)}>{f.date(at)}</span>
          <What cost={cost} />
        </div>
        {note === null || note === "" ? null : <div className="settings-note">{note}</div>}
        <div className="muted settings-note">
          {t("costs.notedBy", { name: notedBy.name, when: when(notedAt) })} ·{" "}
          <span className="code">{id}</span>
        </div>
      </div>
      {onCorrect === null || isTakenBack || takesBack(cost) ? null : (
        <Actions cost={cost} onCorrect={() => onCorrect(cost)} />
      )}
    </div>
  );
}

function What({ cost: { what } }: { readonly cost: Cost }) {
  const nameOf = useSegmentNames();
  return (
    <>
      {what.message === undefined ? null : ` · ${what.message}`}
      {what.segment === undefined ? null : (
        <>
          {" · "}
          <Link to="/segments/$key" params={{ key: what.segment }} search={{ tab: undefined }}>
            {nameOf(what.segment)}
          </Link>
        </>
      )}
    </>
  );
}

function Actions({ cost, onCorrect }: { readonly cost: Cost; readonly onCorrect: () => void }) {
  const { t, f } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const back = useMutation({
    mutationFn: () => api.noteCost({ body: takingBack(cost, t("costs.takesBack", { id: cost.id })) }),
    onSuccess: async () => {
      notice(t("costs.takenBack"));
      setAsks(false);
      await client.invalidateQueries({ queryKey: COSTS_KEY });
    },
  });
  const named = { amount: f.money(cost.amount, cost.currency), day: f.date(cost.at) };
  return (
    <div className="settings-actions">
      <Button size="xs" variant="default" aria-label={t("costs.correctNamed", named)} onClick={onCorrect}>
        {t("costs.correct")}
      </Button>
      <Button
        size="xs"
        variant="default"
        aria-label={t("costs.takeBackNamed", named)}
        onClick={() => setAsks(true)}
      >
        {t("costs.takeBack")}
      </Button>
      <Confirm
        opened={asks}
        title={t("costs.takeBackNamed", named)}
        text={t("costs.takeBackText")}
        action={t("costs.takeBack")}
        pending={back.isPending}
        error={back.error}
        onConfirm={() => back.mutate()}
        onClose={() => {
          back.reset();
          setAsks(false);
        }}
      />
    </div>
  );
}
