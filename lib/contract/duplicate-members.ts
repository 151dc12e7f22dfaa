/** Finds members that a JSON object names twice, which JSON.parse drops: all but the last. */
import { pointerTo } from "../domain/json-pointer.ts";
import type { ValidationIssue } from "../domain/validation-issue.ts";

/** Further ones are not reported. */
const MAX_ISSUES = 100;
/** A pointer names the outer levels only: a malicious body can nest a million levels deep. */
const MAX_PATH = 64;

type Container = { readonly names: Set<string> | undefined; key: string | number };

/** The end of the string that starts at a quote: the index after its closing quote. */
const endOfString = (json: string, start: number): number => {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
};

const nextIsColon = (json: string, end: number): boolean => {
  let at = end;
  while (json[at] === " " || json[at] === "\n" || json[at] === "\r" || json[at] === "\t") at++;
  return json[at] === ":";
};

const duplicateIssue = (stack: readonly Container[], name: string): ValidationIssue => ({
  pointer: pointerTo(stack.slice(0, MAX_PATH).map(({ key }) => key)),
  detail: `the member ${JSON.stringify(name.slice(0, 100))} occurs more than once`,
});

/** @param json valid JSON text */
export const findDuplicateMembers = (json: string): ValidationIssue[] => {
  const stack: Container[] = [];
  const issues: ValidationIssue[] = [];
  for (let at = 0; at < json.length && issues.length < MAX_ISSUES; at++) {
    const container = stack.at(-1);
    switch (json[at]) {
      case "{":
        stack.push({ names: new Set(), key: "" });
        break;
      case "[":
        stack.push({ names: undefined, key: 0 });
        break;
      case "}":
      case "]":
        stack.pop();
        break;
      case ",":
        if (typeof container?.key === "number") container.key += 1;
        break;
      case '"': {
        const end = endOfString(json, at);
        if (container?.names !== undefined && nextIsColon(json, end)) {
          const name = JSON.parse(json.slice(at, end)) as string;
          container.key = name;
          if (container.names.has(name)) issues.push(duplicateIssue(stack, name));
          container.names.add(name);
        }
        at = end - 1;
      }
    }
  }
  return issues;
};
