/**
 * What protects a stage for customers from deletion: CloudFormation refuses to delete its stack (serverless.yml,
 * `deletionProtection`), and RDS its Aurora cluster. A cluster is protected by the deploy after the one that creates it: when
 * the first deploy fails, CloudFormation deletes what it created, and RDS would refuse, so that the next deploy finds a cluster
 * of the same name.
 */
import type { Resources } from "./resource.ts";
import { configurationError, isLocalStage, textOf, type VariableResolver } from "./variable-resolver.ts";

/** Variable of serverless.yml: whether CloudFormation refuses to delete the stack. Null, no setting, in the local stage. */
export const stackProtection = async (resolver: VariableResolver): Promise<boolean | null> =>
  (await isLocalStage(resolver)) ? null : (await textOf(resolver, "param:databaseProtection")) !== "false";

const CLUSTER = "DatabaseCluster";

type StackResource = { readonly LogicalResourceId?: string; readonly ResourceStatus?: string };

/** The method of the framework's AWS provider that is called here. */
export type StackReader = { getStackResources(): Promise<readonly StackResource[]> };

const stackResources = async (reader: StackReader): Promise<readonly StackResource[]> => {
  try {
    return await reader.getStackResources();
  } catch (error) {
    // With a bucket of the company's own, the stack is created after this.
    if (/does not exist/.test((error as Error).message)) return [];
    throw error;
  }
};

/**
 * Leaves a cluster that this deploy creates unprotected, so that CloudFormation can delete it when the deploy fails.
 * @returns whether the template has such a cluster
 */
export const unprotectNewDatabase = async (resources: Resources, reader: StackReader): Promise<boolean> => {
  const cluster = resources[CLUSTER];
  if (cluster === undefined || String(cluster.Properties.DeletionProtection) === "false") return false;
  const exists = (await stackResources(reader)).some(
    ({ LogicalResourceId, ResourceStatus = "" }) =>
      LogicalResourceId === CLUSTER && !/^(DELETE_|CREATE_FAILED)/.test(ResourceStatus),
  );
  if (!exists) cluster.Properties.DeletionProtection = false;
  return !exists;
};

/** @throws Error saying how to remove the stage, unless its protection is off: before anything of it is deleted */
export const checkRemoval = (service: string, stage: string, isProtected: boolean): void => {
  if (!isProtected) return;
  const off = `--stage ${stage} --param=databaseProtection=false`;
  throw configurationError(
    `${service}-${stage} is protected; nothing was removed. To remove it with its data: npx serverless deploy ${off}, then npx serverless remove ${off}`,
  );
};
