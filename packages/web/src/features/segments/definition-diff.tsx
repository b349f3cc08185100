import type { SegmentDiff } from "@habitus/contract";
import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { diffQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ExplainedTree } from "./explained-tree.tsx";

type DefinitionDiffProps = {
  readonly before: string;
  readonly after: string;
  /** What the segment is run for. */
  readonly purpose: string;
};

/** What saving would do to the segment. */
export function DefinitionDiff(props: DefinitionDiffProps) {
  const { t } = useI18n();
  return (
    <Card title={t("diff.title")} lead={t("diff.lead")}>
      <Sides {...props} />
    </Card>
  );
}

/** Who comes in, who goes, who stays when one definition takes the place of another. */
export function Sides(props: DefinitionDiffProps) {
  const { before, after, purpose } = props;
  // Another question has people, and a wish for reasons, of its own.
  return <SidesOf key={JSON.stringify([before, after, purpose])} {...props} />;
}

function SidesOf({ before, after, purpose }: DefinitionDiffProps) {
  const { t, f } = useI18n();
  const [isWhy, setWhy] = useState(false);
  const query = useQuery({
    ...diffQuery(before, after, purpose, isWhy),
    // The reasons come beside the people who are shown already.
    placeholderData: (known) => (isWhy ? known : undefined),
  });
  if (query.isPending) return <Skeleton height={90} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const diff = query.data;
  return (
    <div className="diff" aria-live="polite">
      <Side tone="in" title={t("diff.in")} count={diff.entered.count} people={diff.entered.people} />
      <Side tone="out" title={t("diff.out")} count={diff.left.count} people={diff.left.people} />
      <Side tone="same" title={t("diff.same")} count={diff.both} people={[]} />
      <p className="muted numbers">
        {t("diff.sizes", { before: f.number(diff.before), count: diff.after })}{" "}
        {isWhy || diff.entered.people.length + diff.left.people.length === 0 ? null : (
          <Button variant="subtle" size="compact-sm" onClick={() => setWhy(true)}>
            {t("diff.why")}
          </Button>
        )}
        {isWhy && query.isPlaceholderData ? t("diff.whyComing") : null}
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
        {people.map((example) => (
          <Example key={example.id} example={example} />
        ))}
      </div>
    </section>
  );
}

type ExampleProps = { readonly example: SegmentDiff["entered"]["people"][number] };

/** Somebody, and what decides about them under the new definition. */
function Example({ example: { id, ids, why, words } }: ExampleProps) {
  const root = words?.after ?? why?.after ?? null;
  const isInWords = words?.after !== undefined && words.after !== null;
  return (
    <div>
      <Link to="/people/$id" params={{ id }} search={{ event: undefined }}>
        {ids[0] ?? id}
      </Link>
      {root === null ? null : (
        <ul className="explained">
          <ExplainedTree of={root} inWords={isInWords} />
        </ul>
      )}
    </div>
  );
}
