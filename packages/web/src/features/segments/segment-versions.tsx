import type { Segment, SegmentVersion } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { versionsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";
import { useWhen } from "../../ui/when.tsx";
import { type RunFor, Sides } from "./definition-diff.tsx";
import { SegmentAudit } from "./segment-audit.tsx";
import { Sentence } from "./sentence.tsx";

export function SegmentVersions({ segment }: { readonly segment: Segment }) {
  const mayEdit = useMay("editor");
  return (
    <div className="stack">
      <Versions segment={segment} />
      {mayEdit ? <SegmentAudit segment={segment} /> : null}
    </div>
  );
}

function Versions({ segment }: { readonly segment: Segment }) {
  const query = useInfiniteQuery(versionsQuery(segment.key));
  if (query.isPending) return <Loading height={240} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Card>
      {query.data.pages
        .flatMap((page) => page.versions)
        .map((version) => (
          <Version key={version.rev} version={version} segment={segment} />
        ))}
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}

const runForOf = ({ definition, purpose }: SegmentVersion): RunFor => ({
  definition: definition.text,
  purpose,
});

type VersionProps = { readonly version: SegmentVersion; readonly segment: Segment };

function Version({ version, segment }: VersionProps) {
  const { t } = useI18n();
  const when = useWhen();
  const mayEdit = useMay("editor");
  const [compares, setCompares] = useState(false);
  const isOther = version.definition.text !== segment.definition.text || version.purpose !== segment.purpose;
  return (
    <article className="version">
      <div className="version-head">
        <h2 style={{ margin: 0 }}>{t("segment.version", { version: version.version })}</h2>
        <span className="muted">
          {t("segment.revision", { rev: version.rev })} ·{" "}
          {t("segment.updated", { when: when(version.updatedAt), who: version.updatedBy.name })}
        </span>
        {version.rev === segment.rev ? <span className="pill">{t("segment.current")}</span> : null}
      </div>
      <Sentence text={version.definition.text} />
      {isOther ? (
        <div className="version-tools">
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={compares}
            onClick={() => setCompares(!compares)}
          >
            {t("version.compare")}
          </Button>
          {mayEdit ? <RollBack version={version} segment={segment} /> : null}
        </div>
      ) : null}
      {compares ? <Sides before={runForOf(segment)} after={runForOf(version)} /> : null}
    </article>
  );
}

function RollBack({ version, segment }: VersionProps) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const { key, rev } = segment;
  const change = useMutation({
    mutationFn: () => {
      const { name, goal, owner, action, reviewDate, tags } = segment;
      const { purpose, definition } = version;
      const body = { rev, name, goal, owner, action, reviewDate, tags, purpose, definition: definition.text };
      return api.editSegment({ params: { key }, body });
    },
    onSuccess: async () => {
      setAsks(false);
      notice(t("version.isBack", { version: version.version }));
      await client.invalidateQueries({ queryKey: ["segments"] });
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsks(true)}>
        {t("version.rollBack")}
      </Button>
      <Confirm
        opened={asks}
        title={t("version.rollBackTitle", { version: version.version })}
        text={t("version.rollBackText")}
        action={t("version.rollBack")}
        pending={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate()}
        onClose={() => setAsks(false)}
      >
        <Sides before={runForOf(segment)} after={runForOf(version)} />
      </Confirm>
    </>
  );
}
