/** What a screen shows instead of data, or above it: empty, failed, loading, forbidden. */
import type { ComponentChildren } from "preact";
import type { ResourceState } from "../api/resource.ts";
import { refresh } from "../api/resource.ts";
import type { Problem } from "../api/types.ts";
import { apiText } from "../i18n/api-text.ts";
import { t } from "../i18n/core.ts";
import { clock } from "./format.ts";

/** A refusal in the words of the API, in the reader's language. */
export const problemText = (problem: Problem): string => {
  if (problem.status === 0) return t().error.noConnection;
  const details = (problem.errors ?? []).map(({ pointer = "", detail }) =>
    `${pointer} ${apiText(detail)}`.trim(),
  );
  return [apiText(problem.detail), ...details].join(" ");
};

export const ProblemNote = ({ problem }: { readonly problem: Problem }) => (
  <p class="note bad" role="alert">
    {problemText(problem)}
  </p>
);

const iso = (at: number): string => new Date(at).toISOString();

/** Above data that could not be confirmed: what failed, and how old the data is. */
const Stale = ({ problem, at }: { readonly problem: Problem; readonly at: number | undefined }) => (
  <p class="note warn" role="status">
    {problemText(problem)} {at !== undefined && t().error.stale(clock(iso(at)))}{" "}
    <button type="button" class="link" onClick={() => void refresh()}>
      {t().error.retry}
    </button>
  </p>
);

export const Loading = () => (
  <div class="loading" role="status" aria-label={t().common.loading}>
    <span class="bone wide" />
    <span class="bone" />
    <span class="bone" />
    <span class="bone short" />
  </div>
);

export const Empty = ({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) => (
  <div class="empty">
    <h2>{title}</h2>
    {children}
  </div>
);

type LoadedProps<Body> = {
  readonly state: ResourceState<Body>;
  readonly children: (data: Body) => ComponentChildren;
};

/** Draws a resource when it is there; before that, and when it fails, what is the case. */
export const Loaded = <Body,>({ state: { data, problem, at }, children }: LoadedProps<Body>) => {
  if (data === undefined) return problem === undefined ? <Loading /> : <ProblemNote problem={problem} />;
  return (
    <>
      {problem !== undefined && <Stale problem={problem} at={at} />}
      {children(data)}
    </>
  );
};
