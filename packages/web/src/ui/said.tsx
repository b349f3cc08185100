import { Fragment } from "react";

/** A message of the language: what it writes between backticks stands out as the page's own code does. */
export function Said({ text }: { readonly text: string }) {
  return splitSaid(text).map(({ part, isCode }, place) => {
    // A part has no name but its place, and the message never changes.
    const key = `${place} ${part}`;
    return isCode ? (
      <code key={key} className="code said-code">
        {part}
      </code>
    ) : (
      <Fragment key={key}>{part}</Fragment>
    );
  });
}

/** A backtick without a fellow is a letter like any other. */
export function splitSaid(text: string): readonly { readonly part: string; readonly isCode: boolean }[] {
  return text
    .split(/`([^`]+)`/)
    .map((part, place) => ({ part, isCode: place % 2 === 1 }))
    .filter(({ part }) => part !== "");
}
