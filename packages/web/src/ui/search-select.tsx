import { MultiSelect, type MultiSelectProps, Select, type SelectProps } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "../i18n/use-i18n.tsx";
import { useTypedSearch } from "./use-typed-search.ts";

/** What the search itself sees to. */
type Seen =
  | "error"
  | "ref"
  | "dropdownOpened"
  | "searchable"
  | "searchValue"
  | "onBlur"
  | "onDropdownClose"
  | "onDropdownOpen"
  | "onInput"
  | "onKeyDown"
  | "onOptionSubmit"
  | "onSearchChange";

type SearchSelectProps = Omit<SelectProps, Seen | "allowDeselect" | "value" | "onChange"> & {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
};

/** One of many, found by typing. Where `clearable` is given, none can be chosen too. */
export function SearchSelect({ onChange, ...rest }: SearchSelectProps) {
  const { t } = useI18n();
  const [search, setSearch] = useState("");
  const { error, settled, handlers } = useTypedSearch({
    data: rest.data,
    take: (value, label) => {
      onChange(value);
      // Where it was chosen already nothing else changes what was typed.
      setSearch(label);
    },
    takeNone: () => {
      if (rest.clearable === true) onChange(null);
    },
  });
  return (
    <Select
      nothingFoundMessage={t("builder.noName")}
      {...rest}
      {...handlers}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      allowDeselect={false}
      error={error}
      onClear={settled}
      onChange={onChange}
    />
  );
}

type SearchMultiSelectProps = Omit<MultiSelectProps, Seen | "value" | "onChange"> & {
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
};

/** Some of many, found by typing. */
export function SearchMultiSelect({ value, onChange, ...rest }: SearchMultiSelectProps) {
  const { t } = useI18n();
  const [search, setSearch] = useState("");
  const { error, settled, handlers } = useTypedSearch({
    data: rest.data,
    take: (one) => {
      setSearch("");
      if (!value.includes(one) && value.length < (rest.maxValues ?? Number.POSITIVE_INFINITY))
        onChange([...value, one]);
    },
    takeNone: () => undefined,
  });
  return (
    <MultiSelect
      nothingFoundMessage={t("builder.noName")}
      {...rest}
      {...handlers}
      searchable
      error={error}
      onClear={settled}
      searchValue={search}
      onSearchChange={setSearch}
      value={[...value]}
      onChange={onChange}
    />
  );
}
