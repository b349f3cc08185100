import { sentenceParts } from "./sentence-words.ts";
import "./segments.css";

/** A definition as it is read: what the workspace named stands out from the words of the language. */
export function Sentence({ text }: { readonly text: string }) {
  return (
    <p className="sentence">
      {sentenceParts(text).map(({ kind, text: part }, index) =>
        // The parts have no identity but their order.
        kind === "named" ? <b key={index}>{part}</b> : <span key={index}>{part}</span>,
      )}
    </p>
  );
}
