/**
 * Every limit of the tracking API, in one place.
 * The first group is what Segment's HTTP API documents, the second what the SDKs of the two other dialects expect,
 * the third is ours: it keeps one call from growing without bound inside the server.
 */
export const LIMITS = {
  /** One call, and one event inside a batch; what the batch's context adds to it is not counted. */
  eventBytes: 32 * 1024,
  batchBytes: 500 * 1024,
  batchEvents: 2_500,
  /** A messageId has fewer characters than this. */
  messageIdChars: 100,

  rudderBodyBytes: 4_000 * 1024,
  posthogBodyBytes: 20 * 1024 * 1024,
  /** PostHog names no such limit; what its SDKs send stays far below. */
  posthogBatchEvents: 50_000,

  /** Objects and lists inside each other, the event itself being the first. */
  eventDepth: 64,
  /** A userId, anonymousId, groupId or previousId: such an id becomes a key of the state store. */
  idChars: 500,
  /** The name of an event, a page or a screen. */
  nameChars: 500,
  /** What the entries of the item catalogue may add to one event, and to all events of one call. */
  eventItemBytes: 64 * 1024,
  callItemBytes: 4 * 1024 * 1024,
  /** A value that an event takes along from its context; a longer one stays there alone. */
  contextValueChars: 300,
  /** How far a user agent is read: what tells the device stands in front, and its length is the sender's own choice. */
  userAgentChars: 512,
  /** The part of a batch that is copied into each of its events. */
  batchContextBytes: 4 * 1024,
} as const;
