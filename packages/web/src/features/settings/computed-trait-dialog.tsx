import type { ComputedTrait } from "@habitus/contract";
import { Button, Group, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { moneyQuery } from "../../api/money-queries.ts";
import { COMPUTED_KEYS } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useSentEvents } from "../builder/vocabulary.ts";
import { shownValue } from "../people/shown-value.ts";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useSave } from "../../ui/use-save.ts";
import { type ReadyTrait, readyTraits } from "./ready-traits.ts";
import { NameFields } from "./name-fields.tsx";

type Form = Pick<ComputedTrait, "key" | "name" | "definition">;

type Props = { readonly trait: ComputedTrait | null; readonly onClose: () => void };

export function ComputedTraitDialog({ trait, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState<Form>({
    key: trait?.key ?? "",
    name: trait?.name ?? "",
    definition: trait?.definition ?? "",
  });
  const set = (change: Partial<Form>): void => setForm({ ...form, ...change });
  const { save, submit } = useSave(
    () => {
      const { key, name, definition } = form;
      return api.editComputedTrait({ params: { key }, body: { name, definition, rev: trait?.rev ?? 0 } });
    },
    COMPUTED_KEYS,
    onClose,
  );
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={trait === null ? t("computed.new") : t("computed.edit", { name: trait.name })}
    >
      <form onSubmit={submit} className="stack">
        {trait === null ? <ReadyOnes onChoose={set} /> : null}
        <NameFields form={form} set={set} isNew={trait === null} keyNote={t("computed.keyNote")} />
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
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

/** Fills the form with what can be told of everybody, by the names and in the currency of the workspace. */
function ReadyOnes({ onChoose }: { readonly onChoose: (form: Form) => void }) {
  const { t } = useI18n();
  const sent = useSentEvents();
  const { data: money } = useBeside(moneyQuery);
  const [chosen, setChosen] = useState<ReadyTrait | null>(null);
  const { currency = null, rev = 0 } = money ?? {};
  // Amounts of events that came before the currency was changed are in the former one.
  const ready = readyTraits(sent, { currency, pinned: rev > 1 ? currency : null });
  return (
    <>
      <Group gap="xs">
        <span className="muted">{t("computed.ready")}</span>
        {ready.map((trait) => {
          const { key, definition } = trait;
          const name = t(`computed.ready.${key}`);
          return (
            <Button
              key={key}
              variant="default"
              size="compact-sm"
              onClick={() => {
                setChosen(trait);
                onChoose({ key, name, definition });
              }}
            >
              {name}
            </Button>
          );
        })}
      </Group>
      <output>
        {(chosen?.instead ?? []).map(({ usual, own }) => (
          <Note key={usual} tone="warn">
            {t("computed.instead", { usual, own })}
          </Note>
        ))}
      </output>
    </>
  );
}

/** What the text comes to for somebody, before it is saved. */
function Trial({ definition }: { readonly definition: string }) {
  const { t } = useI18n();
  const [person, setPerson] = useState("");
  const tried = useMutation({
    mutationFn: ({ text, id }: { readonly text: string; readonly id: string }) =>
      api.tryComputedTrait({ body: { definition: text, ...(id === "" ? {} : { person: id }) } }),
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
          onClick={() => tried.mutate({ text: definition, id: person.trim() })}
        >
          {t("computed.try")}
        </Button>
      </Group>
      {tried.isError ? <Failure error={tried.error} /> : null}
      <output>
        {tried.data === undefined || tried.variables.text !== definition ? null : (
          <Tried tried={tried.data} isOfSomebody={tried.variables.id !== ""} />
        )}
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
