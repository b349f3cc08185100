import type { Import, ImportReport } from "@habitus/contract";
import { IconDownload } from "@tabler/icons-react";
import { Button } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Card } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { useMay } from "../../ui/use-session.ts";

/** What became of the rows, or would; the people behind the figures are a click away. */
export function ImportReportView({ of }: { readonly of: Import }) {
  const { t, f } = useI18n();
  const { report, mode } = of;
  const { firstTime, lastTime } = report;
  return (
    <>
      <Card title={t(`imports.result.${mode}`)}>
        <dl className="import-totals">
          <Figure name={t("imports.good")} value={report.good} />
          <Figure name={t("imports.badRows")} value={report.bad} isBad={report.bad > 0} />
          {report.skipped > 0 ? <Figure name={t("imports.skipped")} value={report.skipped} /> : null}
          {report.repeated > 0 ? <Figure name={t("imports.repeated")} value={report.repeated} /> : null}
          <Figure name={t("imports.peopleNew")} value={report.people.new} />
          <Figure name={t("imports.peopleKnown")} value={report.people.known} />
        </dl>
        {firstTime === null || lastTime === null ? null : (
          <p className="muted import-told">
            {t("imports.span", { from: f.dateTime(firstTime), to: f.dateTime(lastTime) })}
          </p>
        )}
      </Card>
      <Mistakes of={of} />
      {report.names.length === 0 ? null : <Names report={report} isIn={mode === "run"} />}
      {report.samples.length === 0 ? null : <Samples report={report} />}
    </>
  );
}

type FigureProps = { readonly name: string; readonly value: number; readonly isBad?: boolean };

function Figure({ name, value, isBad = false }: FigureProps) {
  const { f } = useI18n();
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isBad ? "numbers import-bad" : "numbers"}>{f.number(value)}</dd>
    </div>
  );
}

function Mistakes({ of: { id, mode, state, report, errorFile } }: { readonly of: Import }) {
  const { t, f } = useI18n();
  const mayRead = useMay("editor");
  if (report.bad === 0) {
    if (report.rows === 0 || state !== "done") return null;
    return <Card title={t("imports.mistakes")}>{t("imports.noMistakes")}</Card>;
  }
  return (
    <Card title={t("imports.mistakes")} lead={mode === "run" ? t("imports.mend") : undefined}>
      <ul className="import-reasons">
        {report.reasons.map(({ reason, means, count, example }) => (
          <li key={reason}>
            <div className="import-reason">
              <span className="import-name">{means}</span>
              <span className="numbers">{f.number(count)}</span>
            </div>
            <ShareBar share={count / report.rows} />
            <div className="muted import-example">{example}</div>
          </li>
        ))}
      </ul>
      {errorFile === null || !mayRead ? null : (
        <Button
          component="a"
          href={`/api/imports/${id}/errors`}
          download={errorFile}
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t("imports.download")}
        </Button>
      )}
    </Card>
  );
}

function Names({ report, isIn }: { readonly report: ImportReport; readonly isIn: boolean }) {
  const { t, f } = useI18n();
  return (
    <Card title={t("imports.events")}>
      <ul className="import-reasons">
        {report.names.map(({ name, count }) => (
          <li key={name}>
            <div className="import-reason">
              <span className="import-name">{name}</span>
              <span className="numbers">{f.number(count)}</span>
            </div>
            <ShareBar share={count / Math.max(1, report.calls)} />
            {isIn ? (
              <LinkButton
                to="/new-segment"
                search={{ definition: `did ${JSON.stringify(name)}` }}
                size="compact-sm"
                variant="subtle"
                aria-label={t("imports.seePeopleNamed", { name })}
              >
                {t("imports.seePeople")}
              </LinkButton>
            ) : null}
          </li>
        ))}
      </ul>
      {report.otherNames === 0 ? null : (
        <p className="muted import-told">{t("imports.otherNames", { count: report.otherNames })}</p>
      )}
    </Card>
  );
}

const SAMPLES_SHOWN = 3;

function Samples({ report }: { readonly report: ImportReport }) {
  const { t, f } = useI18n();
  return (
    <Card title={t("imports.samples")}>
      <div className="stack">
        {report.samples.slice(0, SAMPLES_SHOWN).map(({ row, calls }) => {
          const name = t("imports.row", { row: f.number(row) });
          return (
            <div key={row}>
              <h3>{name}</h3>
              <CodeBlock label={name} code={calls.map((call) => JSON.stringify(call, null, 2)).join("\n")} />
            </div>
          );
        })}
      </div>
    </Card>
  );
}
