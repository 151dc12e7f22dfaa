/** Requests to every operation of the API's description: a good one, changed at random places. */
import { parse } from "yaml";
import { openApi } from "../../lib/contract/openapi.ts";
import { RECIPES } from "../support/cookbook.ts";
import { type Random, seededRandom } from "../support/seeded-random.ts";
import { hostileText, hostileValue, type Json } from "./hostile.ts";
import { mutateJson, mutateText } from "./mutate.ts";

type Described = {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
};

export type FuzzRequest = {
  readonly operationId: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** Statuses that the description has; undefined when the path may be that of no operation. */
  readonly statuses: ReadonlySet<number> | undefined;
};

/** Bodies of operations whose description has no example. */
const EXAMPLES: Readonly<Record<string, Json>> = {
  putAgent: { name: "Ana", commissionRateBps: 500, validFrom: "2020-01-01T00:00:00Z" },
  putCatalogueEntry: { type: "video", title: "First Aid", link: "https://127.0.0.1/first-aid" },
  putConnection: { url: "http://127.0.0.1:9/hook", events: ["order.completed"] },
  activateRulebook: { effectiveFrom: "2030-01-01T00:00:00Z" },
  approveRulebook: { note: "seen" },
};

const described = Object.entries(openApi().paths).flatMap(([path, methods]) =>
  Object.entries(methods as unknown as Record<string, Described>).map(
    ([method, operation]) => [path, method.toUpperCase(), operation] as const,
  ),
);

const withBody = described.filter(([, , { requestBody }]) => requestBody !== undefined);

/** Ids of the stack and of nothing. */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

const QUERY_VALUES: Readonly<Record<string, readonly string[]>> = {
  limit: ["1", "2", "200"],
  since: ["2026-11-01", "7d", "2026-11-20T14:03:00Z"],
  until: ["2027-01-01", "2026-11-20T14:03:00Z"],
  status: ["completed", "attention", "done", "rejected", "active"],
  type: ["email", "commission"],
  format: ["csv", "json"],
  by: ["hour", "day", "rule"],
  q: ["FUZZ", "C-1", "carlos"],
  rulebook: ["1"],
  version: ["1"],
  client: ["local"],
  view: ["summary"],
  currency: ["BRL"],
  csv: ["rfc4180"],
  language: ["en", "pt-BR"],
  kind: ["text"],
};

const CURSORS = ["e30", "W10", "bnVsbA", "AAAA", "eyJhIjoxfQ", "=", "MQ", "WyIyMDI2LTExLTIwIiwiMSJd"];

const queryValue = (name: string, random: Random): string => {
  if (name === "cursor") return random.chance(0.5) ? random.pick(CURSORS) : hostileText(random);
  const good = QUERY_VALUES[name];
  return good === undefined || random.chance(0.3) ? hostileText(random) : random.pick(good);
};

/** A lone surrogate cannot be percent-encoded; the bytes that some programs send for it can. */
const encode = (text: string): string => {
  try {
    return encodeURIComponent(text.slice(0, 2_000));
  } catch {
    return "%ED%A0%80";
  }
};

const queryOf = (names: readonly string[], random: Random): string => {
  const chosen = names.filter(() => random.chance(0.3));
  if (random.chance(0.03)) chosen.push(hostileText(random), ...chosen);
  const pairs = chosen.map((name) => `${encode(name)}=${encode(queryValue(name, random))}`);
  if (random.chance(0.02)) pairs.push(random.pick(["%", "%zz", "=&=&", "a[]=1&a[x]=2", "%00=%00", "&&&"]));
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
};

const BAD_PATHS = ["%", "%2e%2e%2f", "..", "%00", "a%2Fb", "%ff%fe", ";x=1", "%E2%80%AE", "*", "~"];

type Path = { readonly path: string; readonly isKept: boolean };

const pathOf = (template: string, ids: KnownIds, random: Random): Path => {
  let isKept = true;
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (random.chance(0.7)) return encode(random.pick(ids[name] ?? ["1"]));
    isKept = false;
    return random.chance(0.3) ? random.pick(BAD_PATHS) : encode(hostileText(random));
  });
  if (random.chance(0.98)) return { path, isKept };
  return {
    path: path + random.pick(["/", "//", "/.csv", ".pdf", ".csv", "/../..", "?", "#x"]),
    isKept: false,
  };
};

const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { Accept: "application/pdf" },
  { Accept: "text/csv;q=0.1, */*;q=0" },
  { Accept: ",;q=,;;" },
  { "Accept-Encoding": "gzip;q=2, br, *;q=x" },
  { "Accept-Language": "xx-".repeat(500) },
  { "Content-Encoding": "gzip" },
  { "If-None-Match": '"", W/"x", *' },
  { "Idempotency-Key": "x".repeat(3_000) },
  { "X-Request-Id": "a b\tc" },
  { "X-Forwarded-For": "'; drop table orders", "X-HTTP-Method-Override": "DELETE" },
  { Expect: "200-ok" },
  { Range: "bytes=0-0,-1" },
  { Authorization: "" },
  { Authorization: "Bearer" },
  { Authorization: `Bearer ${"k".repeat(5_000)}` },
  { Authorization: "Basic OjpAOg==" },
  { "Content-Type": "application/json; charset=utf-16" },
  { "Content-Type": "multipart/form-data; boundary=x" },
  { "Content-Type": "" },
];

const RULEBOOKS: readonly string[] = RECIPES.map(({ source }) => source);

const YAML_BOMB = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
  .split("")
  .map((name, index) => {
    const of = index === 0 ? "a" : "abcdefghi"[index];
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${of}`).join(",")}]`;
  })
  .join("\n")}\n`;

type Content = { readonly type: string; readonly text: string };

const rulebookBody = (random: Random): Content => {
  const source = random.pick(RULEBOOKS);
  if (random.chance(0.01)) return { type: "application/yaml", text: YAML_BOMB };
  if (random.chance(0.3))
    return { type: "application/json", text: JSON.stringify(mutateJson(parse(source) as Json, random)) };
  return { type: "application/yaml", text: mutateText(source, random) };
};

const CONDITIONS = [
  "((".repeat(3_000),
  "!".repeat(20_000),
  `line.sku == "${"\\\\".repeat(30_000)}"`,
  "order.lines.exists(l, l.quantity > 1 && order.lines.all(m, m.sku == l.sku))",
  "lower(line.title).startsWith(order.customer.email)",
  "line.quantity * line.unitPrice / 0 > 9223372036854775807",
];

/** A rulebook with one rule of a random condition. */
const conditionBody = (random: Random): Content => {
  const when = random.chance(0.5) ? random.pick(CONDITIONS) : mutateText(random.pick(CONDITIONS), random);
  const rule = { id: "fuzz", description: "x", owner: "a@example.com", when: when.slice(0, 60_000) };
  const rules = [{ ...rule, then: [{ packingSlip: { destination: "shipping" } }] }];
  return { type: "application/json", text: JSON.stringify({ rules }) };
};

/** The stack of a fuzzer calls this machine alone. */
const withoutOutsideHosts = (text: string): string =>
  text.replaceAll(/(https?:\/\/)[^/"\\ ]*/g, "$1127.0.0.1:9");

const jsonBody = (operation: Described, random: Random, number: number): Content => {
  const example = (operation.requestBody?.content["application/json"]?.example ??
    EXAMPLES[operation.operationId] ??
    hostileValue(random)) as Json;
  // Most orders are new ones.
  const own =
    operation.operationId === "receiveOrder" && random.chance(0.9) ? { orderId: `F-${number}` } : {};
  const value = typeof example === "object" && example !== null ? { ...example, ...own } : example;
  const mutated = random.chance(0.15) ? (value as Json) : mutateJson(value as Json, random);
  const text = JSON.stringify(mutated);
  const sent = random.chance(0.05) ? mutateText(text, random) : text;
  return { type: "application/json", text: withoutOutsideHosts(sent) };
};

const contentOf = (operation: Described, random: Random, number: number): Content => {
  const types = Object.keys(operation.requestBody!.content);
  if (types.includes("application/yaml"))
    return random.chance(0.2) ? conditionBody(random) : rulebookBody(random);
  if (types.includes("text/csv") && random.chance(0.5))
    return { type: "text/csv", text: mutateText('sku\r\nVIDEO-SKI\r\n"A,""1"\r\n', random) };
  return jsonBody(operation, random, number);
};

const bytesOf = (text: string, random: Random): Buffer => {
  const bytes = Buffer.from(text);
  if (random.chance(0.02)) return Buffer.concat([bytes, Buffer.from([0xff, 0xfe, 0xc0])]);
  return random.chance(0.002) ? Buffer.concat([bytes, Buffer.alloc(1_100_000, " ")]) : bytes;
};

/**
 * The request with a number; the same for the same seed, number and ids.
 * @param key an API key with every scope
 */
export const fuzzRequest = (seed: number, number: number, ids: KnownIds, key: string): FuzzRequest => {
  const random = seededRandom(seed, number);
  const [template, described_, operation] = random.pick(random.chance(0.5) ? withBody : described);
  const method = random.chance(0.98)
    ? described_
    : random.pick(["PATCH", "HEAD", "OPTIONS", "DELETE", "PUT"]);
  const { path, isKept } = pathOf(template, ids, random);
  const query = operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  const content = operation.requestBody === undefined ? undefined : contentOf(operation, random, number);
  const odd = random.chance(0.1) ? random.pick(ODD_HEADERS) : {};
  return {
    operationId: operation.operationId,
    method,
    path: path + queryOf(query, random),
    headers: {
      Authorization: `Bearer ${key}`,
      ...(content === undefined ? {} : { "Content-Type": content.type }),
      ...odd,
    },
    body: content === undefined ? undefined : bytesOf(content.text, random),
    statuses:
      isKept && method === described_
        ? new Set([...Object.keys(operation.responses).map(Number), ...OF_EVERY_OPERATION])
        : undefined,
  };
};

/** Unauthorized by an odd header; not modified; a header or a target that is too long; a parameter that is given twice. */
const OF_EVERY_OPERATION = [304, 400, 401, 406, 414, 417, 422, 431];
