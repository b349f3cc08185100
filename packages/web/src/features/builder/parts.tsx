import type { EventName, PropertyPath } from "@habitus/segments";
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
import { held } from "./held.ts";
import { LiteralBox, LiteralsBox } from "./literals.tsx";
import { EventBox, PathBox, ReferenceBox } from "./names.tsx";
import { SentenceBox } from "./sentence-box.tsx";
import { asPath, type PartsProps, type Scope, scopeIn, scopeInItems } from "./part-props.ts";
import type { AnyPart, AnyRecord } from "./specs/spec.ts";
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
};

function WherePart({ part, value, scope, at, onChange }: WherePartProps) {
  const { t } = useI18n();
  const present = held(part, value);
  const { field, words, inItems } = part;
  const through = inItems === undefined ? null : asPath(value[inItems.of]);
  if (inItems !== undefined && present === undefined && (through ?? []).length < 2) return null;
  return (
    <Where
      value={present}
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
  const field = fields.find((each) => value[each] !== undefined);
  if (field === undefined) return false;
  return value[field] === 1 || held({ show: "number", field }, value)?.value === "1";
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
  switch (part.show) {
    case "event":
      // What may be left out then means any event.
      return <EventBox value={held(part, value) ?? ANY_EVENT} onChange={set} />;
    case "path": {
      const path = held(part, value);
      if (path === undefined) return <Adder part={part} set={set} />;
      return (
        <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
          {part.add === undefined ? null : <Words>{t(part.label)}</Words>}
          <PathBox of={part.of} label={t(part.label)} value={path} scope={scope} onChange={set} />
        </Piece>
      );
    }
    case "choice":
      return (
        <ChipSelect
          label={t(part.label)}
          value={held(part, value) ?? ""}
          options={Object.entries(choiceWords(part, value)).map(([option, word]) => ({
            value: option,
            label: t(word),
          }))}
          onChange={set}
        />
      );
    case "days":
      return <DaysBox label={t(part.label)} value={held(part, value)} onChange={set} />;
    case "reference":
      return <ReferenceBox of={part.of} value={held(part, value) ?? ""} onChange={set} />;
    case "text":
    case "date":
    case "whole":
    case "number":
    case "literal":
    case "literals":
      return <Simple {...props} part={part} set={set} />;
    case "flag":
      return <Flag part={part} on={value[field] === true} set={set} />;
    case "where":
      return <WherePart {...props} part={part} scope={scope} />;
    case "sentence": {
      const sentence = held(part, value);
      if (sentence === undefined) return <Adder part={part} set={set} />;
      return (
        <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
          <Words>{t(part.label)}</Words>
          <SentenceBox label={t(part.label)} value={sentence} onChange={set} />
        </Piece>
      );
    }
    case "record":
      return <RecordPart {...props} part={part} set={set} />;
    case "list":
      return <ListPart {...props} part={part} set={set} />;
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
  readonly set: (next: unknown) => void;
};

function Simple(props: Present<"text" | "date" | "whole" | "number" | "literal" | "literals">) {
  const { part, set, value } = props;
  const { t } = useI18n();
  const seen = useValues(valueScope(value, scopeIn(value, props.scope)));
  switch (part.show) {
    case "text": {
      const text = held(part, value);
      if (text === undefined) return <Adder part={part} set={set} />;
      return (
        <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
          {part.words === undefined ? null : <Words>{t(part.words)}</Words>}
          <input
            className="b-box"
            aria-label={t(part.label)}
            aria-invalid={text === ""}
            placeholder={part.choose === undefined ? undefined : t(part.choose)}
            value={text}
            onChange={(event) => set(event.currentTarget.value)}
          />
        </Piece>
      );
    }
    case "date":
      return <DateBox label={t(part.label)} value={held(part, value) ?? ""} onChange={set} />;
    case "whole": {
      const whole = held(part, value);
      if (whole === undefined) return <Adder part={part} set={set} />;
      return (
        <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
          {part.words === undefined ? null : <Words>{t(part.words)}</Words>}
          <WholeBox label={t(part.label)} value={whole} least={part.least ?? 0} onChange={set} />
        </Piece>
      );
    }
    case "number": {
      const number = held(part, value);
      if (number === undefined) return null;
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
    case "literal": {
      const literal = held(part, value);
      if (literal === undefined) return null;
      return <LiteralBox value={literal} kinds={part.kinds} seen={seen} onChange={set} />;
    }
    case "literals":
      return <LiteralsBox values={held(part, value) ?? []} seen={seen} onChange={set} />;
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
  const { part, set, value, onChange, at } = props;
  const present = held(part, value);
  if (present === undefined) return <Adder part={part} set={set} />;
  return (
    <Piece removable={part.add !== undefined} onRemove={() => set(undefined)}>
      <Parts
        // What the part holds is known where it is written, in the specs.
        parts={part.parts as readonly AnyPart[]}
        value={present}
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
  const { part, set, value, onChange, at } = props;
  const { t } = useI18n();
  const { item, add, least } = part as unknown as LooseList;
  const items = held(part, value) ?? [];
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
