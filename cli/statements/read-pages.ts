/** Every page of a list, whose last page has no cursor. */
export const readPages = async <Page extends { readonly nextCursor: string | null }>(
  read: (cursor: string | undefined) => Promise<Page>,
): Promise<readonly [Page, ...Page[]]> => {
  const pages: [Page, ...Page[]] = [await read(undefined)];
  for (let cursor = pages[0].nextCursor; cursor !== null; cursor = pages.at(-1)!.nextCursor)
    pages.push(await read(cursor));
  return pages;
};
