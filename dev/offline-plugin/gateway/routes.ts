/** The resources of the REST API, and which of them a path belongs to. */
import type { HttpEventDefinition, ServerlessService } from "../serverless-types.ts";

export type Route = {
  /** As declared: `/orders/{orderId}`. */
  readonly resource: string;
  /** The deployed name. */
  readonly functionName: string;
  /** The deployed name of the authorizer; undefined for a public resource. */
  readonly authorizer: { readonly functionName: string; readonly ttlSeconds: number } | undefined;
};

export type Match = { readonly route: Route; readonly params: Readonly<Record<string, string>> };

/** API Gateway's default. */
const DEFAULT_TTL_SECONDS = 300;

const segmentsOf = (path: string): string[] => path.replace(/^\//, "").split("/");
const PARAMETER = /^\{([^+}]+)(\+?)\}$/;

/** API Gateway prefers a name to a parameter, and a parameter to the rest of the path. */
const rankOf = (segment: string): number => {
  const [, name, greedy] = PARAMETER.exec(segment) ?? [];
  return name === undefined ? 0 : greedy === "" ? 1 : 2;
};

const bySpecificity = (one: Route, other: Route): number => {
  const [a, b] = [segmentsOf(one.resource), segmentsOf(other.resource)];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = rankOf(a[index]!) - rankOf(b[index]!);
    if (difference !== 0) return difference;
  }
  return b.length - a.length;
};

/** The routes of the functions' http events, all of which take any method. */
export const routesOf = ({ functions }: ServerlessService): Route[] => {
  const authorizerOf = ({ authorizer }: HttpEventDefinition): Route["authorizer"] =>
    authorizer === undefined || authorizer === null
      ? undefined
      : {
          functionName: functions[authorizer.name]?.name ?? authorizer.name,
          ttlSeconds: authorizer.resultTtlInSeconds ?? DEFAULT_TTL_SECONDS,
        };
  const routes = Object.values(functions).flatMap(({ name, events = [] }) =>
    events.flatMap(({ http }): Route[] =>
      http === undefined
        ? []
        : [
            {
              resource: `/${http.path.replace(/^\//, "")}`,
              functionName: name,
              authorizer: authorizerOf(http),
            },
          ],
    ),
  );
  return routes.toSorted(bySpecificity);
};

const matchSegments = (
  declared: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined => {
  const params: Record<string, string> = {};
  for (const [index, segment] of declared.entries()) {
    const [, name, greedy] = PARAMETER.exec(segment) ?? [];
    const value = given[index];
    if (value === undefined) return undefined;
    if (name === undefined) {
      if (decodeURIComponent(value) !== segment) return undefined;
    } else if (greedy === "+") {
      params[name] = given.slice(index).map(decodeURIComponent).join("/");
      return params;
    } else {
      if (value === "") return undefined;
      params[name] = decodeURIComponent(value);
    }
  }
  return given.length === declared.length ? params : undefined;
};

/**
 * Finds the route of a path.
 * @param routes in the order of `routesOf`
 * @param path as sent, without the query; its escapes are well formed
 */
export const matchRoute = (routes: readonly Route[], path: string): Match | undefined => {
  const given = segmentsOf(path);
  for (const route of routes) {
    const params = matchSegments(segmentsOf(route.resource), given);
    if (params !== undefined) return { route, params };
  }
  return undefined;
};
