import { Button } from "@mantine/core";
import { type MessageKey, useI18n } from "../../i18n/use-i18n.tsx";

type Example = { readonly name: Extract<MessageKey, `example.${string}`>; readonly text: string };

const EXAMPLES: readonly Example[] = [
  { name: "example.repeat", text: 'did "Order Completed" at least 2 times in last 90 days' },
  {
    name: "example.lapsing",
    text: 'did "Order Completed" at least 3 times and did not "Order Completed" in last 180 days',
  },
  { name: "example.big", text: 'sum of "Order Completed".revenue in last 365 days >= 1000' },
  { name: "example.country", text: 'country is "Germany" and did "Order Completed" in last 365 days' },
];

/** Sentences to begin with instead of an empty field. */
export function Examples({ onPick }: { readonly onPick: (text: string) => void }) {
  const { t } = useI18n();
  return (
    <div className="examples">
      <span className="muted">{t("segment.form.examples")}</span>
      {EXAMPLES.map(({ name, text }) => (
        <Button key={name} size="compact-md" variant="default" onClick={() => onPick(text)}>
          {t(name)}
        </Button>
      ))}
    </div>
  );
}
