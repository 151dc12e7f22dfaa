/**
 * The migration runs before any function gets new code. It and the function that creates keys connect to Aurora's writer as
 * the owner of the schema, instead of to RDS Proxy as the functions' user.
 */
import { addDependencies, ofType, existingIds, type Resources } from "./resource.ts";

const MIGRATION = "Migration";
const MIGRATE = "MigrateLambdaFunction";
const KEYS = "KeysLambdaFunction";

/** The migration needs these when it runs, and again when it responds to the stack's deletion. */
const PREREQUISITES = [
  "DatabaseWriter",
  "DatabaseSecretAttachment",
  "S3Endpoint",
  "PrivateRoutesA",
  "PrivateRoutesB",
];

/**
 * A new RDS Proxy accepts no connections for some minutes, so the migration connects to the writer. A migration may take
 * longer than the `statement_timeout` of other statements.
 */
const WRITER_URL = {
  "Fn::Sub":
    "postgres://despacho:{{resolve:secretsmanager:${DatabaseSecret}:SecretString:password}}@${DatabaseCluster.Endpoint.Address}:5432/despacho?sslmode=verify-full&options=-c%20statement_timeout%3D0",
};

/** The migration sets it for the functions' user. */
const FUNCTIONS_PASSWORD = {
  "Fn::Sub": "{{resolve:secretsmanager:${FunctionsSecret}:SecretString:password}}",
};

/** Node does not include the authority of Aurora's certificate; Lambda's runtime has it in this file. RDS Proxy's is public. */
const CERTIFICATE_AUTHORITIES = "/var/runtime/ca-cert.pem";

type EnvironmentVariables = Record<string, unknown>;

const connectToWriter = ({ Properties }: Resources[string], more: EnvironmentVariables): void => {
  const { Variables } = Properties.Environment as { Variables: EnvironmentVariables };
  Object.assign(Variables, {
    DATABASE_URL: WRITER_URL,
    NODE_EXTRA_CA_CERTS: CERTIFICATE_AUTHORITIES,
    ...more,
  });
  delete Variables.DATABASE_READER_URL;
  Object.assign(Properties.VpcConfig as object, { SecurityGroupIds: [{ Ref: "MigrationSecurityGroup" }] });
};

/** Gives the migration its dependencies and, with our own Aurora, it and `keys` the owner's connection to the writer. */
export const connectOwnersToWriter = (resources: Resources): void => {
  const { [MIGRATE]: migrate, [MIGRATION]: migration, [KEYS]: keys } = resources;
  if (migrate === undefined || migration === undefined) return;
  addDependencies(migration, existingIds(resources, PREREQUISITES));
  if (resources.DatabaseCluster === undefined) return;
  connectToWriter(migrate, { FUNCTIONS_PASSWORD });
  if (keys !== undefined) connectToWriter(keys, {});
};

/** Every other function, and RDS Proxy, depend on the migration. */
export const waitForMigration = (resources: Resources): void => {
  // RDS Proxy logs in as the functions' user, which the migration creates.
  if (resources.DatabaseProxyTargets !== undefined)
    addDependencies(resources.DatabaseProxyTargets, [MIGRATION]);
  const prerequisites = [MIGRATION, ...existingIds(resources, ["DatabaseProxyTargets"])];
  for (const [id, resource] of ofType(resources, "AWS::Lambda::Function"))
    if (id !== MIGRATE) addDependencies(resource, prerequisites);
};
