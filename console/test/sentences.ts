/** For tests: the sentences that the source of the API and of its checker has, as the keys of translations. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "../..");

/** A template's values are `{}`; two that follow each other are one. */
const keyOf = (node: ts.Node): string | undefined => {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const text = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("{}");
  return text.replaceAll(/(\{\})+/g, "{}");
};

/** Two words at least: what is shorter is a name or a part of an expression. */
const isSentence = (text: string): boolean => /[a-z]{2,}.* .*[a-z]{2,}/is.test(text.replaceAll("{}", "x"));

/**
 * The sentences of a room's files.
 * @param isLeftOut of a file, or of a node that is not looked into
 */
export const sentencesOf = (
  room: string,
  isShown: (node: ts.Node, file: string) => boolean,
): Map<string, string> => {
  const found = new Map<string, string>();
  const files = readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" });
  for (const name of files.filter((one) => /(?<!\.test)\.ts$/.test(one))) {
    const source = ts.createSourceFile(
      name,
      readFileSync(join(ROOT, room, name), "utf8"),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (!isShown(node, name)) return;
      const key = keyOf(node);
      if (key !== undefined && isSentence(key)) found.set(key, `${room}/${name}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
};

/** Whether a node is an argument of a call of one of these functions or methods. */
export const isArgumentOf = (node: ts.Node, names: ReadonlySet<string>): boolean => {
  const call = node.parent;
  if (call === undefined || !ts.isCallExpression(call) || call.expression === node) return false;
  const { expression } = call;
  return names.has(ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText());
};
