import { Button } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { SearchSelect } from "../../ui/search-select.tsx";
import type { SentEvent } from "./event-names.ts";
import type { Unsent } from "./templates.ts";

type TemplateNamesProps = {
  readonly name: string;
  readonly unsent: readonly Unsent[];
  readonly sent: readonly SentEvent[];
  /** With what is called otherwise, by its usual name. */
  readonly onConfirm: (names: ReadonlyMap<string, string>) => void;
  readonly onBack: () => void;
};

/** Asks what the events of a template are called here, before they are taken. */
export function TemplateNames({ name, unsent, sent, onConfirm, onBack }: TemplateNamesProps) {
  const { t, f } = useI18n();
  const [chosen, setChosen] = useState<Readonly<Record<string, string | null>>>({});
  const here = ({ usual, like }: Unsent): string | null => (usual in chosen ? (chosen[usual] ?? null) : like);
  const counts = new Map(sent.map((event) => [event.name, event.count]));
  const confirm = () => {
    const named = unsent.flatMap((one) => {
      const own = here(one);
      return own === null ? [] : [[one.usual, own] as const];
    });
    onConfirm(new Map(named));
  };
  return (
    <fieldset className="template-names">
      <legend>{t("templates.called", { name })}</legend>
      <p className="muted plain">{t("templates.calledNote")}</p>
      {unsent.map((one) => (
        <SearchSelect
          key={one.usual}
          label={t("templates.calledHere", { event: one.usual })}
          placeholder={t("templates.nobodySent")}
          clearable
          limit={100}
          clearButtonProps={{ "aria-label": t("templates.asItIs", { event: one.usual }) }}
          data={[...counts.keys()]}
          renderOption={({ option }) => (
            <span className="b-option">
              <span>{option.value}</span>
              <span className="muted numbers">{f.compact(counts.get(option.value) ?? 0)}</span>
            </span>
          )}
          value={here(one)}
          onChange={(own) => setChosen({ ...chosen, [one.usual]: own })}
        />
      ))}
      <div className="template-names-foot">
        <Button variant="default" onClick={onBack}>
          {t("templates.back")}
        </Button>
        <Button onClick={confirm}>{t("templates.take")}</Button>
      </div>
    </fieldset>
  );
}
