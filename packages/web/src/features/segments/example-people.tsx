import type { SegmentDiff } from "@habitus/contract";
import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type Behind, type Change, diffQuery } from "../../api/definition-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ExplainedTree } from "./explained-tree.tsx";
import { EVERYBODY, linesThatTakeOut, type TakingLine } from "./nearly-in.ts";
import { PeopleBehind } from "./people-behind.tsx";
import type { EvaluationView } from "./use-evaluation.ts";
import "./example-people.css";

/** A few of each. */
const EXAMPLES = 5;

/** Somebody who is in and somebody who is nearly in, each with what decides about them. */
export function ExamplePeople({ view }: { readonly view: EvaluationView }) {
  const { t } = useI18n();
  const { definition, purpose, at } = view.asked;
  const lines = linesThatTakeOut([...view.figures.values()]);
  const [chosen, setChosen] = useState<string | null>(null);
  // The line that keeps out most, unless one was chosen that still does.
  const line = chosen === EVERYBODY ? undefined : (lines.find((each) => each.line === chosen) ?? lines[0]);
  if (definition === "") return null;
  // Only once the lines are counted is it known which of them people fail alone.
  const isReady = view.lines !== undefined;
  // Where they could not be counted, the size above says so and is asked for again.
  const isComing = isReady || view.error === null;
  const asked = { purpose, at };
  return (
    <Card title={t("example.title")} lead={t("example.lead")}>
      <div className="example-sides">
        <Examples
          title={t("example.in")}
          behind={{ ...asked, before: null, after: definition, side: "entered" }}
          none={t("example.nobody")}
          isReady={isReady}
          isComing={isComing}
        />
        <Examples
          title={t("example.nearly")}
          behind={{ ...asked, before: definition, after: line?.without ?? EVERYBODY, side: "entered" }}
          none={t("example.everybody")}
          isReady={isReady}
          isComing={isComing}
        >
          <LineChoice lines={lines} line={line} onChange={setChosen} />
        </Examples>
      </div>
    </Card>
  );
}

type LineChoiceProps = {
  readonly lines: readonly TakingLine[];
  readonly line: TakingLine | undefined;
  readonly onChange: (line: string) => void;
};

/** Which line they fail. */
function LineChoice({ lines, line, onChange }: LineChoiceProps) {
  const { t, f } = useI18n();
  if (lines.length === 0) return <p className="muted plain">{t("example.anyLine")}</p>;
  return (
    <NativeSelect
      label={t("example.line")}
      data={[
        ...lines.map((each) => ({
          value: each.line,
          label: t("example.lineWith", { line: each.line, count: f.number(each.takesOut) }),
        })),
        { value: EVERYBODY, label: t("example.anyLine") },
      ]}
      value={line?.line ?? EVERYBODY}
      onChange={({ currentTarget: { value } }) => onChange(value)}
    />
  );
}

type ExamplesProps = {
  readonly title: string;
  readonly behind: Behind;
  readonly none: string;
  readonly isReady: boolean;
  /** Ready, or about to be. */
  readonly isComing: boolean;
  readonly children?: ReactNode;
};

function Examples({ title, behind, none, isReady, isComing, children }: ExamplesProps) {
  const { t } = useI18n();
  const [isAll, setAll] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const { side: _, ...change } = behind;
  const query = useQuery({
    ...diffQuery(change, { reasons: false, examples: EXAMPLES }),
    enabled: isReady,
    placeholderData: keepPreviousData,
  });
  const { count = 0, people = [] } = query.data?.entered ?? {};
  // Those of the question before stay in sight until the answer comes, but no button asks about them.
  const isEarlier = query.isPlaceholderData;
  return (
    <section className="example-side" aria-label={title} data-stale={isReady && !isEarlier ? undefined : ""}>
      <h3>{title}</h3>
      {children}
      {query.isPending && isComing ? <Skeleton height={120} /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data !== undefined && !isEarlier && count === 0 ? <p className="muted plain">{none}</p> : null}
      <ul className="example-list">
        {people.map((person) => (
          <Example
            key={person.id}
            person={person}
            change={isEarlier ? null : change}
            isOpen={open === person.id}
            onToggle={() => setOpen(open === person.id ? null : person.id)}
          />
        ))}
      </ul>
      {!isEarlier && count > people.length ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {t("example.all", { count })}
        </Button>
      ) : null}
      {isAll ? <PeopleBehind of={behind} title={title} onClose={() => setAll(false)} /> : null}
    </section>
  );
}

type Person = SegmentDiff["entered"]["people"][number];
type ExampleProps = {
  readonly person: Person;
  /** What they are an example of; null while that is another question than is asked. */
  readonly change: Change | null;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
};

function Example({ person: { id, ids }, change, isOpen, onToggle }: ExampleProps) {
  const { t } = useI18n();
  const name = ids[0] ?? id;
  return (
    <li>
      <div className="example-person">
        <Link to="/people/$id" params={{ id }} search={{ event: undefined }}>
          {name}
        </Link>
        {change === null ? null : (
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={isOpen}
            aria-label={t(change.before === null ? "example.whyIn" : "example.whyOut", { name })}
            onClick={onToggle}
          >
            {t(change.before === null ? "membership.why" : "membership.whyNot")}
          </Button>
        )}
      </div>
      {isOpen && change !== null ? <Reasons id={id} change={change} /> : null}
    </li>
  );
}

/** What decides about somebody under the definition that is written; asked for all examples at once. */
function Reasons({ id, change }: { readonly id: string; readonly change: Change }) {
  const query = useQuery(diffQuery(change, { reasons: true, examples: EXAMPLES }));
  if (query.isPending) return <Skeleton height={60} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const person = query.data.entered.people.find((each) => each.id === id);
  const side = change.before === null ? "after" : "before";
  const words = person?.words?.[side] ?? null;
  const root = words ?? person?.why?.[side] ?? null;
  if (root === null) return null;
  return (
    <ul className="explained">
      <ExplainedTree of={root} inWords={words !== null} person={id} />
    </ul>
  );
}
