/** GET /docs: the API's description as one page, with nothing from any other host, and no script at all. */
import { createHash } from "node:crypto";
import { openApi } from "../../lib/contract/openapi.ts";
import type { Answer } from "../../lib/edge/answer.ts";
import type { PublicHandler } from "../../lib/edge/http-function.ts";
import { docsPage } from "./docs-page.ts";
import { DOCS_STYLE } from "./docs-style.ts";
import { CACHED } from "./openapi.ts";

const styleHash = createHash("sha256").update(DOCS_STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

let made: Answer | undefined;

export const readDocs: PublicHandler = async () => {
  made ??= {
    status: 200,
    contentType: "text/html; charset=utf-8",
    body: docsPage(openApi()),
    headers: { ...CACHED, "Content-Security-Policy": POLICY },
  };
  return made;
};
