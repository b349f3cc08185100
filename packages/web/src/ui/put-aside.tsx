import type { OpenFindings } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { FINDING_KEYS } from "../api/health-queries.ts";
import { useI18n } from "../i18n/use-i18n.tsx";
import { Failure } from "./notes.tsx";
import { useNotice } from "./use-notice.ts";
import { renewed } from "./use-save.ts";
import { useMay } from "./use-session.ts";

type Finding = Pick<OpenFindings["findings"][number], "segment" | "code" | "other">;

type PutAsideProps = {
  readonly findings: readonly Finding[];
  /** Whether they are put aside now. */
  readonly isAside: boolean;
  /** What they are about, for who hears the button alone. */
  readonly about: string;
};

/** Puts findings aside until they change, or brings them back; for those who may change segments. */
export function PutFindingsAside({ findings, isAside, about }: PutAsideProps) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const notice = useNotice();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () =>
      api.putFindingsAside({
        body: {
          findings: findings.map(({ segment, code, other }) => ({ segment, code, other })),
          aside: !isAside,
        },
      }),
    onSuccess: async ({ findings: count }) => {
      notice(t(isAside ? "findings.broughtBack" : "findings.nowAside", { count }));
      await renewed(client, FINDING_KEYS);
    },
  });
  if (!mayEdit) return null;
  const many = findings.length > 1 ? "findings.putAllAside" : "findings.putAside";
  const says = isAside ? "findings.bringBack" : many;
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={change.isPending}
        onClick={() => change.mutate()}
        aria-label={`${t(says)}: ${about}`}
      >
        {t(says)}
      </Button>
      {change.isError ? <Failure error={change.error} /> : null}
    </>
  );
}
