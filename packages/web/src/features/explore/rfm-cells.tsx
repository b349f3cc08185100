import type { RfmGrid } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";
import { Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PeopleBehind } from "../segments/people-behind.tsx";

type Cell = RfmGrid["cells"][number];

type RfmCellsProps = { readonly grid: RfmGrid; readonly purpose: string };

/** A row for each score of recency, the best on top; a column for each of frequency. */
export function RfmCells({ grid, purpose }: RfmCellsProps) {
  const { t } = useI18n();
  const [open, setOpen] = useState<Cell | null>(null);
  const { cells, people, remarks, at } = grid;
  const rows = scoresOf(cells, "recency");
  const columns = scoresOf(cells, "frequency");
  return (
    <Card title={t("rfm.title", { count: people })}>
      <p className="muted plain">{t("rfm.note")}</p>
      {remarks.length === 0 ? null : (
        <Note tone="warn" title={t("rfm.remarks")}>
          {remarks.join(" ")}
        </Note>
      )}
      {/* A table that is wider than the window is moved by the keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="retention-scroll" tabIndex={0} aria-label={t("rfm.scroll")}>
        <table className="retention-table rfm-table" aria-label={t("rfm.table")}>
          <thead>
            <tr>
              <th scope="col">{t("rfm.corner")}</th>
              {columns.map((score) => (
                <th key={score} scope="col" className="right">
                  {t("rfm.frequency", { score })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((score) => (
              <tr key={score}>
                <th scope="row">{t("rfm.recency", { score })}</th>
                {cells
                  .filter(({ recency, frequency }) => recency === score && columns.includes(frequency))
                  .map((cell) => (
                    <RfmCell key={cell.frequency} cell={cell} onOpen={() => setOpen(cell)} />
                  ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {open === null ? null : (
        <PeopleBehind
          of={{ before: null, after: open.text, purpose, at, side: "entered" }}
          title={t("rfm.open", { count: open.count, recency: open.recency, frequency: open.frequency })}
          onClose={() => setOpen(null)}
        />
      )}
    </Card>
  );
}

/** Scores that anybody has, in the order of the cells; of nobody all. */
function scoresOf(cells: readonly Cell[], of: "recency" | "frequency"): readonly number[] {
  const taken = new Set(cells.filter(({ count }) => count > 0).map((cell) => cell[of]));
  return [...new Set(cells.map((cell) => cell[of]))].filter((score) => taken.size === 0 || taken.has(score));
}

type RfmCellProps = { readonly cell: Cell; readonly onOpen: () => void };

function RfmCell({ cell, onOpen }: RfmCellProps) {
  const { t, f } = useI18n();
  const { count, monetary, text, recency, frequency } = cell;
  return (
    <td className="right retention-cell" style={{ backgroundColor: shadeOf(monetary) }}>
      <FigureButton count={count} label={t("rfm.open", { count, recency, frequency })} onOpen={onOpen} />
      {count === 0 ? null : (
        <>
          <div className="numbers">{t("rfm.monetary", { score: f.number(oneDigit(monetary ?? 1)) })}</div>
          <Link
            to="/new-segment"
            search={{ definition: text }}
            aria-label={t("rfm.segmentOf", { recency, frequency })}
          >
            {t("rfm.segment")}
          </Link>
        </>
      )}
    </td>
  );
}

const oneDigit = (score: number): number => Math.round(score * 10) / 10;

/** In percent; what stands on it can still be read. */
const STRONGEST = 22;

/** The more money, the stronger. */
const shadeOf = (monetary: number | null): string =>
  `color-mix(in srgb, var(--hb-accent) ${Math.round((((monetary ?? 1) - 1) / 4) * STRONGEST)}%, var(--hb-surface))`;
