// Who may import what. The table stands in the README; this file makes it true.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: "\\.test\\.ts$" },
  to: { pathNot: allowed, dependencyTypesNot: ["core", "type-only"] },
});

const npm = (...names) => names.map((name) => `node_modules/${name}/`);

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    only(
      "domain",
      "^lib/domain/",
      ["^lib/domain/", ...npm("zod")],
      "The domain is pure: it imports itself and zod.",
    ),
    only(
      "rulebook",
      "^lib/rulebook/(?!check/)",
      ["^lib/(domain|rulebook)/", ...npm("zod")],
      "Deciding needs neither a CEL nor a YAML library.",
    ),
    only(
      "rulebook-check",
      "^lib/rulebook/check/",
      ["^lib/(domain|rulebook)/", ...npm("zod", "yaml", "@marcbachmann/cel-js")],
      "Only the checker knows the CEL parser.",
    ),
    only(
      "contract",
      "^lib/contract/",
      ["^lib/(domain|rulebook|contract)/", ...npm("zod")],
      "Edges are described, not served.",
    ),
    only(
      "store",
      "^lib/store/",
      ["^lib/(domain|rulebook|contract|store)/", ...npm("pg")],
      "SQL, and nothing but SQL.",
    ),
    {
      name: "edge-inward",
      comment: "The edge serves the functions and never knows them.",
      severity: "error",
      from: { path: "^lib/edge/", pathNot: "\\.test\\.ts$" },
      to: { path: ["^functions/", "^infra/", "^lib/testing/"] },
    },
    {
      name: "functions-apart",
      comment: "What two functions share belongs into lib.",
      severity: "error",
      from: { path: "^functions/([^/]+)/", pathNot: "\\.test\\.ts$" },
      to: { path: ["^functions/", "^infra/", "^lib/testing/"], pathNot: "^functions/$1/" },
    },
    {
      name: "cloud-clients-at-the-edge",
      comment: "AWS, middy and the logger are known to the edge alone.",
      severity: "error",
      from: { path: "^(lib/(?!edge/|testing/)|functions/)", pathNot: "\\.test\\.ts$" },
      to: { path: npm("@aws-sdk", "@middy", "@aws-lambda-powertools"), dependencyTypesNot: ["type-only"] },
    },
    {
      name: "testing-for-tests",
      severity: "error",
      from: { path: "^(lib|functions|infra)/", pathNot: ["\\.test\\.ts$", "^lib/testing/"] },
      to: { path: "^lib/testing/" },
    },
    {
      name: "infra-on-top",
      comment: "Nothing of the product imports the machinery around it.",
      severity: "error",
      from: { path: "^(lib|functions)/", pathNot: ["\\.test\\.ts$", "^lib/testing/"] },
      to: { path: "^infra/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: "specify",
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
