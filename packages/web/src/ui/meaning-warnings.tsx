import type { DefinitionProblem } from "@habitus/contract";
import { useI18n } from "../i18n/use-i18n.tsx";
import { Note } from "./notes.tsx";
import { Said } from "./said.tsx";

type MeaningWarningsProps = { readonly warnings: readonly DefinitionProblem[] };

/** What is said somewhere and is probably not meant, as the server told with it; nothing where all is well. */
export function MeaningWarnings({ warnings }: MeaningWarningsProps) {
  const { t } = useI18n();
  if (warnings.length === 0) return null;
  return (
    <Note tone="warn" title={t("warnings.meaning")}>
      <ul className="note-list">
        {warnings.map(({ code, message }) => (
          <li key={code}>
            <Said text={message} />
          </li>
        ))}
      </ul>
    </Note>
  );
}
