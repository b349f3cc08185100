import { Button, Group } from "@mantine/core";
import { useI18n } from "../i18n/use-i18n.tsx";
import { BesideFailures } from "./beside-failures.tsx";
import { Failure } from "./notes.tsx";
import type { useSave } from "./use-save.ts";

/** The end of a dialog's form: what could not be offered in it, why it could not be saved, and the button. */
export function SaveFoot({ save }: { readonly save: ReturnType<typeof useSave>["save"] }) {
  const { t } = useI18n();
  return (
    <>
      <BesideFailures />
      {save.isError ? <Failure error={save.error} /> : null}
      <Group justify="flex-end">
        <Button type="submit" loading={save.isPending}>
          {t("common.save")}
        </Button>
      </Group>
    </>
  );
}
