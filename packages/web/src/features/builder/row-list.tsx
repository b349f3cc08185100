import { useI18n } from "../../i18n/use-i18n.tsx";
import { AddMenu } from "./add-menu.tsx";
import { ChipSelect, Words } from "./controls.tsx";
import { setGroup, type Target } from "./edit-rows.ts";
import { useEditorContext } from "./editor-context.ts";
import { LeafLine } from "./leaf-line.tsx";
import { RowFrame } from "./row-frame.tsx";
import type { GroupRow, Joiner, Row } from "./rows.ts";

type RowListProps = {
  readonly rows: readonly Row[];
  readonly joiner: Joiner;
  readonly target: Target;
};

/** The lines of one group, with the word that joins them between, and the way to add one more. */
export function RowList({ rows, joiner, target }: RowListProps) {
  const { t } = useI18n();
  return (
    <>
      <ol className="b-rows">
        {rows.map((row, index) => (
          <RowFrame
            key={row.id}
            row={row}
            index={index}
            total={rows.length}
            joinedBy={index === 0 ? null : t(`b.words.${joiner}`)}
            isNested={target !== null}
          >
            {row.kind === "leaf" ? <LeafLine row={row} /> : <Group row={row} />}
          </RowFrame>
        ))}
      </ol>
      <AddMenu target={target} />
    </>
  );
}

const MATCHES = {
  all: { joiner: "and", nots: 0 },
  any: { joiner: "or", nots: 0 },
  none: { joiner: "or", nots: 1 },
  notAll: { joiner: "and", nots: 1 },
} as const satisfies Readonly<Record<string, { readonly joiner: Joiner; readonly nots: number }>>;
type Match = keyof typeof MATCHES;

function matchOf({ joiner, nots }: Pick<GroupRow, "joiner" | "nots">): Match {
  if (nots % 2 === 1) return joiner === "or" ? "none" : "notAll";
  return joiner === "or" ? "any" : "all";
}

function Group({ row }: { readonly row: GroupRow }) {
  const { t } = useI18n();
  return (
    <div className="b-group" data-not={row.nots % 2 === 1 ? "" : undefined}>
      <div className="b-group-head">
        <MatchSelect group={row} target={row.id} choices={["all", "any", "none", "notAll"]} />
        {row.nots > 1 ? <Words>{t("builder.timesNot", { count: row.nots })}</Words> : null}
      </div>
      <RowList rows={row.rows} joiner={row.joiner} target={row.id} />
    </div>
  );
}

type MatchSelectProps = {
  readonly group: Pick<GroupRow, "joiner" | "nots">;
  readonly target: Target;
  readonly choices: readonly Match[];
};

export function MatchSelect({ group, target, choices }: MatchSelectProps) {
  const { t } = useI18n();
  const { dispatch } = useEditorContext();
  return (
    <ChipSelect
      label={t("b.match")}
      value={matchOf(group)}
      options={choices.map((match) => ({ value: match, label: t(`b.match.${match}`) }))}
      onChange={(chosen) => {
        const match = choices.find((choice) => choice === chosen);
        if (match === undefined) return;
        const { joiner, nots } = MATCHES[match];
        dispatch({ do: "edit rows", edit: setGroup(target, joiner, nots), field: `${target}/match` });
      }}
    />
  );
}
