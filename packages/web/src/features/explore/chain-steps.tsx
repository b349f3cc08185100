import { LIMITS } from "@habitus/contract";
import type { SequenceCondition, ThenStep } from "@habitus/segments";
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CONDITIONS } from "../builder/specs/conditions.ts";
import { CHOSEN_EVENT, THEN } from "../builder/specs/steps.ts";
import { PartsOf } from "./parts-of.tsx";
import "../builder/builder.css";

type ChainStepsProps = {
  readonly chain: SequenceCondition;
  /** Whether each step may have a time of its own. */
  readonly hasOwnTimes: boolean;
  readonly onChange: (chain: SequenceCondition) => void;
};

/** All of a step but that it may be absent, which no step of a funnel is. */
const STEP = THEN.filter(({ show }) => show !== "flag");
const STEP_WITHOUT_TIME = STEP.filter((part) => !("field" in part) || part.field !== "within");
/** The period, and the property that all share. */
const WHOLE = CONDITIONS.sequence.parts.filter(
  (part) => "field" in part && (part.field === "window" || part.field === "same"),
);

/** A chain as a numbered list, one event a line, in the words and controls of the builder. */
export function ChainSteps({ chain, hasOwnTimes, onChange }: ChainStepsProps) {
  const { t } = useI18n();
  const { first, following } = chain;
  const step = hasOwnTimes ? STEP : STEP_WITHOUT_TIME;
  const setStep = (place: number, next: ThenStep): void =>
    onChange({ ...chain, following: following.with(place, next) });
  const remove = (place: number): void => onChange(withoutStep(chain, place));
  const isShort = following.length < 2;
  return (
    <>
      <ol className="explore-steps">
        <Step n={1} onRemove={isShort ? null : () => remove(0)} onUp={null}>
          <PartsOf
            parts={CHOSEN_EVENT}
            value={first}
            at="first"
            onChange={(next) => onChange({ ...chain, first: next })}
          />
        </Step>
        {following.map((each, place) => (
          // Steps have no identity but their order.
          <Step
            key={place}
            n={place + 2}
            onRemove={isShort ? null : () => remove(place + 1)}
            onUp={() => onChange(movedUp(chain, place + 1))}
          >
            <PartsOf
              parts={step}
              value={each}
              at={`following/${place}`}
              onChange={(next) => setStep(place, next)}
            />
          </Step>
        ))}
      </ol>
      {following.length + 1 >= LIMITS.funnelSteps ? null : (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => onChange({ ...chain, following: [...following, { event: { event: "" } }] })}
        >
          {t("funnel.addStep")}
        </Button>
      )}
      <div className="b-line explore-window">
        <PartsOf parts={WHOLE} value={chain} at="chain" onChange={onChange} />
      </div>
    </>
  );
}

type StepProps = {
  readonly n: number;
  readonly onRemove: (() => void) | null;
  readonly onUp: (() => void) | null;
  readonly children: ReactNode;
};

function Step({ n, onRemove, onUp, children }: StepProps) {
  const { t } = useI18n();
  const buttons = [
    { name: t("funnel.upStep", { n }), icon: IconArrowUp, onClick: onUp },
    { name: t("funnel.removeStep", { n }), icon: IconX, onClick: onRemove },
  ];
  return (
    <li className="explore-step">
      <span className="explore-step-number" aria-hidden>
        {n}
      </span>
      <div className="b-line">{children}</div>
      <span className="explore-step-buttons">
        {buttons.map(({ name, icon: Icon, onClick }) =>
          onClick === null ? null : (
            <Tooltip key={name} label={name}>
              <ActionIcon variant="subtle" color="gray" aria-label={name} onClick={onClick}>
                <Icon size={17} stroke={1.7} aria-hidden />
              </ActionIcon>
            </Tooltip>
          ),
        )}
      </span>
    </li>
  );
}

/** Without the step at a place, 0 being the first. What a step asks of the way to it goes with it. */
function withoutStep(chain: SequenceCondition, place: number): SequenceCondition {
  if (place > 0) return { ...chain, following: chain.following.toSpliced(place - 1, 1) };
  const [second, ...rest] = chain.following;
  return second === undefined ? chain : { ...chain, first: second.event, following: rest };
}

/** The events of a step and of the one above it change places; the ways to them stay. */
function movedUp(chain: SequenceCondition, place: number): SequenceCondition {
  const { first, following } = chain;
  const events = [first, ...following.map(({ event }) => event)];
  const [above, own] = [events[place - 1], events[place]];
  if (above === undefined || own === undefined) return chain;
  const [head = first, ...tail] = events.with(place - 1, own).with(place, above);
  return {
    ...chain,
    first: head,
    following: following.map((step, index) => ({ ...step, event: tail[index] ?? step.event })),
  };
}
