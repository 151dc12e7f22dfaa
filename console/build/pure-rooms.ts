/** Bundles only what is used of lib: its modules have no effects when they are imported. */
import type { Plugin } from "esbuild";

const LIB = /[\\/]lib[\\/](domain|tasks|rulebook|contract)[\\/]/;

export const pureRooms: Plugin = {
  name: "pure-rooms",
  setup: (build) => {
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, async ({ path, pluginData, ...rest }) => {
      if (pluginData === "resolved") return undefined;
      const resolved = await build.resolve(path, { ...rest, pluginData: "resolved" });
      return LIB.test(resolved.path) ? { ...resolved, sideEffects: false } : resolved;
    });
  },
};
