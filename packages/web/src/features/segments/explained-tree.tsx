import type { ExplainedCondition } from "@habitus/contract";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shortValue } from "../../ui/person-label.ts";
import { Sentence } from "./sentence.tsx";
import "./explained-tree.css";

type ExplainedTreeProps = {
  readonly of: ExplainedCondition;
  /** Its lines are those of the definition, else of the plan. */
  readonly inWords: boolean;
};

/** What decides about somebody: what holds, what does not, and by which events; an item of a list. */
export function ExplainedTree({ of, inWords }: ExplainedTreeProps) {
  const { t } = useI18n();
  const Icon = of.truth ? IconCircleCheck : IconCircleX;
  return (
    <li data-truth={of.truth}>
      <div className="why-line">
        <Icon size={17} aria-hidden />
        <span className="visually-hidden">{t(of.truth ? "why.true" : "why.false")}: </span>
        <div>
          {of.kind !== "condition" ? null : inWords ? (
            <Sentence text={of.says.join(" ")} />
          ) : (
            <span className="code">{of.says.join(" ")}</span>
          )}
          {of.kind === "condition" ? null : (
            <span>
              {t(`why.${of.kind}`)} {of.says.join(" ")}
            </span>
          )}
          <Evidence because={of.because} />
        </div>
      </div>
      {of.of.length === 0 ? null : (
        <ul>
          {of.of.map((part, index) => (
            // Conditions have no identity but their order.
            <ExplainedTree key={index} of={part} inWords={inWords} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Evidence({ because }: { readonly because: ExplainedCondition["because"] }) {
  const { t, f } = useI18n();
  if (because === null) return null;
  if (because.kind === "trait") {
    return <div className="muted">{t("why.trait", { value: shortValue(because.value) })}</div>;
  }
  const [newest] = because.newest;
  return (
    <div className="muted">
      {t("why.events", { count: because.total })}
      {because.value === null ? null : ` · ${t("why.value", { value: because.value })}`}
      {newest === undefined ? null : ` · ${t("why.newest", { date: f.dateTime(newest.time) })}`}
    </div>
  );
}
