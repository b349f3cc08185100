import type { ComputedTrait } from "@habitus/contract";
import { Button, Group, Modal, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Failure } from "../../ui/notes.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { shownValue } from "../people/shown-value.ts";

type Form = Pick<ComputedTrait, "key" | "name" | "definition">;

type Props = { readonly trait: ComputedTrait | null; readonly onClose: () => void };

export function ComputedTraitDialog({ trait, onClose }: Props) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [form, setForm] = useState<Form>({
    key: trait?.key ?? "",
    name: trait?.name ?? "",
    definition: trait?.definition ?? "",
  });
  const set = (change: Partial<Form>): void => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () => {
      const { key, name, definition } = form;
      return api.editComputedTrait({ params: { key }, body: { name, definition, rev: trait?.rev ?? 0 } });
    },
    onSuccess: async () => {
      notice(t("common.saved"));
      await Promise.all([
        client.invalidateQueries({ queryKey: ["computed-traits"] }),
        client.invalidateQueries({ queryKey: ["people", "computed"] }),
      ]);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={trait === null ? t("computed.new") : t("computed.edit", { name: trait.name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={submit} className="stack">
        <TextField
          label={t("computed.name")}
          isFirst
          value={form.name}
          onText={(text) => set({ name: text })}
        />
        {trait === null ? (
          <TextField
            label={t("computed.key")}
            description={t("computed.keyNote")}
            value={form.key}
            onText={(text) => set({ key: text })}
          />
        ) : null}
        <Textarea
          label={t("computed.definition")}
          description={t("computed.definitionNote")}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          value={form.definition}
          onChange={(event) => set({ definition: event.currentTarget.value })}
        />
        <Trial definition={form.definition} />
        {save.isError ? <Failure error={save.error} /> : null}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** What the text comes to for somebody, before it is saved. */
function Trial({ definition }: { readonly definition: string }) {
  const { t } = useI18n();
  const [person, setPerson] = useState("");
  const tried = useMutation({
    mutationFn: () => {
      const id = person.trim();
      return api.tryComputedTrait({ body: { definition, ...(id === "" ? {} : { person: id }) } });
    },
  });
  return (
    <div className="stack">
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t("computed.person")}
          placeholder={t("computed.personNote")}
          value={person}
          style={{ flex: 1 }}
          onChange={(event) => setPerson(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={definition.trim() === ""}
          loading={tried.isPending}
          onClick={() => tried.mutate()}
        >
          {t("computed.try")}
        </Button>
      </Group>
      {tried.isError ? <Failure error={tried.error} /> : null}
      <output>
        {tried.data === undefined ? null : <Tried tried={tried.data} isOfSomebody={person.trim() !== ""} />}
      </output>
    </div>
  );
}

type TriedProps = {
  readonly tried: Awaited<ReturnType<typeof api.tryComputedTrait>>;
  readonly isOfSomebody: boolean;
};

function Tried({ tried, isOfSomebody }: TriedProps) {
  const { t, f } = useI18n();
  const { problems, value } = tried;
  if (problems.length > 0) {
    return (
      <ul className="settings-list">
        {problems.map(({ message, line, column }) => (
          <li key={`${line} ${column} ${message}`}>{message}</li>
        ))}
      </ul>
    );
  }
  if (!isOfSomebody) return t("computed.understood");
  return value === null ? t("computed.absent") : t("computed.comesTo", { value: shownValue(value, f) });
}
