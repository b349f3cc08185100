import type { AudienceChoice } from "./audience-fields.tsx";

/** Whom a question is about, as it stands in the address. */
export type AudienceSearch = {
  readonly segment?: string | undefined;
  readonly members?: "start" | undefined;
  readonly purpose?: string | undefined;
};

export const audienceDraft = ({ segment, members, purpose }: AudienceSearch): AudienceChoice => ({
  segment: segment ?? "",
  members: members ?? "end",
  purpose: purpose ?? "",
});

export const audienceSearch = ({ segment, members, purpose }: AudienceChoice): AudienceSearch => ({
  segment: segment === "" ? undefined : segment,
  members: members === "start" ? members : undefined,
  purpose: purpose === "" ? undefined : purpose,
});

/** What the server is asked of it. */
export const audienceRequest = ({ segment, members, purpose }: AudienceSearch) => ({
  ...(segment === undefined ? {} : { segment }),
  ...(members === undefined ? {} : { members }),
  ...(purpose === undefined ? {} : { purpose }),
});
