/** The resources of a CloudFormation template, by logical id. The serverless plugin changes them in place. */

export type Resource = {
  readonly Type: string;
  DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  Properties: Record<string, unknown>;
};
export type Resources = Record<string, Resource>;

/** Logical id and resource of each resource of a type. */
export const ofType = (resources: Resources, type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);

/** The given logical ids that the template has: one without our own database has no resources of it. */
export const existingIds = (resources: Resources, ids: readonly string[]): string[] =>
  ids.filter((id) => resources[id] !== undefined);

/** Adds logical ids to `DependsOn`, each once. */
export const addDependencies = (resource: Resource, ids: readonly string[]): void => {
  resource.DependsOn = [...new Set([resource.DependsOn ?? [], ids].flat(2))];
};
