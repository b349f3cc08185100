import { useI18n } from "../../i18n/use-i18n.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { useEditorContext } from "./editor-context.ts";
import type { Row } from "./rows.ts";

/** How many people the line holds for by itself, and how many it alone keeps out. */
export function FigureCell({ row }: { readonly row: Row }) {
  const { t } = useI18n();
  const { figures, people, onFigure } = useEditorContext();
  const figure = figures.get(row.id);
  if (figure === undefined) return null;
  const share = people === null || people === 0 ? 0 : figure.count / people;
  return (
    <div className="b-figure">
      <ShareBar share={share} />
      <span className="numbers">
        <Figure count={figure.count} onOpen={() => onFigure(row.id, "holds")}>
          {t("count.people", { count: figure.count })}
        </Figure>
        {figure.takesOut === null || figure.takesOut === 0 ? null : (
          <>
            {" · "}
            <Figure count={figure.takesOut} onOpen={() => onFigure(row.id, "takesOut")}>
              {t("builder.takesOut", { count: figure.takesOut })}
            </Figure>
          </>
        )}
      </span>
    </div>
  );
}

type FigureProps = { readonly count: number; readonly onOpen: () => void; readonly children: string };

function Figure({ count, onOpen, children }: FigureProps) {
  if (count === 0) return children;
  return (
    <button type="button" className="text-button" onClick={onOpen}>
      {children}
    </button>
  );
}
