/** Which issues are about which cell of a decision table. Pure. */
import type { Issue } from "./fix-of.ts";

/** The details of the issues of a cell, and of its row when no cell has them. */
export type CellIssues = {
  readonly cell: (row: number, title: string) => string | undefined;
  readonly row: (row: number) => string | undefined;
};

/** Whether the rest of a pointer, as in `when/line.type` or `then/0/commission/rateBps`, is about a column. */
const isAbout = (rest: string, title: string): boolean => {
  const [, detail] = title.split(".");
  return (
    rest === `when/${title}` || rest.startsWith(`when/${title}/`) || rest.endsWith(`/${detail ?? title}`)
  );
};

/** @param table the place of the table in the text, from 0 */
export const issuesOfCells = (
  issues: readonly Issue[],
  table: number,
  titles: readonly string[],
): CellIssues => {
  const prefix = `/tables/${table}/rows/`;
  const found = issues.flatMap(({ pointer, detail }) => {
    if (!pointer.startsWith(prefix)) return [];
    const [row, ...rest] = pointer.slice(prefix.length).split("/");
    const title = titles.find((one) => isAbout(rest.join("/"), one));
    return [{ row: Number(row), title, detail }];
  });
  return {
    cell: (row, title) => found.find((one) => one.row === row && one.title === title)?.detail,
    row: (row) => found.find((one) => one.row === row && one.title === undefined)?.detail,
  };
};
