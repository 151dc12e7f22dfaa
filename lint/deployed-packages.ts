/** The packages that are deployed, as the lock file has them: those that production dependencies need. */
import { readFileSync } from "node:fs";

type LockedPackage = {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

export type DeployedPackage = {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** As npm writes it: the algorithm and the digest in base64. */
  readonly integrity: string;
  /** `name@version` of the packages that it needs. */
  readonly needs: readonly string[];
};

/** Licences that packages state elsewhere than in their package.json. */
const STATED_ELSEWHERE: Readonly<Record<string, string>> = {
  // The LICENSE file.
  "dejavu-fonts-ttf": "Bitstream-Vera",
  "png-js": "MIT",
};

const FOLDER = "node_modules/";

const nameOf = (path: string): string => path.slice(path.lastIndexOf(FOLDER) + FOLDER.length);

/** Where Node finds a package that the one at a path needs: in its own folder, or in the nearest folder above. */
const pathOf = (
  packages: Readonly<Record<string, LockedPackage>>,
  from: string,
  name: string,
): string | undefined => {
  const path = from === "" ? `${FOLDER}${name}` : `${from}/${FOLDER}${name}`;
  if (path in packages || from === "") return path in packages ? path : undefined;
  return pathOf(packages, from.slice(0, Math.max(0, from.lastIndexOf(FOLDER) - 1)), name);
};

export const idOf = ({ name, version }: Pick<DeployedPackage, "name" | "version">): string =>
  `${name}@${version}`;

/** Reads the lock file. @returns the packages by name, and what the project itself needs of them */
export const deployedPackages = (
  lockFile = new URL("../package-lock.json", import.meta.url),
): { readonly packages: readonly DeployedPackage[]; readonly direct: readonly string[] } => {
  const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const needsOf = (path: string): readonly string[] =>
    Object.keys({ ...packages[path]!.dependencies, ...packages[path]!.optionalDependencies }).flatMap(
      (name) => {
        const found = pathOf(packages, path, name);
        return found === undefined ? [] : [idOf({ name, version: packages[found]!.version })];
      },
    );
  const deployed = Object.entries(packages).flatMap(([path, { version, license, integrity = "", dev }]) => {
    if (path === "" || dev === true) return [];
    const name = nameOf(path);
    const licence = STATED_ELSEWHERE[name] ?? license ?? "unknown";
    return [{ name, version, licence, integrity, needs: needsOf(path) }];
  });
  // A version may be in several folders.
  const unique = [...new Map(deployed.map((one) => [idOf(one), one])).values()];
  return { packages: unique.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)), direct: needsOf("") };
};
