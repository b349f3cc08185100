import type { ComponentType } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { carryOver, withField } from "./carry-over.ts";
import { ChipSelect, type Option } from "./controls.tsx";
import { held } from "./held.ts";
import { type PartsProps, scopeIn } from "./part-props.ts";
import { COMPARISONS, type TestSpec } from "./specs/comparisons.ts";
import type { AnyPart, AnySpec } from "./specs/spec.ts";

type Of<Show extends AnyPart["show"]> = PartsProps & {
  readonly part: Extract<AnyPart, { readonly show: Show }>;
  /** Draws the parts of what is chosen. */
  readonly render: ComponentType<PartsProps>;
};

const ABSENT = "";
const FLAG = "*flag";

/** One of several forms, chosen by its name; what the chosen one needs follows it. */
export function VariantPart({ part, value, onChange, scope, at, render: Render }: Of<"variant">) {
  const { t } = useI18n();
  const { field, tag, absent, orFlag } = part;
  const specs = part.specs as Readonly<Record<string, AnySpec>>;
  const present = held(part, value);
  const name = `${at}/${field}`;
  const isFlagged = orFlag !== undefined && value[orFlag.field] === true;
  const chosen = isFlagged ? FLAG : present === undefined ? ABSENT : String(present[tag]);
  const options: readonly Option[] = [
    ...(absent === undefined ? [] : [{ value: ABSENT, label: t(absent) }]),
    ...Object.entries(specs)
      .filter(([option, spec]) => spec.rare !== true || option === chosen)
      .map(([option, spec]) => ({ value: option, label: t(spec.name) })),
    ...(orFlag === undefined ? [] : [{ value: FLAG, label: t(orFlag.name) }]),
  ];
  const choose = (option: string) => {
    const plain = orFlag === undefined ? value : withField(value, orFlag.field, undefined);
    const spec = specs[option];
    if (option === FLAG && orFlag !== undefined) {
      onChange(withField(withField(value, field, undefined), orFlag.field, true), name);
    } else if (spec === undefined) onChange(withField(plain, field, undefined), name);
    else onChange(withField(plain, field, carryOver(spec, present ?? {})), name);
  };
  const spec = present === undefined ? undefined : specs[chosen];
  return (
    <>
      <ChipSelect label={t(part.label)} value={chosen} options={options} onChange={choose} />
      {present === undefined || spec === undefined ? null : (
        <Render
          parts={spec.parts}
          value={present}
          onChange={(next, from) => onChange(withField(value, field, next), from)}
          scope={scopeIn(value, scope)}
          at={name}
        />
      )}
    </>
  );
}

type Comparison = AnySpec & Pick<TestSpec<unknown>, "negative" | "group" | "only">;
const TESTS = COMPARISONS as unknown as Readonly<Record<string, Comparison>>;

const NOT = "not ";

/** The operator of a test, or its opposite, and what it compares with. */
export function TestPart(props: Of<"test">) {
  const { part, value, onChange, scope, at, negation, render: Render } = props;
  const { t } = useI18n();
  const { field } = part;
  const present = held(part, value) ?? {};
  const op = String(present["op"]);
  const negated = negation?.negated === true;
  const offered = Object.entries(TESTS).filter(
    ([option, { only }]) => only === undefined || only === part.of || option === op,
  );
  const options = offered.flatMap(([option, spec]): readonly Option[] => {
    const group = t(`b.ops.${spec.group}`);
    const positive = { value: option, label: t(spec.name), group };
    if (negation === undefined) return [positive];
    return [positive, { value: NOT + option, label: t(spec.negative), group }];
  });
  const choose = (option: string) => {
    const isNot = option.startsWith(NOT);
    const spec = TESTS[isNot ? option.slice(NOT.length) : option];
    if (spec === undefined) return;
    const changed = withField(value, field, carryOver(spec, present));
    if (negation === undefined) onChange(changed, `${at}/${field}`);
    else negation.change(changed, isNot, `${at}/${field}`);
  };
  return (
    <>
      <ChipSelect
        label={t("b.operator")}
        value={negated ? NOT + op : op}
        options={options}
        onChange={choose}
      />
      <Render
        parts={TESTS[op]?.parts ?? []}
        value={present}
        onChange={(next, from) => onChange(withField(value, field, next), from)}
        scope={scope}
        at={`${at}/${field}`}
      />
    </>
  );
}
