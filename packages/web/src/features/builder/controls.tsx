import { Autocomplete } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import type { Seen } from "./vocabulary.ts";

export type Option = { readonly value: string; readonly label: string; readonly group?: string };

type ChipSelectProps = {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
  /** Words of the sentence rather than something chosen. */
  readonly quiet?: boolean;
};

/** A choice that stands in a sentence: as wide as what is chosen, and the system's own list on a phone. */
export function ChipSelect({ label, value, options, onChange, quiet = false }: ChipSelectProps) {
  const groups = [...new Set(options.map(({ group }) => group ?? ""))];
  const list = (of: readonly Option[]) =>
    of.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ));
  return (
    <span className={quiet ? "b-select b-quiet" : "b-select"}>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {groups.length < 2
          ? list(options)
          : groups.map((group) => (
              <optgroup key={group} label={group}>
                {list(options.filter((option) => (option.group ?? "") === group))}
              </optgroup>
            ))}
      </select>
    </span>
  );
}

type BoxProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

const WHOLE = /^-?\d{1,9}$/;

/** A whole number. What is no number yet stays in the field and changes nothing. */
export function WholeBox({
  label,
  value,
  least,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly onChange: (value: number) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? String(value);
  const isGood = WHOLE.test(shown) && Number(shown) >= least;
  return (
    <input
      className="b-box b-number"
      inputMode="numeric"
      aria-label={label}
      aria-invalid={!isGood}
      value={shown}
      style={{ width: `calc(${Math.max(2, shown.length)}ch + 28px)` }}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        if (WHOLE.test(text)) onChange(Number(text));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** A decimal number, kept as it is typed. */
export function NumberBox({ label, value, onChange }: BoxProps) {
  return (
    <input
      className="b-box b-number"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={!/^-?\d+(\.\d+)?$/.test(value)}
      value={value}
      style={{ width: `calc(${Math.max(3, value.length)}ch + 28px)` }}
      onChange={(event) => onChange(event.currentTarget.value.replace(",", "."))}
    />
  );
}

/** A day, or an instant as it was written. */
export function DateBox({ label, value, onChange }: BoxProps) {
  const isDay = value === "" || /^\d{4}-\d{2}-\d{2}$/.test(value);
  return (
    <input
      className="b-box b-date"
      type={isDay ? "date" : "text"}
      aria-label={label}
      aria-invalid={value === ""}
      value={value}
      style={isDay ? undefined : { width: `${value.length + 3}ch` }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type NameBoxProps = BoxProps & {
  readonly seen: readonly Seen[];
  readonly placeholder: string;
  /** A name of the workspace rather than a value. */
  readonly isName?: boolean;
  /** One of the offered was taken. */
  readonly onPick?: (value: string) => void;
};

const MOST_OFFERED = 100;
const NARROWEST = 6;
const WIDEST = 44;

/** A name or a value: what the workspace has seen is offered, anything else can be typed. */
export function NameBox(props: NameBoxProps) {
  const { label, value, seen, placeholder, onChange, isName = false, onPick } = props;
  const { t, f } = useI18n();
  const counts = new Map(seen.map(({ name, count }) => [name, count]));
  const length = Math.max(value.length, value === "" ? placeholder.length : 0);
  return (
    <Autocomplete
      className="b-name"
      classNames={{ input: isName ? "b-box b-named" : "b-box" }}
      style={{ width: `calc(${Math.min(WIDEST, Math.max(NARROWEST, length))}ch + 30px)` }}
      aria-label={label}
      aria-invalid={value === ""}
      placeholder={placeholder}
      value={value}
      onChange={onChange}
      {...(onPick === undefined ? {} : { onOptionSubmit: onPick })}
      data={[...counts.keys()]}
      filter={({ options, search }) => {
        const text = search.trim().toLowerCase();
        // Who comes back to a chosen name wants to see the others too.
        const isChosen = counts.has(search);
        const fitting = options.filter(
          (option) => isChosen || ("value" in option && option.value.toLowerCase().includes(text)),
        );
        if (fitting.length <= MOST_OFFERED) return fitting;
        const more = t("builder.moreNames", { count: fitting.length - MOST_OFFERED });
        return [...fitting.slice(0, MOST_OFFERED), { value: more, label: more, disabled: true }];
      }}
      renderOption={({ option }) => {
        const count = counts.get(option.value) ?? null;
        return (
          <span className="b-option">
            <span>{option.value}</span>
            {count === null ? null : <span className="muted numbers">{f.compact(count)}</span>}
          </span>
        );
      }}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
      maxDropdownHeight={280}
      size="sm"
    />
  );
}

type FlagProps = {
  readonly text: string;
  /** Shown instead where there is little room; the text is then its name. */
  readonly sign?: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
};

/** Words that can be switched on and off. */
export function FlagChip({ text, sign, on, onChange }: FlagProps) {
  return (
    <button
      type="button"
      className="b-flag"
      aria-pressed={on}
      {...(sign === undefined ? {} : { "aria-label": text, title: text })}
      onClick={() => onChange(!on)}
    >
      {sign ?? text}
    </button>
  );
}

/** Offers to add a part of the sentence that may be left out. */
export function AddChip({ text, onAdd }: { readonly text: string; readonly onAdd: () => void }) {
  return (
    <button type="button" className="b-add" onClick={onAdd}>
      + {text}
    </button>
  );
}

export function RemoveChip({ label, onRemove }: { readonly label: string; readonly onRemove: () => void }) {
  return (
    <button type="button" className="b-remove" aria-label={label} title={label} onClick={onRemove}>
      <span aria-hidden>×</span>
    </button>
  );
}

export function Words({ children }: { readonly children: ReactNode }) {
  return <span className="b-words">{children}</span>;
}
