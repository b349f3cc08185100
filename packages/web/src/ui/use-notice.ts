import { notifications } from "@mantine/notifications";
import { useI18n } from "../i18n/use-i18n.tsx";

/** Says in passing that something was done. */
export function useNotice(): (message: string) => void {
  const { t } = useI18n();
  return (message) =>
    void notifications.show({ message, closeButtonProps: { "aria-label": t("common.close") } });
}
