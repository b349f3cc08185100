import { useI18n } from "../../i18n/use-i18n.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { useMay } from "../../ui/use-session.ts";
import { PeopleBehind } from "./people-behind.tsx";

type PeopleOfProps = {
  readonly definition: string;
  readonly title: string;
  /** Only people who agree to it; whoever there is without one. */
  readonly purpose?: string;
  readonly onClose: () => void;
};

/** Who meets a definition now; whoever may edit can make a segment of it. */
export function PeopleOf({ definition, title, purpose = "", onClose }: PeopleOfProps) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  return (
    <PeopleBehind
      of={{ before: null, after: definition, purpose, at: "", side: "entered" }}
      title={title}
      head={
        mayEdit ? (
          <LinkButton to="/new-segment" search={{ definition }} variant="default" size="xs">
            {t("explore.save")}
          </LinkButton>
        ) : null
      }
      onClose={onClose}
    />
  );
}
