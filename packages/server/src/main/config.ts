import { Command, InvalidArgumentError } from "commander";
import { HabitusError } from "@habitus/kernel";
import { DEFAULT_ENGINE_LIMITS } from "../adapters/clickhouse/engine/config.ts";
import { DEDUPE_HORIZON_DAYS, MIN_DEDUPE_HORIZON_DAYS } from "../profiles/dedupe.ts";

/** All that can be set from outside. Read here once; every part is handed the few values it needs. */
export type Config = {
  readonly dataDir: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Names the server goes by besides its address and localhost. */
  readonly hosts: readonly string[];
  readonly demo: boolean;
  readonly adminToken: string | null;
  readonly writeKey: string | null;
  readonly logLevel: LogLevel;
  /** The session cookie is for https alone: to be set where a proxy in front speaks https. */
  readonly secureCookie: boolean;
  /** Addresses and networks of proxies whose `X-Forwarded-For` says where a call comes from. */
  readonly trustedProxies: readonly string[];
  /** How long a message id is remembered. */
  readonly dedupeDays: number;
  readonly logRetention: { readonly bytes: number; readonly ms: number };
  /** Memory the event store's engine may use; the process may hold twice as much. */
  readonly engineMemoryBytes: number;
  /** Memory for the states of live membership, about; people who do not fit are read from disk when they come. */
  readonly membershipBytes: number;
  /** How old thresholds of places among people may become before they are worked out anew. */
  readonly thresholdMs: number;
  /** How often live membership is compared with the history, and how many people by chance each time. */
  readonly reconcile: { readonly everyMs: number; readonly sample: number };
  /** How often all segments are examined. */
  readonly healthMs: number;
  /** Webhooks may call this machine and private networks, and without encryption. */
  readonly privateWebhooks: boolean;
};

const LOG_LEVELS = ["silent", "fatal", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MAX_DEDUPE_DAYS = 400;
const MIB = 1024 * 1024;
const DEFAULT_ENGINE_MIB = DEFAULT_ENGINE_LIMITS.memoryBytes / MIB;
const MIN_SECRET_LENGTH = 8;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @throws HabitusError `bad_setting` naming the variable. Wrong command-line options end through commander with its own message.
 */
export function readConfig(argv: readonly string[], env: Environment): Config {
  const options = parseOptions(argv);
  return {
    dataDir: options.data,
    host: options.host,
    port: options.port,
    hosts: listed(env, "HABITUS_HOSTS"),
    trustedProxies: listed(env, "HABITUS_TRUSTED_PROXIES"),
    demo: options.demo,
    adminToken: secret(env, "HABITUS_ADMIN_TOKEN"),
    writeKey: secret(env, "HABITUS_WRITE_KEY"),
    secureCookie: oneOf(env, "HABITUS_SECURE_COOKIE", ["yes", "no"], "no") === "yes",
    logLevel: oneOf(env, "HABITUS_LOG_LEVEL", LOG_LEVELS, "info"),
    dedupeDays: wholeNumber(
      env,
      "HABITUS_DEDUPE_DAYS",
      DEDUPE_HORIZON_DAYS,
      MIN_DEDUPE_HORIZON_DAYS,
      MAX_DEDUPE_DAYS,
    ),
    logRetention: {
      bytes: wholeNumber(env, "HABITUS_LOG_RETENTION_MB", 1_024, 0, 1_000_000) * MIB,
      ms: wholeNumber(env, "HABITUS_LOG_RETENTION_HOURS", 24, 0, 24 * 400) * 3_600_000,
    },
    engineMemoryBytes: wholeNumber(env, "HABITUS_ENGINE_MEMORY_MB", DEFAULT_ENGINE_MIB, 256, 1_000_000) * MIB,
    privateWebhooks: oneOf(env, "HABITUS_WEBHOOK_PRIVATE", ["yes", "no"], "no") === "yes",
    thresholdMs: wholeNumber(env, "HABITUS_THRESHOLD_REFRESH_MINUTES", 1_440, 1, 527_040) * 60_000,
    reconcile: {
      everyMs: wholeNumber(env, "HABITUS_RECONCILE_HOURS", 24, 1, 24 * 366) * 3_600_000,
      sample: wholeNumber(env, "HABITUS_RECONCILE_SAMPLE", 1_000, 0, 1_000_000),
    },
    healthMs: wholeNumber(env, "HABITUS_HEALTH_HOURS", 24, 1, 24 * 366) * 3_600_000,
    membershipBytes: wholeNumber(env, "HABITUS_MEMBERSHIP_MEMORY_MB", 512, 1, 1_000_000) * MIB,
  };
}

type Options = {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly demo: boolean;
};

function parseOptions(argv: readonly string[]): Options {
  return new Command("habitus")
    .description("Behavioural segmentation and customer engagement")
    .option("--data <dir>", "folder that holds everything", ".habitus")
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on", parsePort, 7700)
    .option("--demo", "load the demo data if it is not there yet", false)
    .parse(argv, { from: "user" })
    .opts<Options>();
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return port;
}

/** What is separated by commas. */
function listed(env: Environment, name: string): readonly string[] {
  return (env[name] ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function secret(env: Environment, name: string): string | null {
  const value = env[name];
  if (value === undefined || value === "") return null;
  if (value.length < MIN_SECRET_LENGTH) {
    throw new HabitusError("bad_setting", `${name} must have at least ${MIN_SECRET_LENGTH} characters.`);
  }
  return value;
}

function oneOf<T extends string>(env: Environment, name: string, allowed: readonly T[], otherwise: T): T {
  const value = env[name];
  if (value === undefined || value === "") return otherwise;
  const found = allowed.find((each) => each === value);
  if (found === undefined)
    throw new HabitusError("bad_setting", `${name} must be one of ${allowed.join(", ")}.`);
  return found;
}

function wholeNumber(env: Environment, name: string, otherwise: number, min: number, max: number): number {
  const value = env[name];
  if (value === undefined || value === "") return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new HabitusError("bad_setting", `${name} must be a whole number from ${min} to ${max}.`);
  }
  return number;
}
