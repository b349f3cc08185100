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
  const asked = [];
  const notAsked = [];
  for (const template of templates) {
    const definition = renamed(template.definition, names);
    const { warnings } = await api("POST", "/api/segments/check", { definition });
    const [first] = warnings;
    if (first === undefined) asked.push({ ...template, definition, count: await count(api, definition) });
    else notAsked.push({ name: template.name, definition, why: first.message });
  }
  return { asked, notAsked };
}

/** @param {string} definition @param {Readonly<Record<string, string>>} names */
function renamed(definition, names) {
  return Object.entries(names).reduce(
    (text, [usual, here]) => text.replaceAll(JSON.stringify(usual), JSON.stringify(here)),
    definition,
  );
}

/** @param {Api} api @param {string} definition @param {string} [at] @returns {Promise<number>} */
export async function count(api, definition, at) {
  return (await api("POST", "/api/segments/evaluate", { definition, at, limit: 0 })).count;
}
