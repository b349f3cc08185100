import { LIMITS, MEMBER_COLUMNS, type MemberColumn } from "@habitus/contract";
import { computedTraitsQuery, vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { SearchMultiSelect } from "../../ui/search-select.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { columnName } from "./column-name.ts";
import { type LimitedKind, mostChosen, withinLimits } from "./member-columns.ts";

/** Offered at once; others are found by typing. */
const OFFERED = 60;

type ColumnChooserProps = {
  readonly columns: readonly MemberColumn[];
  readonly onChange: (columns: readonly MemberColumn[]) => void;
};

const GROUPS = {
  "trait:": "members.columns.traits",
  "event:": "members.columns.events",
  "computed:": "computed.title",
} as const;

/** What is known, traits and the last times of events, as columns in the order they are chosen. */
export function ColumnChooser({ columns, onChange }: ColumnChooserProps) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const { data: words } = useBeside(vocabularyQuery);
  const traits = [...new Set(words?.traits.flatMap(({ path }) => path[0] ?? []))];
  const events = words?.events.map(({ name }) => name) ?? [];
  const { data: made } = useBeside(computedTraitsQuery);
  const computed = made?.computedTraits ?? [];
  const offered = [
    { group: t("members.columns.known"), items: MEMBER_COLUMNS.map((value) => optionOf(value)) },
    { group: groupOf("trait:"), items: traits.map((name) => limitedOf("trait:", name, name)) },
    { group: groupOf("event:"), items: events.map((name) => limitedOf("event:", name, shownEvent(name, t))) },
    {
      group: groupOf("computed:"),
      items: computed.map(({ key, name }) => limitedOf("computed:", key, name)),
    },
  ];
  function limitedOf(kind: LimitedKind, name: string, label: string) {
    const value = `${kind}${name}` as const;
    const disabled = mostChosen(columns, kind) !== null && !columns.includes(value);
    return { value, label, disabled };
  }
  function groupOf(kind: LimitedKind): string {
    const name = t(GROUPS[kind]);
    const most = mostChosen(columns, kind);
    return most === null ? name : t("members.columns.full", { name, count: most });
  }
  function optionOf(value: MemberColumn) {
    return { value, label: columnName(value, i18n) };
  }
  // What was chosen once has its name also where it is offered no more.
  const there = new Set(offered.flatMap(({ items }) => items.map(({ value }) => value)));
  const others = columns.filter((column) => !there.has(column)).map(optionOf);
  return (
    <SearchMultiSelect
      className="member-columns"
      label={t("members.columns")}
      description={t("members.columns.most", {
        traits: f.number(LIMITS.describedTraits),
        events: f.number(LIMITS.describedEvents),
        computed: f.number(LIMITS.describedComputed),
      })}
      placeholder={t("members.addColumn")}
      limit={OFFERED}
      data={[...offered.filter(({ items }) => items.length > 0), ...others]}
      value={columns}
      onChange={(chosen) => onChange(withinLimits(chosen))}
    />
  );
}
