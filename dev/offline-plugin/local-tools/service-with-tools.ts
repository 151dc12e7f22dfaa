/** Adds the function of the local tools to the service in memory, so that it is called as the deployed functions are. */
import type { HttpEventDefinition, ServerlessService } from "../serverless-types.ts";
import { localOperations } from "./operations.ts";

const NAME = "local-tools";

/** That of the other functions; undefined when each of them looks keys up itself. */
const authorizerOf = ({ functions }: ServerlessService): HttpEventDefinition["authorizer"] =>
  Object.values(functions)
    .flatMap(({ events = [] }) => events.map(({ http }) => http?.authorizer))
    .find((authorizer) => authorizer !== undefined && authorizer !== null);

export const serviceWithTools = (service: ServerlessService): ServerlessService => {
  const authorizer = authorizerOf(service) ?? null;
  const events = Object.values(localOperations).map(({ path }) => ({ http: { path, authorizer } }));
  const tools = { name: NAME, handler: "dev/offline-plugin/local-tools/handler.handler", events };
  return { ...service, functions: { ...service.functions, [NAME]: tools } };
};
