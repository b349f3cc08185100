import { Modal, type ModalProps } from "@mantine/core";
import { useI18n } from "../i18n/use-i18n.tsx";
import { useFocusGivenBack } from "./use-focus-given-back.ts";

type DialogProps = Pick<
  ModalProps,
  "title" | "size" | "centered" | "closeOnClickOutside" | "onClose" | "children"
>;

/** A dialog that stands only while it is open; whatever opened it has the focus again when it goes. */
export function Dialog(props: DialogProps) {
  const { t } = useI18n();
  useFocusGivenBack();
  return <Modal opened closeButtonProps={{ "aria-label": t("common.close") }} {...props} />;
}
