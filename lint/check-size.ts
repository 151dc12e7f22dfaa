/**
 * `node lint/check-size.ts`: reports files of more than 300 lines and functions of more than 60, test functions too. Not
 * counted are documents, migrations, which are never edited, rulebooks, which are data, and the function given to `describe`,
 * which holds a group of tests together. Exits with 1 when it finds any.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import ts from "typescript";

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 60;
const CHECKED = /\.(ts|tsx|cjs|js|py|css|sql|grit|sh|ya?ml)$/;
const UNCHECKED = /^(docs|infra\/migrations|rules)\//;

const lineCount = (text: string): number => text.trimEnd().split("\n").length;

const isGroupOfTests = ({ parent }: ts.Node): boolean =>
  ts.isCallExpression(parent) && /^describe\b/.test(parent.expression.getText());

const longFunctionsIn = (file: string, text: string): readonly string[] => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const lines = lineCount(node.getText(source));
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      if (lines > MAX_FUNCTION_LINES && !isGroupOfTests(node))
        found.push(`${file}:${line + 1}: a function of ${lines} lines; at most ${MAX_FUNCTION_LINES}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const findingsIn = (file: string): readonly string[] => {
  const text = readFileSync(file, "utf8");
  const lines = lineCount(text);
  return [
    ...(lines > MAX_FILE_LINES ? [`${file}: ${lines} lines; at most ${MAX_FILE_LINES}`] : []),
    ...(/\.tsx?$/.test(file) ? longFunctionsIn(file, text) : []),
  ];
};

const findings = execFileSync("git", ["ls-files"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => CHECKED.test(file) && !UNCHECKED.test(file))
  .flatMap(findingsIn);
for (const finding of findings) console.log(finding);
if (findings.length > 0) process.exitCode = 1;
