import { ActionIcon, Button, SimpleGrid, Textarea } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { PartForm, RatingForm } from "./rating-form.ts";

type Props = {
  readonly form: RatingForm;
  readonly set: (change: Partial<RatingForm>) => void;
  readonly isNew: boolean;
};

/** Channels, sides of a lead, or benefits. */
export function RatingPartFields({ form: { kind, parts }, set, isNew }: Props) {
  const { t } = useI18n();
  const change = (id: number, part: Partial<PartForm>): void =>
    set({ parts: parts.map((each) => (each.id === id ? { ...each, ...part } : each)) });
  const next = Math.max(0, ...parts.map(({ id }) => id + 1));
  const isOfBenefit = kind === "benefits";
  return (
    <fieldset className="stack plain-fieldset">
      <legend>{t(`ratings.parts.${kind}`)}</legend>
      {parts.map((part, place) => {
        const number = place + 1;
        return (
          <div key={part.id} className="stack rating-part">
            <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: "end" }}>
              <TextField
                label={t("ratings.part", { number })}
                value={part.name}
                onText={(name) => change(part.id, { name })}
              />
              {isNew ? (
                <div className="rating-key">
                  <TextField
                    label={t("ratings.partKey", { number })}
                    value={part.key}
                    onText={(key) => change(part.id, { key })}
                  />
                  <ActionIcon
                    variant="default"
                    size="input-sm"
                    aria-label={t("ratings.removePart", { number })}
                    disabled={parts.length === 1}
                    onClick={() => set({ parts: parts.filter((each) => each.id !== part.id) })}
                  >
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </div>
              ) : null}
            </SimpleGrid>
            <Textarea
              label={t(isOfBenefit ? "ratings.rulesOfBenefit" : "ratings.rules", { number })}
              autosize
              minRows={2}
              value={part.rules}
              onChange={(event) => change(part.id, { rules: event.currentTarget.value })}
            />
            {isOfBenefit ? (
              <TextField
                label={t("ratings.said", { number })}
                value={part.said}
                onText={(said) => change(part.id, { said })}
              />
            ) : null}
          </div>
        );
      })}
      <Button
        variant="subtle"
        size="compact-md"
        style={{ justifySelf: "start" }}
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => set({ parts: [...parts, { id: next, key: "", name: "", rules: "", said: "" }] })}
      >
        {t("ratings.addPart")}
      </Button>
    </fieldset>
  );
}
