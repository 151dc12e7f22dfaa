import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { apiClient } from "../../test/support/api-client.ts";
import { html } from "./html.ts";
import { handler } from "./handler.ts";

const call = apiClient(handler);
const page = async () => (await call("GET /docs", { client: null })).text;

describe("GET /docs", () => {
  test("shows every operation and every schema", async () => {
    const description = (await call("GET /openapi.json", { client: null })).json;
    const text = await page();
    for (const methods of Object.values<Record<string, { operationId: string }>>(description.paths))
      for (const { operationId } of Object.values(methods)) expect(text).toContain(`id="${operationId}"`);
    for (const name of Object.keys(description.components.schemas))
      expect(text).toContain(`id="schema-${name}"`);
  });

  test("links only to its own anchors and to openapi.json", async () => {
    const text = await page();
    const targets = [...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, target]) => target!);
    for (const target of targets) {
      if (target === "openapi.json") continue;
      expect(target.startsWith("#")).toBe(true);
      expect(text).toContain(`id="${target.slice(1)}"`);
    }
    // Descriptions may name an address; nothing may load one.
    expect(text).not.toMatch(/<script|<link|url\(|@import/);
  });

  test("allows only its own style in its Content-Security-Policy", async () => {
    const reply = await call("GET /docs", { client: null });
    const style = /<style>(.*?)<\/style>/s.exec(reply.text)![1]!;
    const hash = createHash("sha256").update(style).digest("base64");
    expect(reply.headers["content-security-policy"]).toContain(
      `default-src 'none'; style-src 'sha256-${hash}'`,
    );
    expect(reply.headers["content-type"]).toBe("text/html; charset=utf-8");
  });
});

test("the html template escapes every value except HTML", () => {
  const malicious = `<img src=x onerror="alert('1')">&`;
  expect(html`<p>${malicious}${html`<b>${1}</b>`}${["<", html`<i>`]}${false}${undefined}</p>`.text).toBe(
    "<p>&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;<b>1</b>&lt;<i></p>",
  );
});

test("every other path is 404, without a key", async () => {
  for (const path of ["GET /{proxy+}", "POST /{proxy+}"]) {
    const reply = await call(path, { client: null });
    expect([reply.status, reply.headers["content-type"]]).toEqual([404, "application/problem+json"]);
  }
});
