/** What a column of an imported file may hold. Apart from the schemas, so that pages can list it without them. */
export const FIELD_TYPES = ["text", "number", "money", "boolean", "time", "list", "json"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];
