import type { PropertyCondition } from "@habitus/segments";
import type { ComponentType, ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { AddChip, ChipSelect, FlagChip, RemoveChip, Words } from "./controls.tsx";
import { forgotten, remembered } from "./held.ts";
import type { PartsProps, Scope } from "./part-props.ts";
import { PROPERTIES, type PropertyLeaf } from "./specs/properties.ts";
import type { AnyRecord } from "./specs/spec.ts";
import { negate, saidOf, withGroup, withOneMore, withPart } from "./where-tree.ts";

type WhereProps = {
  readonly value: PropertyCondition | undefined;
  readonly scope: Scope;
  readonly at: string;
  /** Instead of "where"; then the last test cannot be taken away. */
  readonly words?: string;
  /** Instead of "where", and of what offers to add the first test. */
  readonly lead?: string;
  readonly add?: string;
  readonly onChange: (value: PropertyCondition | undefined, field: string) => void;
  /** Draws the parts of one test. */
  readonly parts: ComponentType<PartsProps>;
};

/** The tests of one event's properties: a block of lines below the condition they belong to. */
export function Where(props: WhereProps) {
  const { value, at, onChange, words, lead, add } = props;
  const { t } = useI18n();
  const { blank } = PROPERTIES.property;
  if (value === undefined)
    return <AddChip text={add ?? t("b.add.where")} onAdd={() => onChange(blank, at)} />;
  return (
    <div className="b-where">
      <Tests
        {...props}
        value={value}
        before={<Words>{words ?? lead ?? t("b.words.where")}</Words>}
        onChange={(next, field) => onChange(words === undefined ? next : (next ?? blank), field)}
      />
      <div className="b-where-foot">
        <AddChip text={t("b.add.test")} onAdd={() => onChange(withOneMore(value), at)} />
        <AddChip text={t("b.where.group")} onAdd={() => onChange(withGroup(value), at)} />
      </div>
    </div>
  );
}

type TestsProps = WhereProps & {
  readonly value: PropertyCondition;
  /** What joins it to the test before it. */
  readonly before: ReactNode;
};

function Tests(props: TestsProps) {
  const { value, at, onChange, before } = props;
  const { t } = useI18n();
  const { positive, nots } = saidOf(value);
  if (positive.kind !== "and" && positive.kind !== "or")
    return <Test {...props} leaf={positive} nots={nots} />;
  const { kind, of } = positive;
  const isNegated = nots % 2 === 1;
  const joiner = (
    <ChipSelect
      quiet
      label={t("b.match")}
      value={kind}
      options={(["and", "or"] as const).map((one) => ({ value: one, label: t(`b.words.${one}`) }))}
      onChange={(next) => onChange(negate({ kind: next === "or" ? "or" : "and", of }, nots), `${at}/joiner`)}
    />
  );
  return (
    <div className="b-tests">
      {of.map((test, index) => (
        <Tests
          // Tests have no identity but their order.
          key={index}
          {...props}
          value={test}
          at={`${at}/${index}`}
          before={
            index > 0 ? (
              joiner
            ) : (
              <>
                {before}
                {isNegated ? (
                  <FlagChip on text={t("b.words.not")} onChange={() => onChange(positive, `${at}/not`)} />
                ) : null}
              </>
            )
          }
          onChange={(next, field) => {
            const rest = withPart(positive, index, next);
            onChange(rest === undefined ? undefined : negate(rest, nots), field);
          }}
        />
      ))}
    </div>
  );
}

type TestProps = TestsProps & { readonly leaf: PropertyLeaf; readonly nots: number };

function Test({ leaf, nots, scope, at, onChange, before, parts: Parts }: TestProps) {
  const { t } = useI18n();
  const test = (next: AnyRecord) => remembered<PropertyCondition>(next);
  return (
    <div className="b-test">
      {before}
      <Parts
        {...forgotten(PROPERTIES[leaf.kind].parts, leaf)}
        scope={scope}
        at={at}
        onChange={(next, field) => onChange(negate(test(next), nots), field)}
        negation={{
          negated: nots % 2 === 1,
          change: (next, negated, field) => onChange(negate(test(next), negated ? 1 : 0), field),
        }}
      />
      <RemoveChip label={t("b.removeTest")} onRemove={() => onChange(undefined, at)} />
    </div>
  );
}
