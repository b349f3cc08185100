import { setImmediate as breathe } from "node:timers/promises";
import type { Instant } from "@habitus/kernel";
import type { PlanContext } from "@habitus/segments";
import type { Admit } from "@habitus/events";
import type { FactsOf } from "../ingest/ingest.ts";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Log } from "../log/log.ts";
import type { Audit } from "../platform/audit.ts";
import type { Kv } from "../platform/kv.ts";
import { type AccountReads, createAccountReads } from "../profiles/account-reads.ts";
import { type ConsentReads, createConsentReads } from "../profiles/consent-reads.ts";
import type { IdentityReads } from "../profiles/identity-reads.ts";
import { createListReads } from "../profiles/list-reads.ts";
import { createNotedZones } from "../profiles/noted-zones.ts";
import type { ProfileReads } from "../profiles/profile-reads.ts";
import { createConsentArrivals } from "./consent-arrivals.ts";
import { giveBuckets } from "../profiles/buckets-given.ts";
import { createFactWriter, type FactWriter } from "./fact-writer.ts";
import { createListJob, filesOf, LIST_JOB, type ListJobInput } from "./list-job.ts";
import { createListStore } from "./list-store.ts";
import { createLists, type Lists } from "./lists.ts";
import { createPurposes, type Purposes } from "./purposes.ts";
import { createSubscriptionGroups, type SubscriptionGroups } from "./subscriptions.ts";
import { admitAnswer, answerFacts } from "./survey-arrivals.ts";
import { createSurveys, type SurveyRecord, type Surveys } from "./surveys.ts";
import type { TraitReaders } from "./trait-readers.ts";
import { createZoneArrivals } from "./zone-arrivals.ts";
import { createSerially } from "../platform/serially.ts";
import { createUploadFiles } from "../platform/upload-files.ts";

export type PeopleDeps = {
  readonly kv: Kv;
  readonly log: Log;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly logicalNow: () => Instant;
  /** As of when people are shown. */
  readonly shownNow: () => Instant;
  readonly profiles: ProfileReads;
  readonly identity: IdentityReads;
  readonly readers: TraitReaders;
  /** Keys of the segments that are run for a purpose. */
  readonly segmentsFor: (purpose: string) => readonly string[];
  /** Where uploaded files wait. */
  readonly uploadsDir: string;
  readonly pause: (ms: number) => Promise<unknown>;
};

/** What the workspace says of people besides their events. */
export type People = {
  readonly lists: Lists;
  readonly subscriptions: SubscriptionGroups;
  readonly facts: FactWriter;
  readonly purposes: Purposes;
  readonly consent: ConsentReads;
  readonly accounts: AccountReads;
  readonly surveys: Surveys;
  /** Removes uploaded files from before an instant that no job will read any more; answers how many such files jobs still need. */
  sweepUploads(before: Instant): Promise<number>;
  /** Of a data folder from before there were buckets; to be called at each start. Returns of how many ids it was said. */
  giveBuckets(): Promise<number>;
};

/** The kinds of jobs are needed to make the jobs, and the jobs to make the rest. */
export function createPeople(deps: PeopleDeps): {
  readonly kinds: Readonly<Record<string, JobKind>>;
  /** What definitions may name, and what they may read for which purpose. */
  names(): Pick<PlanContext, "lists" | "subscriptions" | "purposes" | "dataPurposes" | "decays" | "surveys">;
  /** For ingest. */
  readonly factsOf: FactsOf;
  readonly admit: Admit;
  /** The surveys whose answers come in. */
  readonly asked: () => readonly SurveyRecord[];
  /** Somebody was erased: what ingest remembers of ids may be of them. */
  forgetArrivals(): void;
  with(jobs: Jobs): People;
} {
  const { kv, log, audit, now, logicalNow, profiles, identity, pause, readers } = deps;
  const written = () => log.head().offset;
  const resolved = () => identity.resolved();
  const files = createUploadFiles(deps.uploadsDir);
  const store = createListStore({ kv, audit, now });
  const subscriptions = createSubscriptionGroups({ kv, audit, now, readers });
  const purposes = createPurposes({ kv, audit, now, usedBy: deps.segmentsFor });
  const consent = createConsentReads(kv, deps.shownNow);
  const arrivals = createConsentArrivals({ purposes, reads: consent, written, resolved });
  const facts = createFactWriter({ log, resolved, pause, saying: arrivals.saying });
  const changing = { lists: createListReads(kv), profiles, writer: facts, breathe: () => breathe() };
  const zones = createZoneArrivals({ now, noted: createNotedZones(kv) });
  const surveys = createSurveys({ kv, audit, now, serially: createSerially(), readers });
  const asked = () => surveys.list();
  return {
    names: () => ({
      lists: store.list().map(({ key }) => key),
      subscriptions: Object.fromEntries(
        subscriptions.list().map(({ key, otherwise }) => [key, { otherwise }] as const),
      ),
      purposes: Object.fromEntries(
        purposes.list().map(({ key, otherwise, exceptIn }) => [key, { otherwise, exceptIn }] as const),
      ),
      dataPurposes: purposes.ofData(),
      decays: surveys.decays(),
      surveys: surveys.list().map(({ key, name }) => [...new Set([key, name])]),
    }),
    factsOf({ events, withheld, signal }) {
      const ofConsent = arrivals.factsOf([...events, ...withheld], signal);
      try {
        const ofZones = zones.factsOf(events);
        return {
          facts: [...ofConsent.facts, ...answerFacts(asked, events), ...ofZones.facts],
          ended(isInLog) {
            ofConsent.ended(isInLog);
            ofZones.ended(isInLog);
          },
        };
      } catch (error) {
        // The call fails and is sent again: what it says of consent must not be held for on its way.
        ofConsent.ended(false);
        throw error;
      }
    },
    asked,
    admit: (event) => admitAnswer(asked, event),
    forgetArrivals: () => {
      arrivals.forget();
      zones.forget();
    },
    kinds: { [LIST_JOB]: createListJob({ ...changing, store, files }) },
    with: (jobs) => ({
      lists: createLists({
        ...changing,
        store,
        files,
        jobs,
        logicalNow,
        readers,
      }),
      subscriptions,
      facts,
      purposes,
      consent,
      accounts: createAccountReads(kv, deps.shownNow),
      surveys,
      giveBuckets: () => giveBuckets(kv, facts),
      async sweepUploads(before) {
        const waiting = jobs
          .unfinished(LIST_JOB)
          .flatMap(({ checkpoint }) => filesOf(checkpoint as ListJobInput));
        return files.sweep(new Set(waiting), before);
      },
    }),
  };
}
