/** CloudFormation resources while they are still changed. */

export type Resource = {
  readonly Type: string;
  DependsOn?: string | string[];
  Properties: Record<string, unknown>;
};
export type Resources = Record<string, Resource>;

/** With their logical ids. */
export const ofType = (resources: Resources, type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);

/** Of these, what is there: a template without our own database has no parts of it. */
export const existingIds = (resources: Resources, ids: readonly string[]): string[] =>
  ids.filter((id) => resources[id] !== undefined);

export const addDependencies = (resource: Resource, ids: readonly string[]): void => {
  resource.DependsOn = [...new Set([resource.DependsOn ?? [], ids].flat(2))];
};
