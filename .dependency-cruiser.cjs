// Who may import what: the table of rooms in the README, enforced.
const TESTS = "\\.test\\.ts$";

/** A room that imports only the given paths and packages, besides Node's own modules and types. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: TESTS },
  to: { pathNot: allowed, dependencyTypesNot: ["core", "type-only"] },
});

/** A room that never imports the given paths. */
const never = (name, from, forbidden, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: TESTS },
  to: { path: forbidden },
});

const npm = (...names) => names.map((name) => `node_modules/${name}/`);

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "pure-rooms-run-in-browsers",
      comment: "Deciding and checking rulebooks also run where Node's own modules are missing.",
      severity: "error",
      from: { path: "^lib/(domain|tasks|rulebook|mails)/", pathNot: TESTS },
      to: { dependencyTypes: ["core"] },
    },
    only(
      "domain",
      "^lib/domain/",
      ["^lib/domain/", ...npm("zod", "temporal-polyfill")],
      "The domain is pure: it imports itself, zod and Temporal.",
    ),
    only(
      "tasks",
      "^lib/tasks/",
      ["^lib/(domain|tasks)/", ...npm("zod")],
      "Definitions of task types are pure: they import the domain and zod.",
    ),
    only(
      "rulebook",
      "^lib/rulebook/(?!check/)",
      ["^lib/(domain|tasks|rulebook)/", ...npm("zod")],
      "Deciding needs neither a CEL nor a YAML library.",
    ),
    only(
      "rulebook-check",
      "^lib/rulebook/check/",
      ["^lib/(domain|tasks|rulebook)/", ...npm("zod", "yaml", "jsonc-parser", "@marcbachmann/cel-js")],
      "Only the checker imports the YAML, JSON and CEL parsers.",
    ),
    only(
      "mails",
      "^lib/mails/",
      ["^lib/(domain|tasks|rulebook|mails)/"],
      "Rendering a mail is pure; what it shows is read by others.",
    ),
    only(
      "contract",
      "^lib/contract/",
      ["^lib/(domain|tasks|rulebook|contract)/", ...npm("zod")],
      "The contract describes HTTP bodies and messages; it serves none.",
    ),
    {
      name: "contract-without-parsers",
      comment:
        "Most functions bundle the contract; the YAML, JSON and CEL parsers belong in the checker's bundle alone.",
      severity: "error",
      from: { path: "^lib/contract/", pathNot: TESTS },
      to: { path: npm("yaml", "jsonc-parser", "@marcbachmann/cel-js"), reachable: true },
    },
    only(
      "database",
      "^lib/database/",
      ["^lib/(domain|tasks|rulebook|mails|contract|database)/", ...npm("pg", "zod")],
      "SQL only: no AWS client, no environment, no clock.",
    ),
    only(
      "console",
      "^console/src/",
      [
        "^console/src/",
        "^lib/(domain|tasks|rulebook)/",
        ...npm("preact", "@preact", "diff", "@codemirror", "@lezer", "temporal-polyfill"),
      ],
      "The console runs in browsers and uses the public API: of the contract it imports types only.",
    ),
    {
      name: "console-apart",
      comment: "The console is a client of the API; only what serves and starts it knows its build.",
      severity: "error",
      from: { path: "^(lib|functions|cli|bench)/", pathNot: TESTS },
      to: { path: "^console/" },
    },
    never("runtime", "^lib/runtime/", ["^lib/(http|queue)/"], "The runtime knows neither HTTP nor queues."),
    never("http", "^lib/http/", ["^lib/queue/"], "HTTP and queues are independent of each other."),
    never("queue", "^lib/queue/", ["^lib/http/"], "HTTP and queues are independent of each other."),
    {
      name: "functions-apart",
      comment: "What two functions share belongs into lib.",
      severity: "error",
      from: { path: "^functions/([^/]+)/", pathNot: TESTS },
      to: { path: ["^functions/"], pathNot: "^functions/$1/" },
    },
    never(
      "lib-below-functions",
      "^lib/",
      ["^(functions|infra|dev|cli|test|bench)/"],
      "lib serves the functions and imports none of them.",
    ),
    never(
      "functions-below-the-rest",
      "^functions/",
      ["^(dev|cli|test|bench)/"],
      "A deployed function imports nothing that only runs on a developer's machine.",
    ),
    never(
      "infra-is-deployed",
      "^infra/",
      ["^(dev|cli|test|bench)/"],
      "infra holds what is deployed, nothing that only runs on a developer's machine.",
    ),
    never(
      "test-support-for-tests",
      "^(dev|cli)/",
      ["^test/support/"],
      "Test support is imported by tests alone.",
    ),
    {
      name: "aws-clients-in-runtime",
      comment: "AWS clients, middy and the logger are imported by http, queue and runtime alone.",
      severity: "error",
      from: { path: "^(lib/(?!http/|queue/|runtime/)|functions/)", pathNot: TESTS },
      to: { path: npm("@aws-sdk", "@middy", "@aws-lambda-powertools"), dependencyTypesNot: ["type-only"] },
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
