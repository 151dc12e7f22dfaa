/** The database is migrated before any function gets new code, and by a way of its own. */
import { addDependencies, ofType, existingIds, type Resources } from "./resource.ts";

const MIGRATION = "Migration";
const MIGRATE = "MigrateLambdaFunction";

/** What must be there before the step runs, and still be there when it answers the stack's removal. */
const BEFORE = [
  "DatabaseWriter",
  "DatabaseSecretAttachment",
  "S3Endpoint",
  "PrivateRoutesA",
  "PrivateRoutesB",
];

/**
 * The writer itself: RDS Proxy takes minutes after its making until it lets anyone through, and a long migration must not
 * meet the limit that holds for all other statements.
 */
const WRITER = {
  "Fn::Sub":
    "postgres://despacho:{{resolve:secretsmanager:${DatabaseSecret}:SecretString:password}}@${DatabaseCluster.Endpoint.Address}:5432/despacho?sslmode=verify-full&options=-c%20statement_timeout%3D0",
};

/** The functions' own user gets it from the migration. */
const PASSWORD = { "Fn::Sub": "{{resolve:secretsmanager:${FunctionsSecret}:SecretString:password}}" };

/** Aurora's certificate is signed by an authority that Node does not know; Lambda has it here. RDS Proxy's is public. */
const AUTHORITIES = "/var/runtime/ca-cert.pem";

export const connectMigrationToWriter = (resources: Resources): void => {
  const { [MIGRATE]: migrate, [MIGRATION]: migration } = resources;
  if (migrate === undefined || migration === undefined) return;
  addDependencies(migration, existingIds(resources, BEFORE));
  if (resources.DatabaseCluster === undefined) return;
  const { Variables } = migrate.Properties.Environment as { Variables: Record<string, unknown> };
  Object.assign(Variables, {
    DATABASE_URL: WRITER,
    NODE_EXTRA_CA_CERTS: AUTHORITIES,
    FUNCTIONS_PASSWORD: PASSWORD,
  });
  Object.assign(migrate.Properties.VpcConfig as object, {
    SecurityGroupIds: [{ Ref: "MigrationSecurityGroup" }],
  });
};

export const waitForMigration = (resources: Resources): void => {
  // RDS Proxy logs in as the functions' user, whom the migration makes.
  if (resources.DatabaseProxyTargets !== undefined)
    addDependencies(resources.DatabaseProxyTargets, [MIGRATION]);
  const before = [MIGRATION, ...existingIds(resources, ["DatabaseProxyTargets"])];
  for (const [id, resource] of ofType(resources, "AWS::Lambda::Function"))
    if (id !== MIGRATE) addDependencies(resource, before);
};
