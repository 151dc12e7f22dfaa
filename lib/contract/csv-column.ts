/** Text with one value a line, as spreadsheets save a column: RFC 4180 with one field per record and no header. Pure. */
import { err, ok, type Result } from "../domain/result.ts";

/** A value, and the number of the line on which it begins, from 1. */
export type CsvValue = { readonly value: string; readonly line: number };
export type CsvIssue = { readonly line: number; readonly detail: string };

const BYTE_ORDER_MARK = "\ufeff";
const SEVERAL_COLUMNS = "has more than one column: put a value that holds a comma or a semicolon in quotes";

type Cursor = { position: number; line: number };

const lineEnd = (text: string, from: number): number => {
  const breaks = /[\r\n]/g;
  breaks.lastIndex = from;
  return breaks.exec(text)?.index ?? text.length;
};

/** Moves behind the line break at the position, if there is one. */
const skipBreak = (text: string, cursor: Cursor): void => {
  if (text[cursor.position] === "\r") cursor.position += 1;
  if (text[cursor.position] === "\n") cursor.position += 1;
  cursor.line += 1;
};

/** The index of the quote that ends a quoted value, or -1. Two quotes are one quote of the value. */
const closingQuote = (text: string, from: number): number => {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
};

const breaksIn = (text: string): number => text.split(/\r\n|\r|\n/).length - 1;

/** Reads a value that begins with a quote, up to the end of its record. */
const readQuoted = (text: string, start: number, cursor: Cursor): Result<string, string> => {
  const close = closingQuote(text, start + 1);
  const end = close === -1 ? text.length : lineEnd(text, close);
  cursor.position = end;
  if (close === -1) return err("begins with a quote that is not closed");
  const inner = text.slice(start + 1, close);
  cursor.line += breaksIn(inner);
  return text.slice(close + 1, end).trim() === "" ? ok(inner.replaceAll('""', '"')) : err(SEVERAL_COLUMNS);
};

const readPlain = (text: string, cursor: Cursor): Result<string, string> => {
  const end = lineEnd(text, cursor.position);
  const value = text.slice(cursor.position, end).trim();
  cursor.position = end;
  return /[,;]/.test(value) ? err(SEVERAL_COLUMNS) : ok(value);
};

/**
 * Parses the text. Blanks around a value without quotes are not part of it, and empty lines are skipped.
 * @returns the values in their order, or every issue
 */
export const parseCsvColumn = (source: string): Result<readonly CsvValue[], readonly CsvIssue[]> => {
  const text = source.startsWith(BYTE_ORDER_MARK) ? source.slice(1) : source;
  const values: CsvValue[] = [];
  const issues: CsvIssue[] = [];
  const cursor: Cursor = { position: 0, line: 1 };
  while (cursor.position < text.length) {
    const { line } = cursor;
    const quote = /[ \t]*"/y;
    quote.lastIndex = cursor.position;
    const isQuoted = quote.test(text);
    const read = isQuoted ? readQuoted(text, quote.lastIndex - 1, cursor) : readPlain(text, cursor);
    if (!read.ok) issues.push({ line, detail: read.error });
    else if (isQuoted || read.value !== "") values.push({ value: read.value, line });
    skipBreak(text, cursor);
  }
  return issues.length > 0 ? err(issues) : ok(values);
};

const cell = (value: string): string =>
  value !== value.trim() || /[",;\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** The text that `parseCsvColumn` parses to the values. */
export const csvColumn = (values: readonly string[]): string =>
  values.map((value) => `${cell(value)}\r\n`).join("");
