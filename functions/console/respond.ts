/** Which file of the console a request gets. */
import { createHash } from "node:crypto";
import type { APIGatewayProxyEvent } from "aws-lambda";
import Negotiator from "negotiator";
import { preferredMediaType } from "../../lib/http/content-negotiation.ts";
import { header } from "../../lib/http/headers.ts";
import { emptyResponse, type HttpResponse, problem } from "../../lib/http/response.ts";
import { readBuiltFile, readManifest } from "./files.ts";
import { BASE_PLACEHOLDER, type ConsoleManifest } from "./manifest.ts";
import { PAGE_HEADERS } from "./policy.ts";

const ROOT = "/console";
const ALLOW = "GET, HEAD, OPTIONS";
const ASSET = /^assets\/([\w.-]+)$/;
const EXTENSIONS: Readonly<Record<string, string>> = { br: ".br", gzip: ".gz" };

const noSuchPath = (): HttpResponse => problem(404, "There is no such path; GET /docs lists all of them.");

/** The path under which the console is served, with the stage in front where the URL has one. */
const basePath = (path: string): string => {
  const start = path.indexOf(`${ROOT}/`);
  return start < 0 ? `${path.replace(/\/+$/, "")}/` : path.slice(0, start + ROOT.length + 1);
};

const asset = (manifest: ConsoleManifest, name: string, acceptEncoding: string | undefined): HttpResponse => {
  if (!Object.hasOwn(manifest.assets, name)) return problem(404, "There is no such file; reload the page.");
  const headers = { "accept-encoding": acceptEncoding ?? "" };
  const encoding = new Negotiator({ headers }).encoding(["br", "gzip", "identity"]) ?? "identity";
  const extension = EXTENSIONS[encoding] ?? "";
  return {
    kind: "document",
    status: 200,
    contentType: manifest.assets[name]!,
    body: readBuiltFile(`assets/${name}${extension}`),
    headers: {
      "Cache-Control": "public, max-age=31536000, immutable",
      "Cross-Origin-Resource-Policy": "same-origin",
      // A worker has the policy of its own file.
      "Content-Security-Policy": PAGE_HEADERS["Content-Security-Policy"],
      Vary: "Accept-Encoding",
      ...(extension === "" ? {} : { "Content-Encoding": encoding }),
    },
  };
};

const page = (manifest: ConsoleManifest, base: string, ifNoneMatch: string | undefined): HttpResponse => {
  const body = manifest.index.replaceAll(BASE_PLACEHOLDER, base.replace(/[^\w/.~-]/g, ""));
  const etag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = { ...PAGE_HEADERS, "Cache-Control": "no-cache", ETag: etag };
  if (ifNoneMatch?.split(",").some((one) => one.trim() === etag)) return emptyResponse(304, headers);
  return { kind: "document", status: 200, contentType: "text/html; charset=utf-8", body, headers };
};

/** A browser that opens the API's URL gets to the console; a program does not expect a page there. */
const root = (event: APIGatewayProxyEvent, path: string): HttpResponse => {
  const accept = header(event.headers, "accept");
  const wantsPage =
    accept?.includes("text/html") &&
    preferredMediaType(accept, ["application/json", "text/html"]) === "text/html";
  if (event.httpMethod !== "GET" || !wantsPage) return noSuchPath();
  return emptyResponse(303, { Location: `${path.replace(/\/+$/, "")}${ROOT}/`, Vary: "Accept" });
};

/** Responds to a request to `/`, `/console/` or a path below it. */
export const respond = (event: APIGatewayProxyEvent): HttpResponse => {
  const path = event.requestContext?.path ?? event.path;
  if (event.resource === "/") return root(event, path);
  if (event.httpMethod === "OPTIONS") return emptyResponse(204, { Allow: ALLOW });
  if (event.httpMethod !== "GET" && event.httpMethod !== "HEAD")
    return problem(405, `Allowed methods: ${ALLOW}.`, { headers: { Allow: ALLOW } });
  const manifest = readManifest();
  if (manifest === undefined) return problem(404, "The console is not built: npm run build:console.");
  const name = ASSET.exec(event.pathParameters?.proxy ?? "")?.[1];
  if (name !== undefined) return asset(manifest, name, header(event.headers, "accept-encoding"));
  return page(manifest, basePath(path), header(event.headers, "if-none-match"));
};
