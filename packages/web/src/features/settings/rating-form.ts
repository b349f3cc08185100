import type { Rating, RatingEdit, RatingKind } from "@habitus/contract";

/** As it is typed. */
export type PartForm = {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  /** Points and a sentence a line. */
  readonly rules: string;
  readonly said: string;
};

export type RatingForm = {
  readonly key: string;
  readonly name: string;
  readonly goal: string;
  readonly owner: string;
  readonly kind: RatingKind;
  readonly parts: readonly PartForm[];
  /** Points and a name a line. */
  readonly bands: string;
  readonly halfLifeDays: number | string;
  readonly clearFrom: number | string;
  readonly everyHours: number | string;
  readonly purpose: string;
};

type Begin = Pick<RatingForm, "key" | "name" | "goal" | "bands" | "halfLifeDays"> & {
  readonly parts: readonly Omit<PartForm, "id">[];
};

const channel = (key: string, name: string, rules: readonly string[]): Omit<PartForm, "id"> => {
  return { key, name, rules: rules.join("\n"), said: "" };
};

const benefit = (key: string, name: string, rules: readonly string[]): Omit<PartForm, "id"> => {
  return { key, name, rules: rules.join("\n"), said: `$answer_benefits_sought is "${key}"` };
};

/** A form to begin with, by kind. The ready-made segments that ask for a rating name these keys. */
const BEGIN: Readonly<Record<RatingKind, Begin>> = {
  engagement: {
    key: "engagement",
    name: "Engagement",
    goal: "Know on which channel people still listen",
    halfLifeDays: 14,
    bands: "",
    parts: [
      channel("email", "E-mail", [
        '1 did "Message Opened" where channel is "email" and machine is not true',
        '3 did "Message Clicked" where channel is "email" and machine is not true',
        '-10 did "Message Unsubscribed" where channel is "email"',
      ]),
      channel("push", "Push", ['2 did "Message Opened" where channel is "push" and machine is not true']),
      channel("app", "App", ['2 did "Application Opened"']),
      channel("web", "Web", ['1 did "Page Viewed"', '2 did "Product Viewed"', '5 did "Product Added"']),
      channel("social", "Social media", ['3 did "Social Post Shared"', '2 did "Social Mentioned"']),
    ],
  },
  lead: {
    key: "lead",
    name: "Lead",
    goal: "Call the right people first",
    halfLifeDays: 30,
    bands: "0 cold\n20 warm\n50 hot",
    parts: [
      channel("fit", "Fit", ["20 company_size >= 100"]),
      channel("interest", "Interest", [
        '2 did "Product Viewed"',
        '10 did "Product Added"',
        '20 did "Checkout Started"',
      ]),
    ],
  },
  benefits: {
    key: "sought",
    name: "Benefits sought",
    goal: "Say what people look for",
    halfLifeDays: 60,
    bands: "",
    parts: [
      benefit("work", "Usefulness at work", ['1 did "Feature Used"']),
      benefit("social", "Company", ['1 did "Social Post Shared"']),
      benefit("status", "Status", ['1 did "Product Viewed" where category is "limited"']),
    ],
  },
};

export function newRating(kind: RatingKind, owner: string): RatingForm {
  const { parts, ...begin } = BEGIN[kind];
  return {
    ...begin,
    owner,
    kind,
    parts: parts.map((part, id) => ({ ...part, id })),
    clearFrom: 0.6,
    everyHours: 24,
    purpose: "",
  };
}

export function ratingFormOf(rating: Rating): RatingForm {
  const { key, name, goal, owner, kind, parts, bands, halfLifeDays, clearFrom, everyHours, purpose } = rating;
  return {
    key,
    name,
    goal,
    owner,
    kind,
    halfLifeDays,
    clearFrom,
    parts: parts.map((part, id) => ({
      id,
      key: part.key,
      name: part.name,
      said: part.said ?? "",
      rules: part.rules.map(({ points, when }) => `${points} ${when}`).join("\n"),
    })),
    bands: bands.map((band) => `${band.from} ${band.name}`).join("\n"),
    everyHours: everyHours ?? "",
    purpose: purpose ?? "",
  };
}

/** A line of points and what they are for; null where it begins with no number. */
export function readLine(line: string): { readonly points: number; readonly text: string } | null {
  const match = /^\s*([+-]?\d+(?:\.\d+)?)\s+(\S.*)$/.exec(line);
  if (match === null) return null;
  const [, points, text = ""] = match;
  return { points: Number(points), text: text.trim() };
}

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line.trim() !== "");

/** The first line that begins with no number; null where all do. */
export function badLine({ parts, bands }: Pick<RatingForm, "parts" | "bands">): string | null {
  const all = [...parts.flatMap(({ rules }) => linesOf(rules)), ...linesOf(bands)];
  return all.find((line) => readLine(line) === null) ?? null;
}

/** What the server is told. @param form without a bad line. */
export function ratingEditOf(form: RatingForm, rating: Rating | null): RatingEdit {
  const { name, goal, owner, kind, parts, bands, halfLifeDays, clearFrom, everyHours, purpose } = form;
  const read = (text: string) => linesOf(text).flatMap((line) => readLine(line) ?? []);
  return {
    name,
    goal,
    owner,
    kind,
    parts: parts.map(({ key, name: called, rules, said }) => ({
      key,
      name: called,
      rules: read(rules).map(({ points, text }) => ({ when: text, points })),
      said: kind === "benefits" && said.trim() !== "" ? said.trim() : null,
    })),
    bands: kind === "lead" ? read(bands).map(({ points, text }) => ({ from: points, name: text })) : [],
    halfLifeDays: Number(halfLifeDays),
    clearFrom: Number(clearFrom),
    everyHours: everyHours === "" ? null : Number(everyHours),
    purpose: purpose.trim() === "" ? null : purpose.trim(),
    rev: rating?.rev ?? 0,
  };
}
