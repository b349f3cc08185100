import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { MarkSelect } from "../audit/mark-select.tsx";
import { useMarks } from "../audit/use-marks.ts";

/** `address.city`, `products[].price`, `tags[]`. */
const isInside = (field: string): boolean => field.includes(".") || field.includes("[]");

/** What places inside of an event's fields are worth; fields themselves are marked in the audit. */
export function InnerMarks({ event }: { readonly event: string }) {
  const { t } = useI18n();
  const mayEdit = useMay("admin");
  const marks = useMarks(event);
  const [named, setNamed] = useState<readonly string[]>([]);
  if (marks === null) return null;
  const { fields } = marks;
  const places = [...new Set([...Object.keys(fields).filter(isInside), ...named])].toSorted();
  return (
    <Card title={t("plan.inside")} lead={t("plan.insideLead")}>
      {places.length === 0 ? (
        <p className="muted">{t("plan.insideNone")}</p>
      ) : (
        <table className="wide-table" aria-label={t("plan.inside")}>
          <thead>
            <tr>
              <th scope="col">{t("plan.place")}</th>
              <th scope="col">{t("marks.mark")}</th>
            </tr>
          </thead>
          <tbody>
            {places.map((place) => (
              <tr key={place}>
                <th scope="row" className="code">
                  {place}
                </th>
                <td data-head={t("marks.mark")}>
                  <MarkSelect event={event} field={place} mark={fields[place] ?? null} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {mayEdit ? <NewPlace onName={(place) => setNamed([...named, place])} /> : null}
    </Card>
  );
}

function NewPlace({ onName }: { readonly onName: (place: string) => void }) {
  const { t } = useI18n();
  const [place, setPlace] = useState("");
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const name = place.trim();
    setWrong(!isInside(name));
    if (!isInside(name)) return;
    onName(name);
    setPlace("");
  };
  return (
    <form onSubmit={submit} className="plan-place">
      <TextInput
        label={t("plan.place")}
        description={t("plan.placeNote")}
        value={place}
        maxLength={500}
        error={isWrong ? t("plan.placeWrong") : null}
        onChange={({ currentTarget }) => setPlace(currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={place.trim() === ""}>
        {t("plan.placeAdd")}
      </Button>
    </form>
  );
}
