import type { Item } from "@habitus/contract";
import { Group, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { ITEMS_KEY } from "../../api/item-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSave } from "../../ui/use-save.ts";
import { categoriesText, propertiesText, readCategories, readProperties } from "./item-properties.ts";

type Form = Readonly<
  Record<"id" | "name" | "categories" | "price" | "currency" | "launched" | "stock" | "properties", string>
>;

function formOf(item: Item | null): Form {
  return {
    id: item?.id ?? "",
    name: item?.name ?? "",
    categories: categoriesText(item?.categories ?? []),
    price: item?.price ?? "",
    currency: item?.currency ?? "",
    launched: item?.launched?.replace("T00:00:00.000Z", "") ?? "",
    stock: item === null || item.stock === null ? "" : String(item.stock),
    properties: propertiesText(item?.properties ?? {}),
  };
}

function contentOf({ name, categories, price, currency, launched, stock, properties }: Form) {
  const given = (text: string): string | null => (text.trim() === "" ? null : text.trim());
  return {
    name: given(name),
    categories: readCategories(categories),
    price: given(price),
    currency: given(currency),
    launched: given(launched),
    stock: given(stock) === null ? null : Number(stock),
    properties: readProperties(properties),
  };
}

type Props = { readonly item: Item | null; readonly onClose: () => void };

export function ItemDialog({ item, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState(() => formOf(item));
  const field = (name: keyof Form) => ({
    label: t(`items.field.${name}`),
    value: form[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  });
  const send = () =>
    api.editItem({ params: { id: form.id }, body: { ...contentOf(form), rev: item?.rev ?? 0 } });
  const { save, submit } = useSave(send, [ITEMS_KEY], onClose);
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={item === null ? t("items.new") : t("entry.editNamed", { name: item.name ?? item.id })}
    >
      <form onSubmit={submit} className="stack">
        {item === null ? (
          <TextField
            label={t("items.field.id")}
            description={t("items.idNote")}
            isFirst
            value={form.id}
            onText={(id) => setForm({ ...form, id })}
          />
        ) : null}
        <TextInput {...field("name")} />
        <Textarea {...field("categories")} description={t("items.categoriesNote")} autosize minRows={2} />
        <Group grow align="flex-start">
          <TextInput {...field("price")} inputMode="decimal" />
          <TextInput {...field("currency")} placeholder="EUR" />
        </Group>
        <Group grow align="flex-start">
          <TextInput {...field("launched")} placeholder="2026-03-01" />
          <TextInput {...field("stock")} inputMode="numeric" type="number" step="any" />
        </Group>
        <Textarea {...field("properties")} description={t("items.propertiesNote")} autosize minRows={2} />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}
