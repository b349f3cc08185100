/**
 * Every endpoint of the management API: operation id → method and path. Kept apart from the schemas so that a caller
 * which only needs to send requests (the UI) carries no validation code.
 */
export const endpoints = {
  getSetup: "GET /api/setup",
  createFirstAdmin: "POST /api/setup",
  signIn: "POST /api/session",
  getSession: "GET /api/session",
  signOut: "DELETE /api/session",
  changePassword: "POST /api/session/password",

  listUsers: "GET /api/users",
  createUser: "POST /api/users",
  changeUser: "PATCH /api/users/:id",

  listKeys: "GET /api/keys",
  createKey: "POST /api/keys",
  changeKey: "PATCH /api/keys/:id",
  revokeKey: "DELETE /api/keys/:id",

  listAudit: "GET /api/audit",
  auditEvents: "GET /api/audit/data",
  auditFields: "GET /api/audit/data/fields",
  downloadDataAudit: "GET /api/audit/data/csv",

  listSegments: "GET /api/segments",
  listTemplates: "GET /api/templates",
  getVocabulary: "GET /api/vocabulary",
  createSegment: "POST /api/segments",
  getSegmentOverlap: "POST /api/segments/overlap",
  listOverlapMembers: "POST /api/segments/overlap/members",
  listSimilarSegments: "POST /api/segments/overlap/similar",
  evaluateSegment: "POST /api/segments/evaluate",
  countDefinitions: "POST /api/segments/counts",
  diffSegment: "POST /api/segments/diff",
  getReach: "POST /api/reach",
  listReachMembers: "POST /api/reach/members",
  listDiffMembers: "POST /api/segments/diff/members",
  checkSegment: "POST /api/segments/check",
  getSegment: "GET /api/segments/:key",
  editSegment: "PUT /api/segments/:key",
  deleteSegment: "DELETE /api/segments/:key",
  pauseSegment: "POST /api/segments/:key/pause",
  resumeSegment: "POST /api/segments/:key/resume",
  listSegmentVersions: "GET /api/segments/:key/versions",
  listSegmentAudit: "GET /api/segments/:key/audit",
  listDeletedSegments: "GET /api/deleted-segments",
  listSegmentMembers: "GET /api/segments/:key/members",
  downloadSegmentMembers: "GET /api/segments/:key/members/csv",
  countSegmentMovements: "GET /api/segments/:key/movements",
  getSegmentFlow: "GET /api/segments/:key/flow",
  listFlowMembers: "GET /api/segments/:key/flow/members",
  getSegmentTrend: "GET /api/segments/:key/trend",
  getSegmentWarnings: "GET /api/segments/:key/warnings",
  getSegmentThresholds: "GET /api/segments/:key/thresholds",
  refreshSegment: "POST /api/segments/:key/refresh",
  getSegmentHealth: "GET /api/segments/:key/health",
  getSegmentApart: "GET /api/segments/:key/apart",
  getSegmentChanges: "GET /api/segment-changes",
  listSegmentHealth: "GET /api/segment-health",
  examineSegments: "POST /api/segment-health",
  getHealthSettings: "GET /api/segment-health/settings",
  editHealthSettings: "PUT /api/segment-health/settings",
  putFindingsAside: "POST /api/segment-health/findings/aside",
  listOpenFindings: "GET /api/segment-health/findings",
  getSegmentAudit: "GET /api/segment-health/audit.html",

  exploreFunnel: "POST /api/explore/funnel",
  listFunnelPeople: "POST /api/explore/funnel/people",
  exploreRetention: "POST /api/explore/retention",
  listRetentionPeople: "POST /api/explore/retention/people",
  exploreTrends: "POST /api/explore/trends",
  listTrendPeople: "POST /api/explore/trends/people",
  explorePaths: "POST /api/explore/paths",
  listPathPeople: "POST /api/explore/paths/people",
  explorePatterns: "POST /api/explore/patterns",
  exploreRfm: "POST /api/explore/rfm",
  getExploreProgress: "GET /api/explore/progress/:id",

  listTransitions: "GET /api/transitions",
  streamTransitions: "GET /api/transitions/stream",
  reconcileMembership: "POST /api/membership/reconcile",
  listReconciliations: "GET /api/membership/reconciliations",

  rehearseSegment: "POST /api/segments/rehearse",
  listRehearsals: "GET /api/rehearsals",
  getRehearsal: "GET /api/rehearsals/:id",
  listRehearsedPeople: "GET /api/rehearsals/:id/people",

  listWebhooks: "GET /api/webhooks",
  createWebhook: "POST /api/webhooks",
  changeWebhook: "PATCH /api/webhooks/:id",
  deleteWebhook: "DELETE /api/webhooks/:id",
  tryWebhook: "POST /api/webhooks/:id/test",
  replayWebhook: "POST /api/webhooks/:id/replay",
  replayAllPutAside: "POST /api/webhooks/:id/put-aside/replay",
  listPutAside: "GET /api/webhooks/:id/put-aside",
  replayPutAside: "POST /api/webhooks/:id/put-aside/:seq/replay",
  deletePutAside: "DELETE /api/webhooks/:id/put-aside/:seq",

  listPeople: "GET /api/people",
  describePeople: "POST /api/descriptions",
  getPerson: "GET /api/people/:id",
  listPersonEvents: "GET /api/people/:id/events",
  getPersonTimeline: "GET /api/people/:id/timeline",
  getTraitHistory: "GET /api/people/:id/traits/:name",
  listPersonMemberships: "GET /api/people/:id/memberships",
  explainMembership: "GET /api/people/:id/why",
  deletePersonEvents: "POST /api/people/:id/events/delete",
  exportPerson: "GET /api/people/:id/export",
  erasePerson: "POST /api/people/:id/erase",
  listErasures: "GET /api/erasures",
  getErasure: "GET /api/erasures/:id",
  listEventDeletions: "GET /api/event-deletions",
  getEventDeletion: "GET /api/event-deletions/:id",
  clearErased: "POST /api/erasures/clear",
  getRetention: "GET /api/retention",
  editRetention: "PUT /api/retention",
  previewRetention: "POST /api/retention/preview",
  applyRetention: "POST /api/retention/apply",
  listPersonMerges: "GET /api/people/:id/merges",
  unmergePerson: "POST /api/people/:id/unmerge",
  liftUnmerge: "POST /api/people/:id/lift",

  setPersonSubscription: "PUT /api/people/:id/subscriptions/:group",

  listLists: "GET /api/lists",
  getList: "GET /api/lists/:key",
  replaceList: "PUT /api/lists/:key",
  deleteList: "DELETE /api/lists/:key",
  listListMembers: "GET /api/lists/:key/members",
  changeListMembers: "POST /api/lists/:key/members",
  uploadList: "POST /api/lists/:key/upload",
  listAccounts: "GET /api/accounts",
  getAccount: "GET /api/accounts/:id",
  listAccountMembers: "GET /api/accounts/:id/members",
  removeAccountMembers: "POST /api/accounts/:id/members/remove",

  listSubscriptionGroups: "GET /api/subscriptions",
  editSubscriptionGroup: "PUT /api/subscriptions/:key",
  deleteSubscriptionGroup: "DELETE /api/subscriptions/:key",

  listScores: "GET /api/scores",
  editScore: "PUT /api/scores/:key",
  deleteScore: "DELETE /api/scores/:key",
  writePredictions: "POST /api/predictions/:key",
  listModels: "GET /api/models",
  getModel: "GET /api/models/:key",
  editModel: "PUT /api/models/:key",
  runModel: "POST /api/models/:key/run",
  deleteModel: "DELETE /api/models/:key",
  listRatings: "GET /api/ratings",
  getRating: "GET /api/ratings/:key",
  editRating: "PUT /api/ratings/:key",
  runRating: "POST /api/ratings/:key/run",
  deleteRating: "DELETE /api/ratings/:key",
  getPersonScores: "GET /api/people/:id/scores",
  listRatedPeople: "GET /api/ratings/:key/people",
  listOccasions: "GET /api/occasions",
  editOccasion: "PUT /api/occasions/:key",
  deleteOccasion: "DELETE /api/occasions/:key",
  listSurveys: "GET /api/surveys",
  editSurvey: "PUT /api/surveys/:key",
  deleteSurvey: "DELETE /api/surveys/:key",
  getSurveyAnswers: "GET /api/surveys/:key/answers",
  backfillSurvey: "POST /api/surveys/:key/backfill",
  listComputedTraits: "GET /api/computed-traits",
  editComputedTrait: "PUT /api/computed-traits/:key",
  deleteComputedTrait: "DELETE /api/computed-traits/:key",
  tryComputedTrait: "POST /api/computed-traits/try",
  getPersonComputed: "GET /api/people/:id/computed",

  getPersonConsent: "GET /api/people/:id/consent",
  sayPersonConsent: "POST /api/people/:id/consent",
  listPurposes: "GET /api/purposes",
  editPurpose: "PUT /api/purposes/:key",
  deletePurpose: "DELETE /api/purposes/:key",
  getDataPurposes: "GET /api/data-purposes",
  editDataPurposes: "PUT /api/data-purposes",

  listHeldIds: "GET /api/held-ids",
  decideHeldId: "POST /api/held-ids/:id/decide",
  listIdKinds: "GET /api/id-kinds",
  listUnreadPeople: "GET /api/id-kinds/:key/unread",
  editIdKind: "PUT /api/id-kinds/:key",
  turnOffIdKind: "DELETE /api/id-kinds/:key",

  listEventNames: "GET /api/events/names",
  listRecentEvents: "GET /api/events/recent",
  streamLiveEvents: "GET /api/events/live",
  listDeadLetters: "GET /api/dead-letters",
  getDeadLetter: "GET /api/dead-letters/:id",
  replayDeadLetter: "POST /api/dead-letters/:id/replay",
  replayDeadLetters: "POST /api/dead-letters/replay",
  deleteDeadLetter: "DELETE /api/dead-letters/:id",
  listTrackingPlan: "GET /api/tracking-plan",
  getPlannedEvent: "GET /api/tracking-plan/:event",
  editPlannedEvent: "PUT /api/tracking-plan/:event",
  deletePlannedEvent: "DELETE /api/tracking-plan/:event",
  listPlanVersions: "GET /api/tracking-plan/:event/versions",
  draftPlannedEvent: "GET /api/tracking-plan/:event/draft",
  listViolations: "GET /api/tracking-plan/:event/violations",
  listDataMarks: "GET /api/data-marks",
  editDataMarks: "PUT /api/data-marks/:event",
  previewDataMarks: "POST /api/data-marks/:event/preview",
  listCleaningRules: "GET /api/cleaning-rules",
  editCleaningRules: "PUT /api/cleaning-rules/:event",
  previewCleaningRules: "POST /api/cleaning-rules/:event/preview",
  listCleaningVersions: "GET /api/cleaning-rules/:event/versions",
  getOverview: "GET /api/overview",

  listItems: "GET /api/items",
  getItem: "GET /api/items/:id",
  editItem: "PUT /api/items/:id",
  deleteItem: "DELETE /api/items/:id",
  writeItems: "POST /api/items",
  importItems: "POST /api/items/import",
  getMoney: "GET /api/money",
  changeMoney: "PUT /api/money",
  listRates: "GET /api/money/rates",
  writeRates: "POST /api/money/rates",
  uploadRates: "POST /api/money/rates/file",
  deleteRate: "DELETE /api/money/rates/:currency/:from",
  getItemNaming: "GET /api/item-naming",
  editItemNaming: "PUT /api/item-naming",

  noteCost: "POST /api/costs",
  listCosts: "GET /api/costs",
  guessCostMapping: "GET /api/costs/import/:file",
  importCosts: "POST /api/costs/import",

  uploadImportFile: "POST /api/imports/files",
  listImportFiles: "GET /api/imports/files",
  getImportFile: "GET /api/imports/files/:id",
  deleteImportFile: "DELETE /api/imports/files/:id",
  startImport: "POST /api/imports",
  listImports: "GET /api/imports",
  getImport: "GET /api/imports/:id",
  downloadImportErrors: "GET /api/imports/:id/errors",
  listImportMappings: "GET /api/import-mappings",
  editImportMapping: "PUT /api/import-mappings/:key",
  deleteImportMapping: "DELETE /api/import-mappings/:key",

  startDemo: "POST /api/demo",
  getDemoRemoval: "GET /api/demo/removal",
  startDemoRemoval: "POST /api/demo/removal",
  listJobs: "GET /api/jobs",
  getJob: "GET /api/jobs/:id",
  streamJobProgress: "GET /api/jobs/:id/progress",
  pauseJob: "POST /api/jobs/:id/pause",
  resumeJob: "POST /api/jobs/:id/resume",
  cancelJob: "POST /api/jobs/:id/cancel",

  getWorkspace: "GET /api/workspace",
  changeWorkspace: "PUT /api/workspace",

  getOpenApi: "GET /api/openapi.json",
  getApiReference: "GET /api/docs",
} as const;

export type Endpoints = typeof endpoints;
export type OperationId = keyof Endpoints;

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];

/** The names in a path: `"/api/people/:id/events"` → `"id"`. */
export type PathParam<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathParam<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** Splits `"GET /api/jobs"` into its method and its path. */
export function splitEndpoint(endpoint: `${Method} ${string}`): {
  readonly method: Method;
  readonly path: string;
} {
  const space = endpoint.indexOf(" ");
  return { method: endpoint.slice(0, space) as Method, path: endpoint.slice(space + 1) };
}

/** Operations that answer with server-sent events; `routes.ts` proves that these are the ones. */
export const streamOperations = [
  "streamTransitions",
  "streamLiveEvents",
  "streamJobProgress",
] as const satisfies readonly OperationId[];
export type StreamOperationId = (typeof streamOperations)[number];

/** Operations that answer with a file; `routes.ts` proves that these are the ones. */
export const fileOperations = [
  "exportPerson",
  "downloadImportErrors",
  "downloadDataAudit",
  "downloadSegmentMembers",
] as const satisfies readonly OperationId[];
export type FileOperationId = (typeof fileOperations)[number];

/** Operations that take a file of any kind, byte for byte; `routes.ts` proves that these are the ones. */
export const byteUploads = ["uploadImportFile"] as const satisfies readonly OperationId[];
export type ByteUploadId = (typeof byteUploads)[number];
