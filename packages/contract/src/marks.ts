/** What data are worth to the workspace. Apart from the schemas, so that pages can list them without these. */
export const MARKS = ["mandatory", "useful", "unnecessary"] as const;
export type Mark = (typeof MARKS)[number];
