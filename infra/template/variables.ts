/**
 * The variables of serverless.yml that depend on the stage or on parameters. `${file(infra/template/variables.cjs):name}`
 * makes the framework call the export `name` and resolve variables in its result.
 */
export { roles } from "../iam/roles.ts";
export { alarms, queueAndFunctionAlarms } from "./alarms.ts";
export {
  accessLog,
  authorizer,
  usageKeySource,
  usageKeys,
  usagePlan,
  usagePlanKeys,
} from "./api-variables.ts";
export { parametersAreValid } from "./check-parameters.ts";
export { parameterDefaults } from "./parameters.ts";
export { stackProtection } from "./protection.ts";
export {
  connectionAlarmThreshold,
  database,
  databaseAlarms,
  databaseIdentity,
  databaseReader,
  databaseReaderUrl,
  databaseUrl,
  egress,
  egressVpc,
  network,
  vpc,
} from "./database-variables.ts";
export { configurationSet, mail, mailIdentity, mailSender } from "./mail-variables.ts";
export { migrationsHash } from "./migrations-hash.ts";
