/** What console/build writes beside the files of the console. */
export type ConsoleManifest = {
  /** Media types of the files below assets/, by their hashed names. Each also exists with .br and .gz. */
  readonly assets: Readonly<Record<string, string>>;
  /** The page, with a placeholder for the path that it is served under. */
  readonly index: string;
};

export const BASE_PLACEHOLDER = "__BASE__";
