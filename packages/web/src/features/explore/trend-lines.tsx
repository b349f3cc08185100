import { LIMITS, TREND_MEASURES } from "@habitus/contract";
import { ActionIcon, Autocomplete, Button, Tooltip } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { CHOSEN_EVENT } from "../builder/specs/steps.ts";
import { PartsOf } from "./parts-of.tsx";
import { BLANK_LINE, isOfValues, type LineDraft } from "./trend-question.ts";
import "../builder/builder.css";

type TrendLinesProps = {
  readonly lines: readonly LineDraft[];
  readonly onChange: (lines: readonly LineDraft[]) => void;
};

/** What is counted: an event a line, in the words and controls of the builder. */
export function TrendLines({ lines, onChange }: TrendLinesProps) {
  const { t } = useI18n();
  return (
    <>
      <ol className="explore-steps">
        {lines.map((line, place) => (
          // Lines have no identity but their order.
          <li key={place} className="explore-step">
            <span className="explore-step-number" aria-hidden>
              {place + 1}
            </span>
            <Line line={line} place={place} onChange={(next) => onChange(lines.with(place, next))} />
            {lines.length === 1 ? null : (
              <Tooltip label={t("trends.removeLine", { n: place + 1 })}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("trends.removeLine", { n: place + 1 })}
                  onClick={() => onChange(lines.toSpliced(place, 1))}
                >
                  <IconX size={17} stroke={1.7} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </li>
        ))}
      </ol>
      {lines.length >= LIMITS.trendLines ? null : (
        <Button
          variant="default"
          size="xs"
          mb={14}
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => onChange([...lines, BLANK_LINE])}
        >
          {t("trends.addLine")}
        </Button>
      )}
    </>
  );
}

type LineProps = {
  readonly line: LineDraft;
  readonly place: number;
  readonly onChange: (line: LineDraft) => void;
};

function Line({ line, place, onChange }: LineProps) {
  const { t } = useI18n();
  const events = useBeside(vocabularyQuery).data?.events ?? [];
  const known = events.find(({ name }) => name === line.event.event)?.properties ?? [];
  return (
    <div>
      <div className="b-line">
        <PartsOf
          parts={CHOSEN_EVENT}
          value={line.event}
          at={`line/${place}`}
          onChange={(event) => onChange({ ...line, event })}
        />
      </div>
      <div className="explore-fields trend-line-fields">
        <ChoiceField
          label={t("trends.measure")}
          value={line.measure}
          choices={TREND_MEASURES}
          nameOf={(each) => t(`trends.measure.${each}`)}
          onChange={(measure) => onChange({ ...line, measure })}
        />
        {isOfValues(line.measure) ? (
          <Autocomplete
            label={t("trends.property")}
            value={line.property}
            data={[...new Set(known.map(({ path }) => path.join(".")))]}
            onChange={(property) => onChange({ ...line, property })}
          />
        ) : null}
      </div>
    </div>
  );
}
