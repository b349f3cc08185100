import { type IdKind, ID_FORMATS, ID_JOINS, type IdKinds } from "@habitus/contract";
import { NativeSelect, NumberInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { heldIdsQuery, idKindsQuery } from "../../api/identity-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSave } from "../../ui/use-save.ts";
import { kindName } from "../../ui/id-kind-name.ts";
import { readSources, sourcesText } from "./id-sources.ts";

type Rule = IdKinds["presets"][number];

export type EditedKind = { readonly rule: Rule; readonly rev: number; readonly isOwnKey: boolean };

/** What a kind of the workspace's own begins with. */
const BLANK: Rule = {
  key: "",
  format: "text",
  sources: [],
  perPerson: 1,
  joins: "anonymous",
  heldAbove: 100,
};
export const NEW_KIND: EditedKind = { rule: BLANK, rev: 0, isOwnKey: true };

export function editedKind(kind: IdKind): EditedKind {
  const { key, format, country, sources, perPerson, joins, heldAbove, rev } = kind;
  const said = country === undefined ? {} : { country };
  return { rule: { key, format, ...said, sources, perPerson, joins, heldAbove }, rev, isOwnKey: false };
}

type Form = Omit<Rule, "sources"> & { readonly sources: string };
type Props = { readonly kind: EditedKind; readonly onClose: () => void };

export function IdKindDialog({ kind, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState<Form>(() => ({ ...kind.rule, sources: sourcesText(kind.rule.sources) }));
  const sources = readSources(form.sources);
  const { save, submit } = useSave(
    () => {
      const { key, sources: _, country = "", ...rule } = form;
      const isSaid = rule.format === "phone" && country !== "";
      const body = { ...rule, ...(isSaid ? { country } : {}), sources: sources ?? [], rev: kind.rev };
      return api.editIdKind({ params: { key }, body });
    },
    [idKindsQuery.queryKey, heldIdsQuery.queryKey],
    onClose,
  );
  return (
    <Dialog onClose={onClose} title={titleOf(kind, t)}>
      <form onSubmit={submit} className="stack">
        <Naming kind={kind} form={form} set={(change) => setForm({ ...form, ...change })} />
        <Rules form={form} set={(change) => setForm({ ...form, ...change })} />
        <p className="muted settings-note">{t("identity.saveNote")}</p>
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

function titleOf({ isOwnKey, rule, rev }: EditedKind, t: ReturnType<typeof useI18n>["t"]): string {
  if (isOwnKey) return t("identity.new");
  const name = kindName(rule.key, t);
  return rev === 0 ? t("identity.preset", { name }) : t("identity.edit", { name });
}

type PartProps = { readonly form: Form; readonly set: (change: Partial<Form>) => void };

function Naming({ kind, form, set }: PartProps & Pick<Props, "kind">) {
  const { t } = useI18n();
  const isWrong = form.sources.trim() !== "" && readSources(form.sources) === null;
  return (
    <>
      {kind.isOwnKey ? (
        <TextField
          label={t("identity.key")}
          description={t("identity.keyNote")}
          isFirst
          value={form.key}
          onText={(key) => set({ key })}
        />
      ) : null}
      <ChoiceField
        label={t("identity.format")}
        disabled={kind.rev > 0}
        value={form.format}
        choices={ID_FORMATS}
        nameOf={(format) => t(`identity.format.${format}`)}
        onChange={(format) => set({ format })}
      />
      {form.format === "phone" ? <Country kind={kind} form={form} set={set} /> : null}
      <Textarea
        label={t("identity.sources")}
        description={t(kind.rev > 0 ? "identity.sourcesStay" : "identity.sourcesNote")}
        error={isWrong ? t("identity.sourcesWrong") : null}
        autosize
        minRows={2}
        required
        withAsterisk={false}
        value={form.sources}
        onChange={(event) => set({ sources: event.currentTarget.value })}
      />
    </>
  );
}

const COUNTRY_NAMES = new Intl.DisplayNames("en-GB", { type: "region" });

/** Where numbers are from that name no country; it stays once it is said. */
function Country({ kind, form: { country }, set }: PartProps & Pick<Props, "kind">) {
  const { t } = useI18n();
  const { data } = useQuery(idKindsQuery);
  const choices = (data?.countries ?? [])
    .map((value) => ({ value, label: COUNTRY_NAMES.of(value) ?? value }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  return (
    <NativeSelect
      label={t("identity.country")}
      description={t("identity.countryNote")}
      disabled={kind.rev > 0 && kind.rule.country !== undefined}
      value={country ?? ""}
      data={[{ value: "", label: t("identity.countryNone") }, ...choices]}
      onChange={({ currentTarget: { value } }) => set({ country: value })}
    />
  );
}

function Rules({ form, set }: PartProps) {
  const { t } = useI18n();
  return (
    <>
      <ChoiceField
        label={t("identity.joins")}
        value={form.joins}
        choices={ID_JOINS}
        nameOf={(joins) => t(`identity.may.${joins}`)}
        onChange={(joins) => set({ joins })}
      />
      <p className="muted settings-note">{t(`identity.joins.${form.joins}`)}</p>
      <Amount
        label={t("identity.perPerson")}
        note={t("identity.perPersonNote")}
        value={form.perPerson}
        onChange={(perPerson) => set({ perPerson })}
      />
      <Amount
        label={t("identity.heldAbove")}
        note={t("identity.heldAboveNote")}
        value={form.heldAbove}
        onChange={(heldAbove) => set({ heldAbove })}
      />
    </>
  );
}

type AmountProps = {
  readonly label: string;
  readonly note: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
};

function Amount({ label, note, value, onChange }: AmountProps) {
  return (
    <NumberInput
      label={label}
      description={note}
      min={1}
      allowDecimal={false}
      allowNegative={false}
      required
      withAsterisk={false}
      value={value}
      onChange={(next) => onChange(Number(next))}
    />
  );
}
