import { Button, Group, Modal, Text } from "@mantine/core";
import { useI18n } from "../i18n/use-i18n.tsx";
import { Failure } from "./notes.tsx";

type ConfirmProps = {
  readonly opened: boolean;
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

/** Asks before something that cannot be undone, and stays open with the reason when it fails. */
export function Confirm({ opened, title, text, action, pending, error, onConfirm, onClose }: ConfirmProps) {
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
      {error === null || error === undefined ? null : <Failure error={error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button color="red" loading={pending} onClick={onConfirm}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
