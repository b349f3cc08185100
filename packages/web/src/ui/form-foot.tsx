import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "./notes.tsx";

type FormFootProps = {
  /** Of the button. */
  readonly says: string;
  /** Why it was done in vain; null where it was not. */
  readonly error: unknown;
  readonly isPending: boolean;
  readonly isDisabled?: boolean;
  /** What came of it. */
  readonly children?: ReactNode;
};

/** The end of a form: why it was sent in vain, and the button that sends it. */
export function FormFoot({ says, error, isPending, isDisabled = false, children }: FormFootProps) {
  return (
    <>
      {error === null ? null : <Failure error={error} />}
      {children}
      <Group justify="flex-end">
        <Button type="submit" loading={isPending} disabled={isDisabled}>
          {says}
        </Button>
      </Group>
    </>
  );
}
