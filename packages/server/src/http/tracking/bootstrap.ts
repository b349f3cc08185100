import type { IncomingMessage } from "node:http";
import type { Answer } from "../../ingest/answers.ts";
import type { Sources } from "../../ingest/sources.ts";
import { basicUser } from "../../ingest/write-key.ts";
import type { Address } from "./routes.ts";

const JSON_TYPE = "application/json; charset=utf-8";
const SCRIPT_TYPE = "application/javascript; charset=utf-8";

/** What browser SDKs ask before they send anything, by the method of the request. */
export type Bootstrap = {
  /** Null when the path is not one of theirs. */
  get(request: IncomingMessage, address: Address): Answer | null;
  /** Requests whose body says nothing that is needed for the answer; null when the path is not one of theirs. */
  post(address: Address): Answer | null;
};

export function createBootstrap(sources: Sources): Bootstrap {
  const known = (writeKey: string): boolean => sources.findSource(writeKey)?.enabled === true;
  return {
    get(request, { path, query }) {
      const segment = /^\/v1\/projects\/([^/]+)\/settings$/.exec(path);
      if (segment !== null) return withKey(segment[1], known, (key) => segmentSettings(key, request));
      if (/^\/analytics\.js\/v1\/[^/]+\/analytics(?:\.min)?\.js$/.test(path)) return noSnippet();
      if (path === "/sourceConfig") {
        const key = basicUser(request.headers.authorization) ?? query?.get("writeKey") ?? "";
        return known(key) ? json(200, rudderConfig(key)) : json(401, { message: "invalid write key" });
      }
      return posthogGet(path, known);
    },
    post: ({ path }) => (path === "/flags" || path === "/decide" ? json(200, posthogFlags()) : null),
  };
}

function posthogGet(path: string, known: (key: string) => boolean): Answer | null {
  const config = /^\/array\/([^/]+)\/config(\.js)?$/.exec(path);
  if (config !== null) {
    return withKey(config[1], known, (key) =>
      config[2] === undefined ? json(200, posthogConfig(key)) : posthogScript(key),
    );
  }
  if (path === "/flags/definitions") return json(200, { flags: [], group_type_mapping: {}, cohorts: {} });
  if (path.startsWith("/array/") || path.startsWith("/static/")) {
    return json(404, { detail: "This server serves no PostHog scripts; bundle posthog-js with your pages." });
  }
  return null;
}

function withKey(
  encoded: string | undefined,
  known: (key: string) => boolean,
  answer: (key: string) => Answer,
): Answer {
  const key = decoded(encoded ?? "");
  return key !== null && known(key)
    ? answer(key)
    : json(404, { success: false, code: "unknown_write_key", message: "No source has this write key." });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** Segment's settings: they tell analytics-next to send its events back to the host it was asked at. */
function segmentSettings(writeKey: string, request: IncomingMessage): Answer {
  const host = request.headers.host ?? "";
  const forwarded = request.headers["x-forwarded-proto"];
  const protocol = forwarded === "https" || "encrypted" in request.socket ? "https" : "http";
  const place = HOST.test(host) ? { apiHost: `${host}/v1`, protocol } : {};
  return json(200, {
    integrations: {
      "Segment.io": {
        apiKey: writeKey,
        ...place,
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
        versionSettings: { version: "4.4.7", componentTypes: ["browser"] },
      },
    },
    plan: {
      track: { __default: { enabled: true, integrations: {} } },
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  });
}

/** The snippet takes its script from an https address only and would fall back to another company's server. */
function noSnippet(): Answer {
  return {
    status: 404,
    contentType: SCRIPT_TYPE,
    body: `console.error("This server serves no analytics.js. Install @segment/analytics-next and set cdnURL to this server.");\n`,
    retryAfterSeconds: null,
  };
}

function rudderConfig(writeKey: string): unknown {
  const off = { enabled: false };
  return {
    source: {
      id: "habitus",
      name: "habitus",
      writeKey,
      config: { statsCollection: { errors: off, metrics: off } },
      enabled: true,
      workspaceId: "habitus",
      destinations: [],
      dataplanes: {},
    },
    updatedAt: "1970-01-01T00:00:00.000Z",
    consentManagementMetadata: { providers: [] },
  };
}

function posthogConfig(token: string): unknown {
  return {
    token,
    supportedCompression: ["gzip", "gzip-js"],
    hasFeatureFlags: false,
    captureDeadClicks: false,
    capturePerformance: false,
    autocapture_opt_out: false,
    autocaptureExceptions: false,
    analytics: { endpoint: "/i/v0/e/" },
    elementsChainAsString: true,
    sessionRecording: false,
    heatmaps: false,
    surveys: false,
    siteApps: [],
    isAuthenticated: false,
    toolbarParams: {},
  };
}

function posthogScript(token: string): Answer {
  const text = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
  const body = `(function(){var c=window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{};c[${text(token)}]={config:${text(posthogConfig(token))},siteApps:[]};})();\n`;
  return { status: 200, contentType: SCRIPT_TYPE, body, retryAfterSeconds: null };
}

/** There are no feature flags here. */
function posthogFlags(): unknown {
  return {
    flags: {},
    featureFlags: {},
    featureFlagPayloads: {},
    errorsWhileComputingFlags: false,
    config: { enable_collect_everything: true },
    supportedCompression: ["gzip", "gzip-js"],
    sessionRecording: false,
    isAuthenticated: false,
    toolbarParams: {},
    siteApps: [],
    surveys: false,
  };
}

function json(status: number, value: unknown): Answer {
  return { status, contentType: JSON_TYPE, body: JSON.stringify(value), retryAfterSeconds: null };
}
