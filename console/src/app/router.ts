/** The address of the page: which screen, with which filters. A bookmark of it is a saved view. */
import { computed, signal } from "@preact/signals";

const base = new URL(document.baseURI).pathname;

const here = signal(location.pathname + location.search);

const url = computed(() => new URL(here.value, location.origin));

/** The parts of the path below the console, decoded: `["orders", "WEB-1"]`. */
export const segments = computed(() =>
  url.value.pathname
    .slice(base.length)
    .split("/")
    .filter((part) => part !== "")
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    }),
);

export const query = computed(() => url.value.searchParams);

/** The address of a screen, for links. */
export const to = (
  path: readonly string[],
  params: Readonly<Record<string, string | undefined>> = {},
): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    if (value !== undefined && value !== "") search.set(name, value);
  const text = search.toString();
  return `${base}${path.map(encodeURIComponent).join("/")}${text === "" ? "" : `?${text}`}`;
};

const leave = (target: string, replace: boolean): void => {
  history[replace ? "replaceState" : "pushState"](null, "", target);
  here.value = location.pathname + location.search;
};

export const navigate = (target: string): void => {
  leave(target, false);
  scrollTo(0, 0);
};

/** Changes filters of the address without a step in the history. */
export const setQuery = (changes: Readonly<Record<string, string | undefined>>): void => {
  const all = { ...Object.fromEntries(query.value), ...changes };
  leave(to(segments.value, all), true);
};

const linkOf = (event: MouseEvent): HTMLAnchorElement | undefined => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  return link ?? undefined;
};

const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 &&
  !event.defaultPrevented &&
  !event.metaKey &&
  !event.ctrlKey &&
  !event.shiftKey &&
  !event.altKey;

const isOurs = (link: HTMLAnchorElement): boolean =>
  link.origin === location.origin &&
  link.pathname.startsWith(base) &&
  link.target === "" &&
  !link.hasAttribute("download") &&
  link.hash === "";

export const followLinks = (): void => {
  addEventListener("click", (event) => {
    const link = linkOf(event);
    if (link === undefined || !isPlainClick(event) || !isOurs(link)) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
  addEventListener("popstate", () => {
    here.value = location.pathname + location.search;
  });
};
