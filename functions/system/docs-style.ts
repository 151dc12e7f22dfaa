/** The style of the docs page, held to by its hash in the page's security policy. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d8dde3, #3a4149); --soft: light-dark(#f5f7f9, #1c2126);
  --quiet: light-dark(#5a6570, #9aa5b1); --link: light-dark(#0b5cad, #7db8f5); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 6rem; font: 16px/1.5 system-ui, sans-serif; }
h1 small { font-size: .5em; font-weight: normal; color: var(--quiet); }
h2 { margin: 2.5rem 0 .75rem; }
h4 { margin: 1rem 0 .25rem; }
a { color: var(--link); }
nav a { margin-right: .75rem; }
code, pre { font: .875em/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; background: var(--soft); border-radius: 6px; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; }
summary { cursor: pointer; padding: .5rem .75rem; overflow-wrap: anywhere; }
summary span { color: var(--quiet); }
details[open] > summary { border-bottom: 1px solid var(--line); background: var(--soft); }
details > div { padding: .25rem .75rem .75rem; }
.method { display: inline-block; min-width: 3.2em; }
.get { color: light-dark(#1a7f37, #56d364); } .post { color: light-dark(#0b5cad, #7db8f5); }
.put { color: light-dark(#9a6700, #e3b341); }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: .35rem .75rem .35rem 0; vertical-align: top; }
.status { font-weight: 600; width: 4em; }
ul.fields, ul.media, ol.forms { margin: .25rem 0; padding-left: 1.1rem; border-left: 2px solid var(--line); }
ul.fields, ul.media { list-style: none; }
ul.media p { display: inline; }
.kind { font-size: .9em; }
.note, .optional { color: var(--quiet); font-size: .85em; overflow-wrap: anywhere; }
.optional { font-style: italic; }
`;
