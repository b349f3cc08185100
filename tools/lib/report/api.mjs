// @ts-check
// The management API of a server, as the report asks it.

/** @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Api */

const LOOK_EVERY_MS = 200;

/** @param {string} url @param {string} token @returns {Api} */
export function apiOf(url, token) {
  return async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
    return JSON.parse(said);
  };
}

/** Resolves when a job has done its work. @param {Api} api @param {string} id */
export async function jobDone(api, id) {
  await until(async () => {
    const { title, state, error } = await api("GET", `/api/jobs/${id}`);
    if (state === "failed" || state === "cancelled")
      throw new Error(`${title}: ${error?.message ?? `it was ${state}`}`);
    return state === "done";
  });
}

/** @param {() => Promise<boolean>} met */
export async function until(met) {
  while (!(await met())) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
