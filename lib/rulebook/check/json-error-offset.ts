/** Finds where a text stops being JSON. JSON.parse knows that something is wrong, but does not always say where. */

const TOKEN =
  /[\s]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

type Awaited = "value" | "value or ]" | "key" | "key or }" | ":" | ", or close" | "end";

type Kind = "text" | "value" | "{" | "}" | "[" | "]" | "," | ":";

const VALUE_KINDS: readonly Kind[] = ["text", "value", "{", "["];

/** What is awaited after a token, or undefined when the token may not stand there. `open` is the stack of brackets. */
const next = (awaited: Awaited, kind: Kind, open: ("{" | "[")[]): Awaited | undefined => {
  const after = (): Awaited => (open.length === 0 ? "end" : ", or close");
  const inside = open.at(-1);
  if ((awaited === "value" || awaited === "value or ]") && VALUE_KINDS.includes(kind)) {
    if (kind !== "{" && kind !== "[") return after();
    open.push(kind);
    return kind === "{" ? "key or }" : "value or ]";
  }
  if ((awaited === "key" || awaited === "key or }") && kind === "text") return ":";
  if (awaited === ":" && kind === ":") return "value";
  if (awaited === ", or close" && kind === ",") return inside === "{" ? "key" : "value";
  const closes =
    (kind === "}" && inside === "{" && (awaited === "key or }" || awaited === ", or close")) ||
    (kind === "]" && inside === "[" && (awaited === "value or ]" || awaited === ", or close"));
  if (!closes) return undefined;
  open.pop();
  return after();
};

/** The offset of the first token that JSON does not allow; the end of the text when it stops too early. */
export const jsonErrorOffset = (text: string): number => {
  const open: ("{" | "[")[] = [];
  let awaited: Awaited = "value";
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    if (!match) return start;
    const [, mark, string] = match;
    const kind = (mark ?? (string === undefined ? "value" : "text")) as Kind;
    const then = next(awaited, kind, open);
    if (then === undefined) return start;
    awaited = then;
    at = TOKEN.lastIndex;
  }
};
