/** Finds the rule that an issue belongs to. */
import { ELSE, rowId } from "../table.ts";
import type { Node } from "./nodes.ts";
import { childOf, nodeAt, type Path, textOf } from "./source-value.ts";

/** The id of the rule around a path of the document. */
export const ruleIdAt = (root: Node, path: Path): string | undefined => {
  const [list, index, part, row] = path;
  if (list === "tables" && index !== undefined) {
    const id = textOf(childOf(nodeAt(root, [list, index]), "id"));
    if (id === undefined || (part !== "rows" && part !== ELSE)) return id;
    if (part === ELSE) return rowId(id, ELSE);
    return row === undefined ? id : rowId(id, Number(row) + 1);
  }
  if (list !== "rules" || index === undefined) return undefined;
  return textOf(childOf(nodeAt(root, [list, index]), "id"));
};

/** The id of the last rule that begins before an offset, in a text that could not be parsed. */
export const ruleIdBefore = (source: string, offset: number): string | undefined => {
  const start = /^rules:/m.exec(source)?.index ?? source.length;
  const ids = [...source.slice(start, offset).matchAll(/^( *)- +id: *([a-z][a-z0-9-]{0,63})/gm)];
  return ids.findLast(([, indent]) => indent === ids[0]?.[1])?.[2];
};
