import type { People } from "../people/people.ts";
import type { Documents } from "../platform/documents.ts";
import type { Live } from "./live.ts";

type Synced = Live["synced"];

export function followedDocuments<Content>(
  documents: Documents<Content>,
  synced: Synced,
): Documents<Content> {
  return {
    ...documents,
    set: (...given) => synced(documents.set(...given)),
    remove: (...given) => synced(documents.remove(...given)),
  };
}

/** What decides about definitions besides themselves is heard of by live membership at once. */
export function followed(people: People, synced: Synced): People {
  const { subscriptions, purposes, surveys } = people;
  return {
    ...people,
    surveys: { ...surveys, ...followedDocuments(surveys, synced) },
    subscriptions: {
      ...subscriptions,
      set: (...given) => synced(subscriptions.set(...given)),
      remove: (...given) => synced(subscriptions.remove(...given)),
    },
    purposes: {
      ...purposes,
      set: (...given) => synced(purposes.set(...given)),
      remove: (...given) => synced(purposes.remove(...given)),
      setOfData: (...given) => synced(purposes.setOfData(...given)),
    },
  };
}
