/** An Aurora cluster that begins with the data of a snapshot (docs/deploy.md, "A new stack from a snapshot"). */
import type { Resources } from "./resource.ts";

/** Both empty when the cluster begins empty. */
export type Snapshot = {
  /** Name or ARN. */
  readonly identifier: string;
  /** The ARN of the secret with the password that the snapshot's owner has. */
  readonly secret: string;
};

/** RDS takes them from the snapshot and rejects others. */
const FROM_SNAPSHOT = ["DatabaseName", "MasterUsername", "MasterUserPassword", "StorageEncrypted"];

/** Makes the cluster begin with the snapshot, and gives the stack's own secret the password that its owner has. */
export const restoreSnapshot = (resources: Resources, { identifier, secret }: Snapshot): void => {
  const { DatabaseCluster, DatabaseSecret } = resources;
  if (identifier === "" || DatabaseCluster === undefined || DatabaseSecret === undefined) return;
  for (const property of FROM_SNAPSHOT) delete DatabaseCluster.Properties[property];
  DatabaseCluster.Properties.SnapshotIdentifier = identifier;
  delete DatabaseSecret.Properties.GenerateSecretString;
  DatabaseSecret.Properties.SecretString = JSON.stringify({
    username: "despacho",
    password: `{{resolve:secretsmanager:${secret}:SecretString:password}}`,
  });
};
