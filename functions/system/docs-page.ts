/** The page that shows the API: OpenAPI in, HTML out. Pure. */
import type { OpenApi } from "../../lib/contract/openapi.ts";
import { schemaView } from "./docs-schema.ts";
import { DOCS_STYLE } from "./docs-style.ts";
import { Html, html } from "./html.ts";

type Operation = OpenApi["paths"][string][string];
type Route = { readonly method: string; readonly path: string; readonly operation: Operation };
type Content = Operation["responses"][string]["content"];

const routesOf = (description: OpenApi): Route[] =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

const parameters = ({ parameters: all }: Operation): Html =>
  html`${
    all.length > 0 &&
    html`<h4>Parameters</h4><table><tbody>${all.map(
      (one) =>
        html`<tr><td><code>${one.name}</code></td><td>${one.in}</td><td>${
          "description" in one ? one.description : ""
        }</td></tr>`,
    )}</tbody></table>`
  }`;

const content = (media: Content): Html =>
  html`<ul class="media">${Object.entries(media).map(
    ([type, { schema }]) => html`<li><code>${type}</code> ${schemaView(schema)}</li>`,
  )}</ul>`;

const example = (media: Content): Html => {
  const shown = Object.values(media).find((one) => "example" in one && one.example !== undefined);
  return html`${
    shown !== undefined &&
    "example" in shown &&
    html`<details class="example"><summary>Example</summary><pre>${JSON.stringify(shown.example, null, 2)}</pre></details>`
  }`;
};

const body = (operation: Operation): Html =>
  html`${
    "requestBody" in operation &&
    operation.requestBody !== undefined &&
    html`<h4>Body${!operation.requestBody.required && " (optional)"}</h4>${content(
      operation.requestBody.content,
    )}${example(operation.requestBody.content)}`
  }`;

const isProblem = (media: Content): boolean => "application/problem+json" in media;

const responseTable = ({ responses }: Operation): Html => {
  const all = Object.entries(responses);
  const problems = all.filter(([, one]) => isProblem(one.content));
  return html`<h4>Responses</h4><table><tbody>${all
    .filter(([, one]) => !isProblem(one.content))
    .map(
      ([status, one]) =>
        html`<tr><td class="status">${status}</td><td>${one.description}${content(one.content)}</td></tr>`,
    )}${
    problems.length > 0 &&
    html`<tr><td class="status">else</td><td><a href="#schema-Problem">Problem</a>: ${problems
      .map(([status, one]) => `${status} ${one.description}`)
      .join(", ")}</td></tr>`
  }</tbody></table>`;
};

/** Text with code in backticks. */
const prose = (text: string): Html =>
  html`${text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;

const section = ({ method, path, operation }: Route): Html =>
  html`<details class="operation" id="${operation.operationId}"><summary><b class="method ${method.toLowerCase()}">${method}</b> <code>${path}</code> <span>${
    operation.summary
  }</span></summary><div><p>${prose(operation.description)}</p>${parameters(operation)}${body(operation)}${responseTable(operation)}</div></details>`;

const group = (tag: string, routes: readonly Route[]): Html =>
  html`<section><h2 id="${tag}">${tag}</h2>${routes.map(section)}</section>`;

const schemas = (description: OpenApi): Html =>
  html`<section><h2 id="schemas">Schemas</h2>${Object.entries(description.components.schemas).map(
    ([name, schema]) =>
      html`<details class="schema" id="schema-${name}"><summary><code>${name}</code></summary><div>${schemaView(schema)}</div></details>`,
  )}</section>`;

/** The whole page. */
export const docsPage = (description: OpenApi): string => {
  const groups = Map.groupBy(routesOf(description), ({ operation }) => operation.tags[0] ?? "Other");
  const { title, description: about, version } = description.info;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} API</title><style>${new Html(DOCS_STYLE)}</style></head>
<body><header><h1>${title} API <small>${version}</small></h1><p>${about}</p>
<p>Send your key with every request: <code>Authorization: Bearer &lt;api key&gt;</code>. The machine-readable description is <a href="openapi.json">openapi.json</a>.</p>
<nav>${[...groups.keys()].map((tag) => html`<a href="#${tag}">${tag}</a> `)}<a href="#schemas">Schemas</a></nav></header>
<main>${[...groups].map(([tag, routes]) => group(tag, routes))}${schemas(description)}</main></body></html>
`.text;
};
