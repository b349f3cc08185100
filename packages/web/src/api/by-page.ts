/** Of lists that come page by page: what each page is asked beside all else, so that it begins where the one before it ends. */
export const BY_PAGE = {
  initialPageParam: {} as { readonly after?: string },
  getNextPageParam: ({ next }: { readonly next: string | null }) => (next === null ? null : { after: next }),
};
