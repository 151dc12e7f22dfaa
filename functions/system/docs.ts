/** GET /docs: the API's description as one page, with nothing from any other host, and no script at all. */
import { createHash } from "node:crypto";
import { openApi } from "../../lib/contract/openapi.ts";
import type { HttpResponse } from "../../lib/http/response.ts";
import type { PublicHandler } from "../../lib/http/http-function.ts";
import { docsPage } from "./docs-page.ts";
import { DOCS_STYLE } from "./docs-style.ts";
import { CACHE_HEADERS } from "./openapi.ts";

const styleHash = createHash("sha256").update(DOCS_STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

let made: HttpResponse | undefined;

export const readDocs: PublicHandler = async () => {
  made ??= {
    status: 200,
    contentType: "text/html; charset=utf-8",
    body: docsPage(openApi()),
    headers: { ...CACHE_HEADERS, "Content-Security-Policy": POLICY },
  };
  return made;
};
