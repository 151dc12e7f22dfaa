/**
 * `npm run sbom`: what is deployed, as a software bill of materials in CycloneDX 1.5. `npm sbom --omit=dev` is no substitute:
 * it leaves out every package that a development dependency needs, too.
 */
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { type DeployedPackage, deployedPackages, idOf } from "./deployed-packages.ts";

const { name, version, license } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { name: string; version: string; license: string };

const purlOf = (one: Pick<DeployedPackage, "name" | "version">): string =>
  `pkg:npm/${one.name.replace("@", "%40")}@${one.version}`;

const HASH_NAMES: Readonly<Record<string, string>> = { sha512: "SHA-512", sha1: "SHA-1" };

const hashOf = (integrity: string) => {
  const [algorithm = "", digest = ""] = integrity.split(/-(.*)/s);
  return { alg: HASH_NAMES[algorithm], content: Buffer.from(digest, "base64").toString("hex") };
};

const componentOf = (one: DeployedPackage) => ({
  "bom-ref": idOf(one),
  type: "library",
  name: one.name,
  version: one.version,
  purl: purlOf(one),
  licenses: [/[ (]/.test(one.licence) ? { expression: one.licence } : { license: { id: one.licence } }],
  hashes: [hashOf(one.integrity)],
});

const { packages, direct } = deployedPackages();
const project = { name, version };
const bom = {
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  version: 1,
  metadata: {
    component: {
      "bom-ref": idOf(project),
      type: "application",
      ...project,
      purl: purlOf(project),
      licenses: [{ license: { id: license } }],
    },
  },
  components: packages.map(componentOf),
  dependencies: [
    { ref: idOf(project), dependsOn: direct },
    ...packages.map((one) => ({ ref: idOf(one), dependsOn: one.needs })),
  ],
};
console.log(JSON.stringify(bom, undefined, 2));
