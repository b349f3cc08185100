import type { Person } from "@habitus/contract";
import { Button, Group, Modal, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { personLabel } from "../../ui/person-label.ts";
import { useNotice } from "../../ui/use-notice.ts";

/** Erases a person once their name was typed, and shows the proof. */
export function ErasePerson({ person }: { readonly person: Person }) {
  const { t } = useI18n();
  const notice = useNotice();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const [typed, setTyped] = useState("");
  const name = personLabel(person);
  const erase = useMutation({
    mutationFn: () => api.erasePerson({ params: { id: person.id }, query: { as: "number" } }),
    onSuccess: async () => {
      notice(t("erase.done"));
      await navigate({ to: "/settings/erasures" });
      await client.invalidateQueries();
    },
  });
  // What was typed is for this once.
  const close = (): void => {
    setTyped("");
    erase.reset();
    dialog.close();
  };
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t("erase.open")}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={t("erase.title", { name })}
        centered
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === name) erase.mutate();
          }}
        >
          <Text mb="md">{t("erase.text")}</Text>
          <TextInput
            label={t("erase.type", { name })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
          {erase.isError ? <Failure error={erase.error} /> : null}
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={close}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" color="red.9" disabled={typed !== name} loading={erase.isPending}>
              {t("erase.action")}
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
