/** Loading of the handlers' TypeScript by Node itself. */
import { createRequire } from "node:module";

const LOADER = "tsx/esm/api";

/**
 * Replaces the loader that serverless-offline registers for TypeScript (tsx): it takes `?` and `#` in the path of a checkout for
 * a query. Node strips the types without it.
 */
export const useNativeTypeScript = (): void => {
  const require = createRequire(createRequire(import.meta.url).resolve("serverless-offline"));
  const loader = require.resolve(LOADER);
  require(loader);
  require.cache[loader]!.exports = { register: () => undefined };
};
