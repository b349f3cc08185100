import type { Segment } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { versionsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useWhen } from "../../ui/when.tsx";
import { Sentence } from "./sentence.tsx";

export function SegmentVersions({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const when = useWhen();
  const query = useInfiniteQuery(versionsQuery(segment.key));
  if (query.isPending) return <Loading height={240} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Card>
      {query.data.pages
        .flatMap((page) => page.versions)
        .map((version) => (
          <article key={version.rev} className="version">
            <div className="version-head">
              <h2 style={{ margin: 0 }}>{t("segment.version", { version: version.version })}</h2>
              <span className="muted">
                {t("segment.revision", { rev: version.rev })} ·{" "}
                {t("segment.updated", { when: when(version.updatedAt), who: version.updatedBy.name })}
              </span>
              {version.rev === segment.rev ? <span className="pill">{t("segment.current")}</span> : null}
            </div>
            <Sentence text={version.definition.text} />
          </article>
        ))}
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}
