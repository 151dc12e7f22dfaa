/** The page that loads the console. It has no inline script and no inline style. */
import { BASE_PLACEHOLDER } from "../../functions/console/manifest.ts";

/** A tick in a square, as a data URL: the page loads no further file for it. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f4fd8"/><path d="M8 16.5l5.5 5.5L24.5 10" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

type Entry = { readonly script: string; readonly style: string; readonly preloads: readonly string[] };

export const indexPage = ({ script, style, preloads }: Entry): string =>
  `<!doctype html>
<html lang="pt-BR">
<head>
<meta charset="utf-8">
<base href="${BASE_PLACEHOLDER}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Despacho</title>
<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<link rel="stylesheet" href="assets/${style}">
${preloads.map((name) => `<link rel="modulepreload" href="assets/${name}">`).join("\n")}
<script type="module" src="assets/${script}"></script>
</head>
<body><div id="app"></div><noscript>Despacho needs JavaScript. O Despacho precisa de JavaScript.</noscript></body>
</html>
`;
