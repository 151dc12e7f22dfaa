/** GET /docs: the API's description as one page without scripts, which loads nothing from another host. */
import { createHash } from "node:crypto";
import { openApi } from "../../lib/contract/openapi.ts";
import type { systemOperations } from "../../lib/contract/operations/system.ts";
import type { Handler } from "../../lib/http/handler.ts";
import type { DocumentResponse } from "../../lib/http/response.ts";
import { docsPage } from "./docs-page.ts";
import { DOCS_STYLE } from "./docs-style.ts";
import { CACHE_HEADERS } from "./openapi.ts";

const styleHash = createHash("sha256").update(DOCS_STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

let page: DocumentResponse<200> | undefined;

export const readDocs: Handler<typeof systemOperations.readDocs> = async () => {
  page ??= {
    kind: "document",
    status: 200,
    contentType: "text/html; charset=utf-8",
    body: docsPage(openApi()),
    headers: { ...CACHE_HEADERS, "Content-Security-Policy": POLICY },
  };
  return page;
};
