import type { DefinitionProblem } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Said } from "../../ui/said.tsx";
import { Failure } from "../../ui/notes.tsx";
import { applySuggestion } from "./marks.ts";
import { TELLER_PAGES } from "./template-recipes.ts";
import type { DefinitionCheck } from "./use-definition-check.ts";

type CheckResultProps = {
  readonly id: string;
  readonly text: string;
  /** What the browser itself sees to be wrong; then the server is not asked. */
  readonly mistakes: readonly DefinitionProblem[];
  readonly result: DefinitionCheck;
  readonly onChange: (text: string) => void;
};

/** What the server makes of the sentence: how it reads it, or where it is stuck and what would help. */
export function CheckResult({ id, text, mistakes, result, onChange }: CheckResultProps) {
  const { t } = useI18n();
  const { check, pending, error, retry } = result;
  const problems = mistakes.length > 0 ? mistakes : (check?.problems ?? []);
  const warnings = mistakes.length > 0 ? [] : (check?.warnings ?? []);
  return (
    <div className="check" id={id} aria-live="polite">
      {text.trim() === "" ? <span className="muted">{t("segment.check.empty")}</span> : null}
      {text.trim() !== "" && mistakes.length === 0 && check === null && pending ? (
        <span className="muted">{t("segment.check.reading")}</span>
      ) : null}
      {mistakes.length === 0 && check === null && !pending && error !== null ? (
        <Failure error={error} retry={retry} />
      ) : null}
      {mistakes.length === 0 && check?.ok === true ? (
        <div className="check-ok">
          <IconCircleCheck size={18} aria-hidden />
          <div>
            {t("segment.check.ok")}
            {check.text === null || check.text === text ? null : (
              <div className="muted">
                {t("segment.check.meaning")}: <span className="code">{check.text}</span>
              </div>
            )}
          </div>
        </div>
      ) : null}
      {problems.length + warnings.length === 0 ? null : (
        <ul className="check-problems">
          {[...problems, ...warnings].map((problem, index) => (
            <Problem
              // Two problems may be alike in all but their order.
              key={index}
              problem={problem}
              isWarning={index >= problems.length}
              text={text}
              onChange={onChange}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

type ProblemProps = {
  readonly problem: DefinitionProblem;
  readonly isWarning: boolean;
  readonly text: string;
  readonly onChange: (text: string) => void;
};

function Problem({ problem, isWarning, text, onChange }: ProblemProps) {
  const { t } = useI18n();
  const { line, column, expected, suggestion } = problem;
  const mended = applySuggestion(text, problem);
  return (
    <li>
      <div className={isWarning ? "check-message check-warning" : "check-message"}>
        <Said text={problem.message} />
        <Mending code={problem.code} />
      </div>
      <div className="check-place">
        {line === null || column === null ? null : t("segment.check.place", { line, column })}
        {saysEnough(problem.message, expected)
          ? null
          : ` · ${t("segment.check.expected", { expected: expected.join(", ") })}`}
      </div>
      {mended === null || suggestion === null ? null : (
        <Button size="compact-sm" variant="default" mt={6} onClick={() => onChange(mended)}>
          {t("segment.check.suggest", { suggestion })}
        </Button>
      )}
    </li>
  );
}

/** Where what a warning is about can be made or run. */
function Mending({ code }: Pick<DefinitionProblem, "code">) {
  const { t } = useI18n();
  if (code !== "missing_score" && code !== "missing_rating") return null;
  const kind = code === "missing_score" ? "model" : "rating";
  return (
    <>
      {" "}
      <Link to={TELLER_PAGES[kind]}>{t(`templates.page.${kind}`)}</Link>
    </>
  );
}

/** More than these are no help; the field itself offers them while it is written in. */
const MOST_EXPECTED = 7;

/** Some messages name what was expected themselves. */
function saysEnough(message: string, expected: readonly string[]): boolean {
  return expected.length > MOST_EXPECTED || expected.every((one) => message.includes(one));
}
