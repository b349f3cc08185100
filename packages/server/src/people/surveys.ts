import { type Actor, LIMITS, type SurveyQuestionEdit } from "@habitus/contract";
import { DAY_MS, HabitusError, type Instant, reservedTrait } from "@habitus/kernel";
import type { Decay } from "@habitus/segments";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import type { Serially } from "../platform/serially.ts";
import { losesSense } from "./possible-answers.ts";
import {
  keysByKind,
  readersOf,
  readersText,
  refuseRead,
  traitOf,
  type TraitReaders,
} from "./trait-readers.ts";

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
  /** @throws HabitusError `conflict`, `already_exists`, `too_many`, `in_use` for a question less that something reads, or one whose answers could no longer be what it is compared with. */
  set(key: string, content: SurveyContent, rev: number, by: Actor): Promise<SurveyRecord>;
  /** @throws HabitusError `not_found`, `in_use`. */
  remove(key: string, by: Actor): Promise<void>;
};

export type SurveysDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly serially: Serially;
  readonly readers: TraitReaders;
};

/** The traits that hold an answer and when it was given. Keys have no underscore, so no two questions share them. */
export function answerTraits(survey: string, question: string) {
  const key = `${survey}_${question}`;
  return { answer: reservedTrait("answer", key), answered: reservedTrait("answered", key) } as const;
}

export function createSurveys({ kv, audit, now, serially, readers }: SurveysDeps): Surveys {
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
  let surveys = documents.list();
  let decays = decaysOf(surveys);
  const renew = (): void => {
    surveys = documents.list();
    decays = decaysOf(surveys);
  };
  return {
    ...documents,
    list: () => surveys,
    decays: () => decays,
    set: (key, content, rev, by) =>
      serially(async () => {
        if (rev === 0 && surveys.length >= LIMITS.surveys) throw tooMany();
        const others = surveys.filter((each) => each.key !== key);
        const taken = others.find((each) =>
          [each.key, each.name].some((name) => name === content.name || name === key),
        );
        if (taken !== undefined) throw nameTaken(content.name, taken.key);
        const kept = new Set(content.questions.map((question) => question.key));
        const before = documents.get(key)?.questions ?? [];
        const all = readers();
        const gone = before.filter((question) => !kept.has(question.key));
        refuseReadAnswers(all, key, gone);
        refuseSenseless(all, key, before, content.questions);
        const record = await documents.set(key, content, rev, by);
        renew();
        return record;
      }),
    remove: (key, by) =>
      serially(async () => {
        refuseReadAnswers(readers(), key, documents.get(key)?.questions ?? []);
        await documents.remove(key, by);
        renew();
      }),
  };
}

function refuseReadAnswers(
  readers: ReturnType<TraitReaders>,
  survey: string,
  questions: readonly SurveyQuestion[],
): void {
  for (const { key } of questions) {
    const { answer, answered } = answerTraits(survey, key);
    refuseRead(readers, [answer, answered], `Answers to "${key}" are`, { question: key });
  }
}

/** What was said before stays, so a question of another form with a key of its own loses nothing. */
function refuseSenseless(
  readers: ReturnType<TraitReaders>,
  survey: string,
  before: readonly SurveyQuestion[],
  after: readonly SurveyQuestion[],
): void {
  for (const [place, { key, answer: form }] of after.entries()) {
    const old = before.find((question) => question.key === key);
    if (old === undefined) continue;
    const { answer } = answerTraits(survey, key);
    const broken = readersOf(readers, [answer]).filter(({ leaves }) =>
      leaves.some((leaf) => traitOf(leaf) === answer && losesSense(leaf, old.answer, form)),
    );
    if (broken.length === 0) continue;
    const keys = keysByKind(broken);
    const message = `No answer to "${key}" of this form could be what it is compared with in ${readersText(keys)}.`;
    throw new HabitusError("in_use", message, {
      fix: "Change these first, or ask in a question with a key of its own: what was answered to this one stays.",
      details: { question: key, path: `questions.${place}.answer`, ...keys },
    });
  }
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
