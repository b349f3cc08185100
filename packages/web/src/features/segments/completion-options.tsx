import { Combobox, useCombobox } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { MessageKey } from "../../i18n/use-i18n.tsx";
import { useI18n } from "../../i18n/use-i18n.tsx";
import type { CompletionList } from "./use-completions.ts";

const KINDS = {
  keyword: "segment.complete.keyword",
  event: "segment.complete.event",
  property: "segment.complete.property",
  trait: "segment.complete.trait",
  value: "segment.complete.value",
  segment: "segment.complete.segment",
  list: "segment.complete.list",
  group: "segment.complete.group",
  account: "segment.complete.account",
  computed: "b.reference.computed",
  occasion: "segment.complete.occasion",
} as const satisfies Readonly<Record<string, MessageKey>>;

export const optionId = (listId: string, index: number): string => `${listId}-${index}`;

/** The list below the sentence; the keys that move in it are pressed in the field, which keeps the focus. */
export function CompletionOptions({ id, list }: { readonly id: string; readonly list: CompletionList }) {
  const { t } = useI18n();
  const store = useCombobox();
  const { items, active, choose } = list;
  const options = useRef<HTMLDivElement>(null);
  useEffect(() => {
    options.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const submit = (index: string) => {
    const item = items[Number(index)];
    if (item !== undefined) choose(item);
  };
  return (
    <Combobox store={store} onOptionSubmit={submit}>
      <output className="visually-hidden">
        {items.length === 0 ? "" : t("segment.complete.count", { count: items.length })}
      </output>
      {items.length === 0 ? null : (
        <Combobox.Options
          ref={options}
          id={id}
          className="completions"
          aria-label={t("segment.complete.label")}
          onMouseDown={(event) => event.preventDefault()}
        >
          {items.map((item, index) => (
            <Combobox.Option
              key={`${item.kind} ${item.label}`}
              id={optionId(id, index)}
              value={String(index)}
              active={index === active}
              aria-selected={index === active}
              className="completion"
            >
              <span className="completion-label">{item.label}</span>{" "}
              <span className="completion-kind">{item.what ?? t(KINDS[item.kind])}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      )}
    </Combobox>
  );
}
