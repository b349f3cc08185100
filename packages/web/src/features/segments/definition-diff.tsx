import type { DIFF_SIDES, SegmentDiff } from "@habitus/contract";
import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Change, diffQuery } from "../../api/definition-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ExplainedTree } from "./explained-tree.tsx";
import { PeopleBehind } from "./people-behind.tsx";

/** Each with what it is run for: that decides who is in, too. */
export type RunFor = { readonly definition: string; readonly purpose: string };
type DefinitionDiffProps = { readonly before: RunFor; readonly after: RunFor };

/** People who are named on each side. */
const EXAMPLES = 3;

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
  // Another question has people, and a wish for reasons, of its own.
  return <SidesOf key={JSON.stringify(props)} {...props} />;
}

function SidesOf({ before, after }: DefinitionDiffProps) {
  const { t, f } = useI18n();
  const [isWhy, setWhy] = useState(false);
  const { purpose } = after;
  const change = {
    before: before.definition,
    after: after.definition,
    purpose,
    purposeBefore: before.purpose,
    at: "",
  };
  const query = useQuery({
    ...diffQuery(change, { reasons: isWhy, examples: EXAMPLES }),
    // The reasons come beside the people who are shown already.
    placeholderData: (known) => (isWhy ? known : undefined),
  });
  if (query.isPending) return <Skeleton height={90} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const diff = query.data;
  return (
    <div className="diff" aria-live="polite">
      <Side of={change} side="entered" count={diff.entered.count} people={diff.entered.people} />
      <Side of={change} side="left" count={diff.left.count} people={diff.left.people} />
      <Side of={change} side="both" count={diff.both} people={[]} />
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
  readonly of: Change;
  readonly side: (typeof DIFF_SIDES)[number];
  readonly count: number;
  readonly people: SegmentDiff["entered"]["people"];
};

const SIGNS = { entered: "+", left: "−", both: "" } as const;

function Side({ of, side, count, people }: SideProps) {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  const title = t(`diff.${side}`);
  const label = t(`diff.open.${side}`, { count });
  return (
    <section className="diff-side" data-tone={side} aria-label={title}>
      <h3>{title}</h3>
      <div className="diff-count numbers">
        <FigureButton count={count} label={label} sign={SIGNS[side]} onOpen={() => setOpen(true)} />
      </div>
      <div className="diff-people">
        {people.map((example) => (
          <Example key={example.id} example={example} />
        ))}
      </div>
      {isOpen ? <PeopleBehind of={{ ...of, side }} title={label} onClose={() => setOpen(false)} /> : null}
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
          <ExplainedTree of={root} inWords={isInWords} person={id} />
        </ul>
      )}
    </div>
  );
}
