import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

const PAUSE_MS = 250;

type SearchBoxProps = {
  readonly label: string;
  readonly hint: string;
  readonly q: string;
  /** Told what to look for after a pause; undefined for nothing. */
  readonly onSearch: (q: string | undefined) => void;
};

/** What is typed stands at once; the address and the search follow after a pause. */
export function SearchBox({ label, hint, q, onSearch }: SearchBoxProps) {
  const [text, setText] = useState(q);
  const show = useDebouncedCallback((value: string) => onSearch(value === "" ? undefined : value), PAUSE_MS);
  return (
    <search>
      <TextInput
        size="md"
        mb="md"
        aria-label={label}
        placeholder={hint}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          show(event.currentTarget.value.trim());
        }}
      />
    </search>
  );
}
