/**
 * A list of which further pages are shown on demand. Every page that is shown is asked for again like any other path; when
 * new rows move the end of the first page, the pages after it follow, so that no row is missing or twice.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { keepLoaded, type ResourceState, stateOf } from "./resource.ts";

type Page = { readonly nextCursor: string | null };

export type Pages<Body> = {
  /** The first page, or why it is not there. */
  readonly state: ResourceState<Body>;
  /** Every page on the screen. */
  readonly all: readonly Body[];
  readonly hasMore: boolean;
  readonly loading: boolean;
  readonly more: () => void;
};

const pathOfPage = (path: string, cursor: string): string =>
  `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`;

/** The first pages of a list as far as they are loaded, and the paths that they come from. */
const walk = <Body extends Page>(path: string, count: number) => {
  const paths = [path];
  const pages: Body[] = [];
  for (;;) {
    const { data } = stateOf<Body>(paths.at(-1)!);
    if (data === undefined) return { paths, pages, isComplete: false };
    pages.push(data);
    if (data.nextCursor === null || pages.length >= count) return { paths, pages, isComplete: true };
    paths.push(pathOfPage(path, data.nextCursor));
  }
};

/** @param path of the first page, with its filters */
export const usePages = <Body extends Page>(path: string): Pages<Body> => {
  const wanted = useSignal({ path, count: 1 });
  const shown = useRef<{ readonly path: string; readonly pages: readonly Body[] }>({ path, pages: [] });
  const count = wanted.value.path === path ? wanted.value.count : 1;
  const { paths, pages, isComplete } = walk<Body>(path, count);
  useEffect(() => {
    const ends = paths.map((one) => keepLoaded(one));
    return () => {
      for (const end of ends) end();
    };
  }, [paths.join("\n")]);
  // The rows of before stay while a page after the first is loaded.
  if (isComplete || shown.current.path !== path) shown.current = { path, pages };
  const all = shown.current.pages;
  return {
    state: stateOf<Body>(path),
    all,
    hasMore: all.at(-1)?.nextCursor != null,
    loading: !isComplete && all.length > 0,
    more: () => {
      wanted.value = { path, count: all.length + 1 };
    },
  };
};
