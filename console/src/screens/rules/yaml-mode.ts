/** How the editor colours YAML, and the conditions of rules within it, and where a new line begins. */
import { indentService, type StreamParser } from "@codemirror/language";

type State = { inCondition: boolean };

/** Names are those of the highlighter's tags. The first that matches is taken. */
const TOKENS = [
  [/(?:^|(?<=\s))#.*/, "comment"],
  [/"(?:[^"\\]|\\.)*"?|'[^']*'?/, "string"],
  [/[A-Za-z_][\w-]*(?=:(?:\s|$))/, "propertyName"],
  [/-?\d[\d_:.TZ+-]*(?!\w)/, "number"],
  [/[-:{}[\],?|>](?=\s|$)|[{}[\],]/, "punctuation"],
] as const;

const CONDITION = [
  [/"(?:[^"\\]|\\.)*"?/, "string"],
  [/&&|\|\||[=!<>]=?|in\b/, "operator"],
  [/\d+/, "number"],
  [/\w+(?=\()/, "keyword"],
  [/[A-Za-z_][\w.]*/, "variableName"],
] as const;

export const YAML: StreamParser<State> = {
  name: "yaml",
  startState: () => ({ inCondition: false }),
  token: (stream, state) => {
    if (stream.sol()) state.inCondition = false;
    if (stream.eatSpace()) return null;
    for (const [pattern, name] of state.inCondition ? CONDITION : TOKENS) {
      const found = stream.match(pattern);
      if (found === null || found === false) continue;
      if (name === "propertyName" && stream.current() === "when" && stream.eat(":")) state.inCondition = true;
      return name;
    }
    if (!stream.match(/[\w./@-]+/)) stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["{", "[", '"'] } },
};

const INDENT = 2;

/** A new line begins below the one before it, and further in below a key without a value, as YAML needs it. */
export const yamlIndent = indentService.of((context, position) => {
  const line = context.state.doc.lineAt(position);
  const before = line.text.slice(0, position - line.from);
  const own = /^ */.exec(before)![0].length;
  return /:\s*$/.test(before) ? own + INDENT + (/^\s*- /.test(before) ? INDENT : 0) : own;
});
