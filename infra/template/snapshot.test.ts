import { expect, test } from "vitest";
import { restoreSnapshot } from "./snapshot.ts";

const resources = () => ({
  DatabaseCluster: {
    Type: "AWS::RDS::DBCluster",
    Properties: {
      MasterUsername: "despacho",
      DatabaseName: "despacho",
      StorageEncrypted: true,
      Engine: "aurora",
    },
  },
  DatabaseSecret: { Type: "AWS::SecretsManager::Secret", Properties: { GenerateSecretString: {} } },
});

test("a cluster from a snapshot has the snapshot's owner, database and encryption, and its secret the owner's password", () => {
  const restored = resources();
  restoreSnapshot(restored, { identifier: "final", secret: "arn:of:the:secret" });
  expect(restored.DatabaseCluster.Properties).toEqual({ Engine: "aurora", SnapshotIdentifier: "final" });
  const { SecretString, ...others } = restored.DatabaseSecret.Properties as { SecretString?: string };
  expect(others).toEqual({});
  expect(JSON.parse(SecretString!)).toEqual({
    username: "despacho",
    password: "{{resolve:secretsmanager:arn:of:the:secret:SecretString:password}}",
  });
});

test("without a snapshot, or without a database of the stack's own, nothing changes", () => {
  const empty = resources();
  restoreSnapshot(empty, { identifier: "", secret: "" });
  expect(empty).toEqual(resources());
  const none = {};
  restoreSnapshot(none, { identifier: "final", secret: "arn:of:the:secret" });
  expect(none).toEqual({});
});
