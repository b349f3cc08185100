import type {
  Condition,
  EventName,
  Literal,
  NumberLiteral,
  PropertyCondition,
  PropertyPath,
} from "@habitus/segments";
import { unreachable } from "@habitus/kernel";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { withField } from "./carry-over.ts";
import {
  AddChip,
  ChipSelect,
  DateBox,
  FlagChip,
  NumberBox,
  RemoveChip,
  WholeBox,
  Words,
} from "./controls.tsx";
import { DaysBox } from "./days-box.tsx";
import { LiteralBox, LiteralsBox } from "./literals.tsx";
import { EventBox, PathBox, ReferenceBox } from "./names.tsx";
import { SentenceBox } from "./sentence-box.tsx";
import { asPath, type PartsProps, type Scope, scopeIn, scopeInItems } from "./part-props.ts";
import type { AnyPart, AnyRecord, LocalDays } from "./specs/spec.ts";
import { TestPart, VariantPart } from "./variants.tsx";
import { useValues } from "./vocabulary.ts";
import { Where } from "./where.tsx";
import type { Word } from "./words.ts";

/** The words and controls of one record, in the order they are read. */
export function Parts(props: PartsProps) {
  return props.parts.map((part, index) => (
    // The parts of a kind never change their order.
    <PartView key={index} {...props} part={part} />
  ));
}

type WherePartProps = PartsProps & {
  readonly part: Extract<AnyPart, { readonly show: "where" }>;
  readonly present: unknown;
};

function WherePart({ part, value, scope, at, onChange, present }: WherePartProps) {
  const { t } = useI18n();
  const { field, words, inItems } = part;
  const through = inItems === undefined ? null : asPath(value[inItems.of]);
  if (inItems !== undefined && present === undefined && (through ?? []).length < 2) return null;
  return (
    <Where
      value={present as PropertyCondition | undefined}
      scope={whereScope(scope, through ?? (value["op"] === "items" ? scope.path : null))}
      at={`${at}/${field}`}
      {...(words === undefined ? {} : { words: t(words) })}
      {...(inItems === undefined ? {} : { lead: t(inItems.lead), add: t(inItems.add) })}
      onChange={(next, from) => onChange(withField(value, field, next), from)}
      parts={Parts}
    />
  );
}

const ANY_EVENT: EventName = { startsWith: "" };

/** What a list includes are its items, which are single values. */
function valueScope({ op }: AnyRecord, scope: Scope): Scope {
  return op === "includes" && scope.path !== null ? { ...scopeInItems(scope, scope.path), path: [] } : scope;
}

/** @param list whose items the tests are about; null for none. */
function whereScope(scope: Scope, list: PropertyPath | null): Scope {
  return list === null ? scope : scopeInItems(scope, list);
}

/** Whether the first of these fields that is there is the number 1. */
function isOneIn(value: AnyRecord, fields: readonly string[]): boolean {
  const counted = fields.map((field) => value[field]).find((present) => present !== undefined);
  return counted === 1 || (counted as NumberLiteral | undefined)?.value === "1";
}

function choiceWords(
  { options, one }: Extract<AnyPart, { readonly show: "choice" }>,
  value: AnyRecord,
): Readonly<Record<string, Word>> {
  return one !== undefined && isOneIn(value, one.of) ? one.options : options;
}

type PartProps = PartsProps & { readonly part: AnyPart };

function PartView(props: PartProps) {
  const { part, value, onChange, at } = props;
  const { t } = useI18n();
  if (part.show === "words") {
    const isOne = part.one !== undefined && isOneIn(value, [part.one.of]);
    return <Words>{t(isOne && part.one !== undefined ? part.one.text : part.text)}</Words>;
  }
  const { field } = part;
  const name = `${at}/${field}`;
  const set = (next: unknown) => onChange(withField(value, field, next), name);
  const scope = scopeIn(value, props.scope);
  const present: unknown = value[field];
  switch (part.show) {
    case "event":
      // What may be left out then means any event.
      return <EventBox value={(present ?? ANY_EVENT) as EventName} onChange={set} />;
    case "path":
      if (present === undefined) return <Adder part={part} set={set} />;
      return (
        <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
          {part.add === undefined ? null : <Words>{t(part.label)}</Words>}
          <PathBox
            of={part.of}
            label={t(part.label)}
            value={present as PropertyPath}
            scope={scope}
            onChange={set}
          />
        </Piece>
      );
    case "choice":
      return (
        <ChipSelect
          label={t(part.label)}
          value={present as string}
          options={Object.entries(choiceWords(part, value)).map(([option, word]) => ({
            value: option,
            label: t(word),
          }))}
          onChange={set}
        />
      );
    case "days":
      return <DaysBox label={t(part.label)} value={present as LocalDays | undefined} onChange={set} />;
    case "reference":
      return <ReferenceBox of={part.of} value={present as string} onChange={set} />;
    case "text":
    case "date":
    case "whole":
    case "number":
    case "literal":
    case "literals":
      return <Simple {...props} part={part} set={set} present={present} />;
    case "flag":
      return <Flag part={part} on={present === true} set={set} />;
    case "where":
      return <WherePart {...props} part={part} scope={scope} present={present} />;
    case "sentence":
      if (present === undefined) return <Adder part={part} set={set} />;
      return (
        <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
          <Words>{t(part.label)}</Words>
          <SentenceBox label={t(part.label)} value={present as Condition} onChange={set} />
        </Piece>
      );
    case "record":
      return <RecordPart {...props} part={part} set={set} present={present} />;
    case "list":
      return <ListPart {...props} part={part} set={set} present={present} />;
    case "variant":
      return <VariantPart {...props} part={part} render={Parts} />;
    case "test":
      return <TestPart {...props} part={part} scope={scope} render={Parts} />;
    default:
      return unreachable(part);
  }
}

type Present<Show extends AnyPart["show"]> = PartsProps & {
  readonly part: Extract<AnyPart, { readonly show: Show }>;
  readonly present: unknown;
  readonly set: (next: unknown) => void;
};

function Simple(props: Present<"text" | "date" | "whole" | "number" | "literal" | "literals">) {
  const { part, present, set, value } = props;
  const { t } = useI18n();
  const seen = useValues(valueScope(value, scopeIn(value, props.scope)));
  switch (part.show) {
    case "text":
      if (present === undefined) return <Adder part={part} set={set} />;
      return (
        <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
          {part.words === undefined ? null : <Words>{t(part.words)}</Words>}
          <input
            className="b-box"
            aria-label={t(part.label)}
            aria-invalid={present === ""}
            placeholder={part.choose === undefined ? undefined : t(part.choose)}
            value={present as string}
            onChange={(event) => set(event.currentTarget.value)}
          />
        </Piece>
      );
    case "date":
      return <DateBox label={t(part.label)} value={present as string} onChange={set} />;
    case "whole":
      if (present === undefined) return <Adder part={part} set={set} />;
      return (
        <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
          {part.words === undefined ? null : <Words>{t(part.words)}</Words>}
          <WholeBox label={t(part.label)} value={present as number} least={part.least ?? 0} onChange={set} />
        </Piece>
      );
    case "number": {
      const number = present as NumberLiteral;
      return (
        <>
          <NumberBox
            label={t(part.label)}
            value={number.value}
            onChange={(text) => set({ ...number, value: text })}
          />
          {number.kind === "percent" ? <Words>%</Words> : null}
        </>
      );
    }
    case "literal":
      return <LiteralBox value={present as Literal} kinds={part.kinds} seen={seen} onChange={set} />;
    case "literals":
      return <LiteralsBox values={present as readonly Literal[]} seen={seen} onChange={set} />;
    default:
      return unreachable(part);
  }
}

type FlagPartProps = Pick<Present<"flag">, "part" | "set"> & { readonly on: boolean };

function Flag({ part, on, set }: FlagPartProps) {
  const { t } = useI18n();
  if (part.off === undefined) {
    return (
      <FlagChip
        text={t(part.text)}
        {...(part.sign === undefined ? {} : { sign: part.sign })}
        on={on}
        onChange={(next) => set(next ? true : undefined)}
      />
    );
  }
  return (
    <ChipSelect
      quiet
      label={t(part.label ?? part.text)}
      value={on ? "on" : "off"}
      options={[
        { value: "off", label: t(part.off) },
        { value: "on", label: t(part.text) },
      ]}
      onChange={(next) => set(next === "on" ? true : undefined)}
    />
  );
}

function Adder({
  part,
  set,
}: Pick<Present<"path" | "record" | "text" | "whole" | "sentence">, "part" | "set">) {
  const { t } = useI18n();
  const { add } = part;
  return add === undefined ? null : <AddChip text={t(add.text)} onAdd={() => set(add.blank)} />;
}

function RecordPart(props: Present<"record">) {
  const { part, present, set, value, onChange, at } = props;
  if (present === undefined) return <Adder part={part} set={set} />;
  return (
    <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
      <Parts
        // What the part holds is known where it is written, in the specs.
        parts={part.parts as readonly AnyPart[]}
        value={present as AnyRecord}
        onChange={(next, field) => onChange(withField(value, part.field, next), field)}
        scope={scopeIn(value, props.scope)}
        at={`${at}/${part.field}`}
      />
    </Piece>
  );
}

type PieceProps = {
  readonly removable: boolean;
  readonly onRemove: () => void;
  readonly children: ReactNode;
};

/** A part that may be left out stays together with what takes it away. */
function Piece({ removable, onRemove, children }: PieceProps) {
  const { t } = useI18n();
  if (!removable) return children;
  return (
    <span className="b-piece">
      {children}
      <RemoveChip label={t("b.removePart")} onRemove={onRemove} />
    </span>
  );
}

function ListPart(props: Present<"list">) {
  const { part, present, set, value, onChange, at } = props;
  const { t } = useI18n();
  const { item, add, least } = part as unknown as LooseList;
  const items = present as readonly AnyRecord[];
  return (
    <ol className="b-list">
      {items.map((of, index) => (
        // Steps have no identity but their order.
        <li key={index}>
          <Parts
            parts={item}
            value={of}
            onChange={(next, field) => onChange(withField(value, part.field, items.with(index, next)), field)}
            scope={scopeIn(value, props.scope)}
            at={`${at}/${part.field}/${index}`}
          />
          {items.length <= least ? null : (
            <RemoveChip label={t("b.removeStep")} onRemove={() => set(items.toSpliced(index, 1))} />
          )}
        </li>
      ))}
      <li>
        <AddChip text={t(add.text)} onAdd={() => set([...items, add.blank])} />
      </li>
    </ol>
  );
}

type LooseList = {
  readonly item: readonly AnyPart[];
  readonly add: { readonly text: "b.add.step"; readonly blank: AnyRecord };
  readonly least: number;
};
