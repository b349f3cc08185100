// @ts-check
// The segments that come with Habitus, over the data there is.

/** @typedef {import("./api.mjs").Api} Api */
/**
 * @typedef {object} Template
 * @property {string} key
 * @property {string} name
 * @property {string} goal
 * @property {string} action
 * @property {string} family
 * @property {string} definition
 */
/** @typedef {Template & { readonly count: number }} Counted */
/** @typedef {{ readonly name: string, readonly definition: string, readonly why: string }} NotAsked */

/**
 * Those that ask for nothing the data does not have are counted, the others are told with the reason.
 * @param {Api} api
 * @param {Readonly<Record<string, string>>} names what events are called here
 * @returns {Promise<{ readonly asked: readonly Counted[], readonly notAsked: readonly NotAsked[] }>}
 */
export async function readyMade(api, names) {
  /** @type {{ readonly templates: readonly Template[] }} */
  const { templates } = await api("GET", "/api/templates");
  const met = [];
  const notAsked = [];
  for (const template of templates) {
    const definition = renamed(template.definition, names);
    const { warnings } = await api("POST", "/api/segments/check", { definition });
    const [first] = warnings;
    if (first === undefined) met.push({ ...template, definition });
    else notAsked.push({ name: template.name, definition, why: first.message });
  }
  const counts = await countTogether(
    api,
    met.map(({ definition }) => definition),
  );
  return { asked: met.map((template, place) => ({ ...template, count: counts[place] ?? 0 })), notAsked };
}

/** @param {string} definition @param {Readonly<Record<string, string>>} names */
function renamed(definition, names) {
  return Object.entries(names).reduce(
    (text, [usual, here]) => text.replaceAll(JSON.stringify(usual), JSON.stringify(here)),
    definition,
  );
}

/** In one query, so that what they read in common is read once; more would need more memory than it may have. */
const AT_ONCE = 12;

/**
 * How many people each of these holds for, in their order.
 * @param {Api} api
 * @param {readonly string[]} definitions
 * @param {string} [at]
 * @returns {Promise<readonly number[]>}
 */
export async function countTogether(api, definitions, at) {
  const counted = [];
  for (let from = 0; from < definitions.length; from += AT_ONCE) {
    const part = definitions.slice(from, from + AT_ONCE);
    const { counts } = await api("POST", "/api/segments/counts", { definitions: part, at });
    counted.push(...counts);
  }
  return counted;
}
