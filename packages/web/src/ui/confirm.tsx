import { Button, Group, Modal, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useI18n } from "../i18n/use-i18n.tsx";
import { Failure } from "./notes.tsx";

type ConfirmProps = {
  readonly opened: boolean;
  readonly title: string;
  readonly text: string;
  /** What is asked about, in detail. */
  readonly children?: ReactNode;
  readonly action: string;
  readonly pending: boolean;
  /** While what is asked is not known yet, nobody can agree to it. */
  readonly disabled?: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

/** Asks before something that cannot be undone, and stays open with the reason when it fails. */
export function Confirm(props: ConfirmProps) {
  const {
    opened,
    title,
    text,
    children,
    action,
    pending,
    disabled = false,
    error,
    onConfirm,
    onClose,
  } = props;
  const { t } = useI18n();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Text mb="md">{text}</Text>
      {children}
      {error === null || error === undefined ? null : <Failure error={error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button color="red.9" loading={pending} disabled={disabled} onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
