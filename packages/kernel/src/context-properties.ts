/**
 * Where in a call's `context` the properties come from that an event takes along: the names are the path with `$` before it and `_`
 * between, so that whoever knows the one knows the other. Properties stay flat, which the event store searches fastest.
 */
export const CONTEXT_PROPERTIES = {
  $device_type: ["device", "type"],
  $device_model: ["device", "model"],
  $device_manufacturer: ["device", "manufacturer"],
  $os_name: ["os", "name"],
  $os_version: ["os", "version"],
  $app_version: ["app", "version"],
  $app_build: ["app", "build"],
  $campaign_source: ["campaign", "source"],
  $campaign_medium: ["campaign", "medium"],
  $campaign_name: ["campaign", "name"],
  $campaign_term: ["campaign", "term"],
  $campaign_content: ["campaign", "content"],
  $referrer_url: ["referrer", "url"],
  $referrer_domain: ["referrer", "domain"],
  $page_url: ["page", "url"],
  $page_path: ["page", "path"],
  $page_title: ["page", "title"],
  $locale: ["locale"],
  $timezone: ["timezone"],
  $library_name: ["library", "name"],
  $library_version: ["library", "version"],
} as const satisfies Readonly<Record<`$${string}`, readonly string[]>>;

export type ContextProperty = keyof typeof CONTEXT_PROPERTIES;

/** Whether events take the name along from their context. */
export function isContextProperty(name: string): name is ContextProperty {
  return Object.hasOwn(CONTEXT_PROPERTIES, name);
}

/** Other places in which a context says the same. */
const ALIKE: ReadonlyMap<string, ContextProperty> = new Map([
  ["page_referrer", "$referrer_url"],
  ["page_referring_domain", "$referrer_domain"],
]);

/** The property that holds what the context has at `path`, as in `context.device.type`; null where none does. */
export function contextPropertyAt(path: readonly string[]): ContextProperty | null {
  const written = path.join("_");
  const name = `$${written}`;
  return isContextProperty(name) ? name : (ALIKE.get(written) ?? null);
}
