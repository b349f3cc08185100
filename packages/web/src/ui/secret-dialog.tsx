import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { CodeBlock } from "./code-block.tsx";
import { Dialog } from "./dialog.tsx";
import { Note } from "./notes.tsx";

type SecretDialogProps = {
  /** Above the form. */
  readonly title: string;
  /** Above the secret, what is said of it, and what the button says that ends it. */
  readonly secretTitle: string;
  readonly secretText: string;
  readonly done: string;
  /** Null until it is made. */
  readonly secret: string | null;
  readonly form: ReactNode;
  /** Below the secret. */
  readonly children?: ReactNode;
  readonly onClose: () => void;
};

/** Asks what is to be made, then shows its secret, this once. */
export function SecretDialog({ secret, form, children, onClose, ...words }: SecretDialogProps) {
  const { title, secretTitle, secretText, done } = words;
  return (
    <Dialog
      // A click beside the dialog must not lose the secret.
      closeOnClickOutside={secret === null}
      onClose={onClose}
      size="lg"
      title={secret === null ? title : secretTitle}
    >
      {secret === null ? (
        form
      ) : (
        <div className="stack">
          <Note tone="warn">{secretText}</Note>
          <CodeBlock label={secretTitle} code={secret} />
          {children}
          <Group justify="flex-end">
            <Button onClick={onClose}>{done}</Button>
          </Group>
        </div>
      )}
    </Dialog>
  );
}
