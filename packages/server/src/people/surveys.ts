import { type Actor, LIMITS, type SurveyQuestionEdit } from "@habitus/contract";
import { DAY_MS, HabitusError, type Instant, reservedTrait } from "@habitus/kernel";
import type { Decay } from "@habitus/segments";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import type { Serially } from "../platform/serially.ts";

export type SurveyQuestion = SurveyQuestionEdit;

/** What people are asked. Answers name it by its key or its name, and a question by its key or its text. */
export type SurveyContent = { readonly name: string; readonly questions: readonly SurveyQuestion[] };

export type SurveyRecord = DocumentRecord<SurveyContent>;

/** Key: survey key. */
const SURVEYS: Table<SurveyRecord> = { name: "surveys", version: 1 };

type Decays = Readonly<Record<string, Decay>>;

export type Surveys = Documents<SurveyContent> & {
  /** How long answers count, by their traits, as definitions are planned with it. */
  decays(): Decays;
  /** @throws HabitusError `conflict`, `already_exists`, `too_many`, `in_use` for a question less that segments read. */
  set(key: string, content: SurveyContent, rev: number, by: Actor): Promise<SurveyRecord>;
  /** @throws HabitusError `not_found`, `in_use`. */
  remove(key: string, by: Actor): Promise<void>;
};

export type SurveysDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly serially: Serially;
  /** Keys of segments whose meaning rests on a trait. */
  readonly usedBy: (trait: string) => readonly string[];
};

/** The traits that hold an answer and when it was given. Keys have no underscore, so no two questions share them. */
export function answerTraits(survey: string, question: string) {
  const key = `${survey}_${question}`;
  return { answer: reservedTrait("answer", key), answered: reservedTrait("answered", key) } as const;
}

export function createSurveys({ kv, audit, now, serially, usedBy }: SurveysDeps): Surveys {
  const documents = createDocuments<SurveyContent>({
    kv,
    audit,
    now,
    table: SURVEYS,
    kind: "survey",
    target: "survey",
    called: "survey",
    contentOf: ({ name, questions }) => ({ name, questions }),
  });
  // Every event that may be an answer and every plan asks for all of them, and nobody else writes them.
  let all = documents.list();
  let decays = decaysOf(all);
  const renew = (): void => {
    all = documents.list();
    decays = decaysOf(all);
  };
  const refuseUsed = (survey: string, questions: readonly SurveyQuestion[]): void => {
    for (const { key } of questions) {
      const { answer, answered } = answerTraits(survey, key);
      const segments = [...new Set([...usedBy(answer), ...usedBy(answered)])];
      if (segments.length === 0) continue;
      throw new HabitusError("in_use", `Segments read answers to "${key}": ${segments.join(", ")}.`, {
        fix: "Change or delete these segments first.",
        details: { question: key, segments },
      });
    }
  };
  return {
    ...documents,
    list: () => all,
    decays: () => decays,
    set: (key, content, rev, by) =>
      serially(async () => {
        if (rev === 0 && all.length >= LIMITS.surveys) throw tooMany();
        const others = all.filter((each) => each.key !== key);
        const taken = others.find((each) =>
          [each.key, each.name].some((name) => name === content.name || name === key),
        );
        if (taken !== undefined) throw nameTaken(content.name, taken.key);
        const kept = new Set(content.questions.map((question) => question.key));
        const before = documents.get(key)?.questions ?? [];
        refuseUsed(
          key,
          before.filter((question) => !kept.has(question.key)),
        );
        const record = await documents.set(key, content, rev, by);
        renew();
        return record;
      }),
    remove: (key, by) =>
      serially(async () => {
        refuseUsed(key, documents.get(key)?.questions ?? []);
        await documents.remove(key, by);
        renew();
      }),
  };
}

function decaysOf(surveys: readonly SurveyRecord[]): Decays {
  return Object.fromEntries(
    surveys.flatMap(({ key, questions }) =>
      questions.flatMap(({ key: question, decayDays }) => {
        const { answer, answered } = answerTraits(key, question);
        return decayDays === null ? [] : [[answer, { saidBy: answered, ms: decayDays * DAY_MS }] as const];
      }),
    ),
  );
}

function nameTaken(name: string, key: string): HabitusError {
  return new HabitusError("already_exists", `Another survey goes by this key or name already: ${key}.`, {
    fix: `Add the questions to that one, or give "${name}" another name.`,
    details: { key },
  });
}

function tooMany(): HabitusError {
  return new HabitusError("too_many", `There are at most ${LIMITS.surveys} surveys.`, {
    fix: "Delete one that nobody is asked any more.",
    details: { limit: LIMITS.surveys },
  });
}
