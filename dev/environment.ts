/**
 * The environment variables that programs of this project take over from the shell. Any other, such as PGSSLMODE, PGOPTIONS,
 * AWS_PROFILE, AWS_USE_FIPS_ENDPOINT, NODE_OPTIONS or NODE_USE_ENV_PROXY, would change how the local stack connects.
 */
type Environment = Readonly<Record<string, string | undefined>>;

const SYSTEM = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "TMPDIR",
  "TERM",
  "COLORTERM",
  "NO_COLOR",
  "FORCE_COLOR",
  "CI",
  "DEBUG",
  "POWERTOOLS_LOG_LEVEL",
];

const CREDENTIALS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/** Services used instead of the embedded ones, and the port. */
const SERVICES = ["DATABASE_URL", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL_SES", "PORT"];

/** What pip and docker need to reach their servers, and the ports of docker-compose.yml. */
const TOOLS =
  /^(https?_proxy|no_proxy|all_proxy|ssl_cert_(file|dir)|requests_ca_bundle|pip_.*|docker_.*|compose_.*|xdg_.*|despacho_.*)$/i;

/** Of commands and test runs: the npm script, the reporters of vitest, and the variables that tests and benchmarks read. */
const COMMANDS =
  /^(npm_lifecycle_event|VITEST.*|NODE_ENV|GITHUB_.*|E2E_TARGET|RULEBOOK_(CASES|FUZZ)|BENCH_MS)$/;

const pick = (env: Environment, isListed: (name: string) => boolean): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => isListed(name)));

/** For a child process that needs nothing but the system. */
export const systemEnvironment = (env: Environment): NodeJS.ProcessEnv =>
  pick(env, (name) => SYSTEM.includes(name));

/** For a child process that calls AWS or an emulator with credentials of the shell. */
export const environmentWithCredentials = (env: Environment): NodeJS.ProcessEnv =>
  pick(env, (name) => SYSTEM.includes(name) || CREDENTIALS.includes(name));

/** For pip and docker. */
export const toolEnvironment = (env: Environment): NodeJS.ProcessEnv =>
  pick(env, (name) => SYSTEM.includes(name) || TOOLS.test(name));

/** For a command of this project, or a test run. */
export const commandEnvironment = (env: Environment): NodeJS.ProcessEnv =>
  pick(
    env,
    (name) =>
      [...SYSTEM, ...CREDENTIALS, ...SERVICES].includes(name) || TOOLS.test(name) || COMMANDS.test(name),
  );
