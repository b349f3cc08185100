import { SimpleGrid } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { TextField } from "../../ui/text-field.tsx";

type Named = { readonly name: string; readonly key: string };

type NameFieldsProps = {
  readonly form: Named;
  readonly set: (change: Partial<Named>) => void;
  /** A key is said once, when something is made. */
  readonly isNew: boolean;
  /** Who writes the key, with an example. */
  readonly keyNote: string;
  readonly nameNote?: string;
};

/** How people call something, where its dialog begins, and how programs and segments do. */
export function NameFields({ form, set, isNew, keyNote, nameNote }: NameFieldsProps) {
  const { t } = useI18n();
  return (
    <>
      <TextField
        label={t("entry.name")}
        description={nameNote}
        isFirst
        value={form.name}
        onText={(name) => set({ name })}
      />
      {isNew ? (
        <TextField
          label={t("entry.key")}
          description={keyNote}
          value={form.key}
          onText={(key) => set({ key })}
        />
      ) : null}
    </>
  );
}

type Answered = Named & { readonly goal: string; readonly owner: string };

type AnsweredFieldsProps = {
  readonly form: Answered;
  readonly set: (change: Partial<Answered>) => void;
  readonly isNew: boolean;
};

/** Of what somebody answers for: a model or a rating. */
export function AnsweredFields({ form, set, isNew }: AnsweredFieldsProps) {
  const { t } = useI18n();
  return (
    // Labels may take two lines; the boxes below them stand in one row.
    <SimpleGrid style={{ alignItems: "end" }} cols={{ base: 1, sm: 2 }}>
      <TextField label={t("models.name")} isFirst value={form.name} onText={(name) => set({ name })} />
      {isNew ? <TextField label={t("models.key")} value={form.key} onText={(key) => set({ key })} /> : null}
      <TextField label={t("models.goal")} value={form.goal} onText={(goal) => set({ goal })} />
      <TextField label={t("models.owner")} value={form.owner} onText={(owner) => set({ owner })} />
    </SimpleGrid>
  );
}
