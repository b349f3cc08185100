import type { Literal } from "@habitus/segments";
import { Pill, PillsInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChipSelect, DateBox, NameBox, NumberBox } from "./controls.tsx";
import { literalText, readLiteral } from "./literal-text.ts";
import type { Seen } from "./vocabulary.ts";

type LiteralBoxProps = {
  readonly value: Literal;
  readonly kinds: readonly Literal["kind"][];
  readonly seen: readonly Seen[];
  readonly onChange: (value: Literal) => void;
};

/** A value with its kind: `10` the number and "10" the text are told apart. */
export function LiteralBox({ value, kinds, seen, onChange }: LiteralBoxProps) {
  const { t } = useI18n();
  return (
    <span className="b-literal">
      <ValueBox value={value} seen={seen} onChange={onChange} />
      {kinds.length < 2 ? null : (
        <ChipSelect
          quiet
          label={t("b.kind")}
          value={value.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`b.kind.${kind}`) }))}
          onChange={(kind) => onChange(readLiteral(literalText(value), kindNamed(kind)))}
        />
      )}
    </span>
  );
}

function ValueBox({ value, seen, onChange }: Omit<LiteralBoxProps, "kinds">) {
  const { t } = useI18n();
  switch (value.kind) {
    case "text":
      return (
        <NameBox
          label={t("b.value")}
          placeholder={t("b.value.choose")}
          value={value.value}
          seen={seen}
          onChange={(text) => onChange({ kind: "text", value: text })}
        />
      );
    case "number":
    case "percent":
      return (
        <NumberBox
          label={t("b.value")}
          value={value.value}
          onChange={(text) => onChange({ ...value, value: text })}
        />
      );
    case "boolean":
      return (
        <ChipSelect
          label={t("b.value")}
          value={String(value.value)}
          options={[
            { value: "true", label: t("b.true") },
            { value: "false", label: t("b.false") },
          ]}
          onChange={(text) => onChange({ kind: "boolean", value: text === "true" })}
        />
      );
    case "date":
      return (
        <DateBox
          label={t("b.value")}
          value={value.value}
          onChange={(text) => onChange({ kind: "date", value: text })}
        />
      );
  }
}

const KINDS: readonly Literal["kind"][] = ["text", "number", "percent", "boolean", "date"];

function kindNamed(name: string): Literal["kind"] {
  return KINDS.find((kind) => kind === name) ?? "text";
}

type LiteralsBoxProps = {
  readonly values: readonly Literal[];
  readonly seen: readonly Seen[];
  readonly onChange: (values: readonly Literal[]) => void;
};

/** Any number of values. A new one is of the kind of those before it. */
export function LiteralsBox({ values, seen, onChange }: LiteralsBoxProps) {
  const { t } = useI18n();
  const [typed, setTyped] = useState("");
  const [kind, setKind] = useState<Literal["kind"]>(values.at(-1)?.kind ?? "text");
  // The field reports what was picked a second time, as its new text.
  const picked = useRef(false);
  const add = (text: string) => {
    setTyped("");
    if (text.trim() !== "") onChange([...values, readLiteral(text.trim(), kind)]);
  };
  const offered = seen.filter(({ name }) => !values.some((value) => literalText(value) === name));
  return (
    <span className="b-literal">
      <PillsInput size="sm" classNames={{ input: "b-box b-values" }}>
        <Pill.Group gap={4}>
          {values.map((value, index) => (
            <Pill
              // Values may be alike.
              key={index}
              withRemoveButton
              removeButtonProps={{
                "aria-label": t("builder.removeValue", { value: literalText(value) }),
                "aria-hidden": false,
                tabIndex: 0,
              }}
              onRemove={() => onChange(values.toSpliced(index, 1))}
            >
              {literalText(value)}
            </Pill>
          ))}
          {/* What is typed becomes a value when it is done. */}
          {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
          <span
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.defaultPrevented) return;
              event.preventDefault();
              add(typed);
            }}
            onBlur={() => add(typed)}
            className="b-new-value"
          >
            <NameBox
              label={t("builder.addValue")}
              placeholder={t("b.value.choose")}
              value={typed}
              seen={offered}
              onPick={(text) => {
                picked.current = true;
                add(text);
              }}
              onChange={(text) => {
                if (!picked.current) setTyped(text);
                picked.current = false;
              }}
            />
          </span>
        </Pill.Group>
      </PillsInput>
      <ChipSelect
        quiet
        label={t("b.kind")}
        value={kind}
        options={KINDS.map((one) => ({ value: one, label: t(`b.kind.${one}`) }))}
        onChange={(name) => setKind(kindNamed(name))}
      />
    </span>
  );
}
