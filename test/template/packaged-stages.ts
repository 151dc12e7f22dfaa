/** The packaged templates that the tests read. Packaged one after another, because serverless-esbuild shares one directory. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { packageInto, type Template } from "../../dev/serverless/packaged-template.ts";
import type { Resource } from "../../infra/template/resource.ts";

const directory = mkdtempSync(join(tmpdir(), "despacho-template-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Packaging takes seconds, on a busy machine more than half a minute. */
export const PACKAGING_TIMEOUT_MS = 120_000;

export const OWN_DATABASE_URL = "{{resolve:secretsmanager:their-database:SecretString:url}}";

export const packageStage = (
  name: string,
  stage: string,
  params: Record<string, string> = {},
): Promise<Template> => packageInto(join(directory, name), stage, params);

export const prod = await packageStage("prod", "prod");
export const local = await packageStage("local", "local");

/** More client ids of the greatest length than would fit into the environment of a function. */
export const CLIENTS = [
  "web",
  "app",
  ...Array.from({ length: 60 }, (_, index) => `shop-${index}-`.padEnd(64, "x")),
];
export const prodWithClients = await packageStage("limits", "prod", {
  clients: CLIENTS.join(", "),
  databaseReader: "true",
});
/** The package of the authorizer of `prodWithClients`. */
export const authorizerArchive = join(directory, "limits", "authorizer.zip");
export const OWN_READER_URL = "{{resolve:secretsmanager:their-replica:SecretString:url}}";
export const prodWithOwnDatabase = await packageStage("brought", "prod", {
  databaseUrl: OWN_DATABASE_URL,
  databaseReader: OWN_READER_URL,
});

type Properties = Readonly<Record<string, unknown>>;
export const properties = (resource: Resource | undefined): Properties => resource?.Properties ?? {};
export const attributeOf = (value: unknown): string =>
  (value as { "Fn::GetAtt": string[] })["Fn::GetAtt"][0]!;
