import { useDebouncedValue } from "@mantine/hooks";
import {
  type Completion,
  type Completions,
  completionsAt,
  type KnownName,
  type Vocabulary,
} from "@habitus/segments";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import { accountsSoughtQuery } from "../../api/account-queries.ts";
import { vocabularyOfQuery, vocabularyQuery } from "../../api/queries.ts";
import { useBeside } from "../../ui/use-beside.ts";
import { complete, stepOption } from "./completing.ts";

/** Until the workspace's words are there, or when they cannot be read, the words of the language are offered alone. */
const NO_WORDS: Vocabulary = {
  events: [],
  eventsClosed: false,
  traits: [],
  traitsClosed: false,
  segments: [],
  lists: [],
  groups: [],
  occasions: [],
};
const CLOSED: Completions = { to: 0, items: [], soughtAccount: null, soughtEvent: null };
const PAUSE_MS = 200;

type Place = { readonly text: string; readonly at: number };

export type CompletionList = {
  readonly items: readonly Completion[];
  /** Which one the keyboard stands on; -1 when on none. */
  readonly active: number;
  /** What is to be called with every change of the text by hand. */
  readonly typed: (text: string, caret: number) => void;
  readonly pressed: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  readonly choose: (completion: Completion) => void;
  readonly close: () => void;
};

/**
 * What could stand at the cursor of a text field. The list opens while somebody writes and on Ctrl+Space; the field keeps its
 * keys until the arrow down steps into the list, so nothing is ever put in that was not chosen.
 */
export function useCompletions(
  field: RefObject<HTMLTextAreaElement | null>,
  value: string,
  onChange: (text: string) => void,
): CompletionList {
  const words = useBeside(vocabularyQuery).data ?? NO_WORDS;
  const [place, setPlace] = useState<Place | null>(null);
  const [active, setActive] = useState(-1);
  const listed = useMemo(
    () => (place === null ? CLOSED : completionsAt(place.text, place.at, words)),
    [place, words],
  );
  const accounts = useAccounts(listed.soughtAccount);
  const carried = useWordsOf(listed.soughtEvent);
  const list = useMemo(
    () =>
      place === null || (accounts.length === 0 && carried === undefined)
        ? listed
        : completionsAt(place.text, place.at, { ...(carried ?? words), accounts }),
    [place, words, listed, accounts, carried],
  );
  const caretRef = useCaret(field, value);

  const show = (text: string, at: number) => {
    setPlace({ text, at });
    setActive(-1);
  };
  const close = () => {
    setPlace(null);
    setActive(-1);
  };
  const choose = (completion: Completion) => {
    const done = complete(value, list, completion);
    caretRef.current = done.caret;
    onChange(done.text);
    show(done.text, done.caret);
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      show(value, event.currentTarget.selectionStart);
      return;
    }
    if (list.items.length === 0) return;
    const option = list.items[active];
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") setActive(stepOption(active, 1, list.items.length));
    else if (event.key === "ArrowUp" && option !== undefined)
      setActive(stepOption(active, -1, list.items.length));
    else if (event.key === "Enter" && option !== undefined) choose(option);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { items: list.items, active, typed: show, pressed, choose, close };
}

const NO_ACCOUNTS: readonly KnownName[] = [];

/** The accounts whose id or name holds what is sought, as many as one look of the server finds. */
function useAccounts(sought: string | null): readonly KnownName[] {
  const [settled] = useDebouncedValue(sought, PAUSE_MS);
  const found = useBeside({ ...accountsSoughtQuery(settled ?? ""), enabled: settled !== null });
  return sought === null ? NO_ACCOUNTS : (found.data ?? NO_ACCOUNTS);
}

/** The words of the workspace with what a rarer event carries; undefined until they are there, or where none is sought. */
function useWordsOf(event: string | null): Vocabulary | undefined {
  const [settled] = useDebouncedValue(event, PAUSE_MS);
  const found = useBeside({ ...vocabularyOfQuery(settled ?? ""), enabled: settled !== null });
  return event === null || event !== settled ? undefined : found.data;
}

/** Sets the cursor once the field shows the text it belongs to. */
function useCaret(field: RefObject<HTMLTextAreaElement | null>, value: string) {
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current === null || field.current === null) return;
    field.current.focus();
    field.current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [field, value]);
  return caret;
}
