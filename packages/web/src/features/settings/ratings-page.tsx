import type { Rating } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ratingsQuery } from "../../api/rating-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay, useSession } from "../../ui/use-session.ts";
import { RatingDialog } from "./rating-dialog.tsx";
import { RatingEntry } from "./rating-entry.tsx";
import { newRating, ratingFormOf } from "./rating-form.ts";
import { SettingsList } from "./settings-list.tsx";

/** The rating whose form is open; "new" for one that is not there yet. */
type Open = Rating | "new" | null;

export function RatingsPage() {
  const { t } = useI18n();
  const query = useQuery(ratingsQuery);
  const session = useSession();
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const add = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
      {t("ratings.new")}
    </Button>
  );
  const owner = session?.actor.name ?? "";
  return (
    <Card title={t("ratings.title")} lead={t("ratings.lead")} aside={mayEdit ? add : null}>
      <SettingsList query={query} items={query.data?.ratings ?? []} none={t("ratings.none")}>
        {(rating) => (
          <RatingEntry key={rating.key} rating={rating} mayEdit={mayEdit} onEdit={() => setOpen(rating)} />
        )}
      </SettingsList>
      {open === null ? null : (
        <RatingDialog
          rating={open === "new" ? null : open}
          begin={open === "new" ? newRating("engagement", owner) : ratingFormOf(open)}
          owner={owner}
          onClose={() => setOpen(null)}
        />
      )}
    </Card>
  );
}
