import { type Completion, type Completions, completionsAt, type Vocabulary } from "@habitus/segments";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import { vocabularyQuery } from "../../api/queries.ts";
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
const CLOSED: Completions = { to: 0, items: [] };

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
  const words = useQuery(vocabularyQuery).data ?? NO_WORDS;
  const [place, setPlace] = useState<Place | null>(null);
  const [active, setActive] = useState(-1);
  const list = useMemo(
    () => (place === null ? CLOSED : completionsAt(place.text, place.at, words)),
    [place, words],
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
