import { useI18n } from "../i18n/use-i18n.tsx";
import { FormFoot } from "./form-foot.tsx";
import { BesideFailures } from "./beside-failures.tsx";
import type { useSave } from "./use-save.ts";

/** The end of a dialog's form: what could not be offered in it, why it could not be saved, and the button. */
export function SaveFoot({ save }: { readonly save: ReturnType<typeof useSave>["save"] }) {
  const { t } = useI18n();
  return (
    <>
      <BesideFailures />
      <FormFoot says={t("common.save")} error={save.error} isPending={save.isPending} />
    </>
  );
}
