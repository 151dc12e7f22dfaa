/** `npm run licences`: the licences of what is deployed. Exits with 1 when one of them is not known to go with MIT. */
import { deployedPackages, idOf } from "./deployed-packages.ts";

/** Licences that allow use in a service and in the page that browsers load; none asks for the source of what uses it. */
const ACCEPTED: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "Bitstream-Vera",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0",
  "Zlib",
]);

/** All licences of "(MIT AND Zlib)" are accepted; of "(MIT OR GPL-2.0)" one is enough. */
const isAccepted = (licence: string): boolean =>
  licence
    .replace(/[()]/g, "")
    .split(" AND ")
    .every((part) => part.split(" OR ").some((one) => ACCEPTED.has(one)));

const byLicence = Map.groupBy(deployedPackages().packages, ({ licence }) => licence);
for (const [licence, packages] of [...byLicence].toSorted(([, a], [, b]) => b.length - a.length))
  console.log(`${licence} (${packages.length}): ${packages.map(idOf).join(", ")}\n`);

const refused = [...byLicence].filter(([licence]) => !isAccepted(licence));
for (const [licence, packages] of refused)
  console.error(
    `${licence}: not among the accepted licences (lint/licences.ts): ${packages.map(idOf).join(", ")}`,
  );
if (refused.length > 0) process.exitCode = 1;
