import { type QueryClient, type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useI18n } from "../i18n/use-i18n.tsx";
import { useNotice } from "./use-notice.ts";

/**
 * Saving of a dialog's form. Afterwards what `renew` names is asked for again, "all" where any figure may be another one, and the
 * dialog closes.
 */
export function useSave(
  send: () => Promise<unknown>,
  renew: readonly QueryKey[] | "all",
  onClose: () => void,
) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: send,
    onSuccess: async () => {
      notice(t("common.saved"));
      await renewed(client, renew);
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return { save, submit };
}

/** Asks again for what is named, or for everything. */
export async function renewed(client: QueryClient, renew: readonly QueryKey[] | "all"): Promise<void> {
  if (renew === "all") await client.invalidateQueries();
  else await Promise.all(renew.map((queryKey) => client.invalidateQueries({ queryKey })));
}
