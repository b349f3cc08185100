import type { SegmentDiff } from "@habitus/contract";
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { diffQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";

type DefinitionDiffProps = { readonly before: string; readonly after: string };

/** What saving would do to the segment: who comes in, who goes, who stays. */
export function DefinitionDiff({ before, after }: DefinitionDiffProps) {
  const { t } = useI18n();
  const diff = useQuery(diffQuery(before, after));
  return (
    <Card title={t("diff.title")} lead={t("diff.lead")}>
      {diff.isPending ? <Skeleton height={90} /> : null}
      {diff.isError ? <Failure error={diff.error} retry={() => void diff.refetch()} /> : null}
      {diff.data === undefined ? null : <Sides diff={diff.data} />}
    </Card>
  );
}

function Sides({ diff }: { readonly diff: SegmentDiff }) {
  const { t, f } = useI18n();
  return (
    <div className="diff" aria-live="polite">
      <Side tone="in" title={t("diff.in")} count={diff.entered.count} people={diff.entered.people} />
      <Side tone="out" title={t("diff.out")} count={diff.left.count} people={diff.left.people} />
      <Side tone="same" title={t("diff.same")} count={diff.both} people={[]} />
      <p className="muted numbers">
        {t("diff.sizes", { before: f.number(diff.before), after: f.number(diff.after) })}
      </p>
    </div>
  );
}

type SideProps = {
  readonly tone: "in" | "out" | "same";
  readonly title: string;
  readonly count: number;
  readonly people: SegmentDiff["entered"]["people"];
};

function Side({ tone, title, count, people }: SideProps) {
  const { f } = useI18n();
  return (
    <section className="diff-side" data-tone={tone} aria-label={title}>
      <h3>{title}</h3>
      <div className="diff-count numbers">
        {tone === "in" && count > 0 ? "+" : tone === "out" && count > 0 ? "−" : ""}
        {f.number(count)}
      </div>
      <div className="diff-people">
        {people.map(({ id, ids: [name = id] }) => (
          <Link key={id} to="/people/$id" params={{ id }} search={{ event: undefined }}>
            {name}
          </Link>
        ))}
      </div>
    </section>
  );
}
