import { type ComboboxData, getParsedComboboxData } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useI18n } from "../i18n/use-i18n.tsx";
import { bestMatch, choiceNamed } from "./best-match.ts";

type Input = HTMLInputElement;
type TypedSearch = {
  readonly data: ComboboxData<string> | undefined;
  readonly take: (value: string, label: string) => void;
  /** Whoever empties the field and goes on wants none. */
  readonly takeNone: () => void;
};

/**
 * What is typed into a field with a list is taken or refused, and never lost: Enter takes what matches best and does
 * not submit the form, leaving the field takes a whole name, and a form is not sent while what was typed is no choice.
 */
export function useTypedSearch({ data, take, takeNone }: TypedSearch) {
  const { t } = useI18n();
  const input = useRef<Input>(null);
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const error = refused === null ? null : t("common.noChoice", { text: refused });
  useEffect(() => input.current?.setCustomValidity(error ?? ""), [error]);

  const settle = (text: string, find: typeof bestMatch): boolean => {
    const choices = getParsedComboboxData<string>(data).flatMap((each) =>
      "group" in each ? each.items : [each],
    );
    const isEmpty = text.trim() === "";
    const match = isEmpty ? undefined : find(choices, text);
    if (isEmpty) takeNone();
    else if (match !== undefined) take(match.value, match.label);
    const isTaken = isEmpty || match !== undefined;
    setRefused(isTaken ? null : text);
    return isTaken;
  };
  const settled = (): void => {
    setTyped(null);
    setRefused(null);
  };
  return {
    error,
    settled,
    handlers: {
      ref: input,
      dropdownOpened: isOpen,
      onDropdownOpen: () => setOpen(true),
      onDropdownClose: () => setOpen(false),
      onOptionSubmit: settled,
      onInput: ({ currentTarget }: FormEvent<Input>) => {
        setTyped(currentTarget.value);
        setRefused(null);
      },
      onKeyDown: (event: KeyboardEvent<Input>) => {
        if (event.key !== "Enter" || event.nativeEvent.isComposing || (!isOpen && typed === null)) return;
        event.preventDefault();
        // What the arrows chose is taken by the list itself.
        if (isOpen && hasChosenByArrows(event.currentTarget)) return;
        const isDone = typed === null || settle(typed, bestMatch);
        if (!isDone) return;
        setTyped(null);
        setOpen(false);
      },
      onBlur: () => {
        if (typed === null) setRefused(null);
        else settle(typed, choiceNamed);
        setTyped(null);
      },
    },
  };
}

function hasChosenByArrows(input: Input): boolean {
  const list = document.getElementById(input.getAttribute("aria-controls") ?? "");
  return list !== null && list.querySelector("[data-combobox-selected]") !== null;
}
