import type { EventName, PropertyPath } from "@habitus/segments";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { SearchSelect } from "../../ui/search-select.tsx";
import { ChipSelect, FlagChip, NameBox, Words } from "./controls.tsx";
import type { Scope } from "./part-props.ts";
import type { Reference, Subject } from "./specs/spec.ts";
import { useEventNames, usePathNames, useReferences } from "./vocabulary.ts";

type EventBoxProps = { readonly value: EventName; readonly onChange: (value: EventName) => void };

/** One event by its name, all whose names begin alike, or whatever people do. */
export function EventBox({ value, onChange }: EventBoxProps) {
  const { t } = useI18n();
  if (typeof value !== "string" && "activity" in value) {
    return <FlagChip on text={t("b.event.activity")} onChange={() => onChange("")} />;
  }
  return <NamedEventBox value={value} onChange={onChange} />;
}

type NamedEventBoxProps = EventBoxProps & { readonly value: Exclude<EventName, { readonly activity: true }> };

function NamedEventBox({ value, onChange }: NamedEventBoxProps) {
  const { t } = useI18n();
  const isPrefix = typeof value !== "string";
  const text = isPrefix ? value.startsWith : value;
  const seen = useEventNames();
  // Whoever has typed a whole name hardly means the beginning of others.
  const mayBePrefix = isPrefix || (text !== "" && !seen.some(({ name }) => name === text));
  const named = (name: string, prefix: boolean) => (prefix ? { startsWith: name } : name);
  return (
    <span className="b-piece">
      {isPrefix ? <Words>{t("b.event.startingWith")}</Words> : null}
      <NameBox
        isName
        label={t("b.event")}
        placeholder={t("b.event.choose")}
        value={text}
        seen={seen}
        onChange={(name) => onChange(named(name, isPrefix))}
      />
      {mayBePrefix ? (
        <FlagChip
          sign="…"
          text={t("b.event.prefix")}
          on={isPrefix}
          onChange={(prefix) => onChange(named(text, prefix))}
        />
      ) : null}
      {text === "" ? (
        <FlagChip text={t("b.event.activity")} on={false} onChange={() => onChange({ activity: true })} />
      ) : null}
    </span>
  );
}

type PathBoxProps = {
  readonly of: Subject;
  readonly label: string;
  readonly value: PropertyPath;
  readonly scope: Scope;
  readonly onChange: (value: PropertyPath) => void;
};

/**
 * Where a value stands: keys from the outside in, with points between them. A key that holds a point itself can only be
 * chosen or written in the sentence, so it is shown and never cut.
 */
export function PathBox({ of, label, value, scope, onChange }: PathBoxProps) {
  const { t } = useI18n();
  const seen = usePathNames(of, scope);
  return (
    <NameBox
      isName
      label={label}
      placeholder={of === "trait" ? t("b.trait.choose") : t("b.property.choose")}
      value={value.join(".")}
      seen={seen.map(({ path, count }) => ({ name: path.join("."), count }))}
      onChange={(text) => onChange(seen.find(({ path }) => path.join(".") === text)?.path ?? text.split("."))}
    />
  );
}

/** More than these are looked for by what one types, not by looking through them. */
const FEW = 30;
const MOST_OFFERED = 100;

type SearchedProps = ReferenceBoxProps & {
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** What stands there while the value is none of the options. */
  readonly otherwise: string;
};

function SearchedReference({ of, value, options, otherwise, onChange }: SearchedProps) {
  const { t } = useI18n();
  const chosen = options.find((option) => option.value === value)?.label ?? otherwise;
  const length = Math.min(44, Math.max(14, chosen.length));
  return (
    <SearchSelect
      className="b-name"
      classNames={{ input: "b-box b-named" }}
      style={{ width: `calc(${length}ch + 30px)` }}
      aria-label={t(`b.reference.${of}`)}
      aria-invalid={value === ""}
      placeholder={t(`b.reference.${of}.choose`)}
      limit={MOST_OFFERED}
      data={
        value === "" || options.some((option) => option.value === value)
          ? options
          : [{ value, label: otherwise }, ...options]
      }
      value={value === "" ? null : value}
      onChange={(next) => onChange(next ?? "")}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
      maxDropdownHeight={280}
      rightSection={<span aria-hidden />}
      size="sm"
    />
  );
}

type ReferenceBoxProps = {
  readonly of: Reference;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** Something of the workspace by its name. What is no longer there is said to be gone, with the key that was written. */
export function ReferenceBox({ of, value, onChange }: ReferenceBoxProps) {
  const { t } = useI18n();
  const known = useReferences(of);
  const options = (known ?? []).map(({ key, name }) => ({ value: key, label: name }));
  const gone = known === undefined ? value : t("builder.gone", { key: value });
  const otherwise = value === "" ? t(`b.reference.${of}.choose`) : gone;
  if (options.length > FEW) {
    return <SearchedReference {...{ of, value, options, otherwise, onChange }} />;
  }
  const isKnown = options.some((option) => option.value === value);
  return (
    <ChipSelect
      label={t(`b.reference.${of}`)}
      value={value}
      options={isKnown ? options : [{ value, label: otherwise }, ...options]}
      onChange={onChange}
    />
  );
}
