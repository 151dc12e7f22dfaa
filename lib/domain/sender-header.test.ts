import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oneLine } from "./format.ts";
import { senderHeader } from "./sender-header.ts";

/** The display name as a mail program decodes it. */
const decoded = (header: string): string => {
  const name = header.slice(0, header.lastIndexOf(" <"));
  if (name.startsWith('"')) return name.slice(1, -1).replaceAll(/\\(.)/g, "$1");
  if (!name.startsWith("=?")) return name;
  return name
    .split(" ")
    .map((word) => Buffer.from(word.slice("=?UTF-8?B?".length, -2), "base64").toString("utf8"))
    .join("");
};

describe("the From header", () => {
  test.each([
    ["loja@example.com", "loja@example.com"],
    ["Loja <loja@example.com>", "Loja <loja@example.com>"],
    ["Silva, Souza & Cia. <loja@example.com>", '"Silva, Souza & Cia." <loja@example.com>'],
    ['"Silva, Souza" <loja@example.com>', '"Silva, Souza" <loja@example.com>'],
    ['Loja "A" (SP) <loja@example.com>', '"Loja \\"A\\" (SP)" <loja@example.com>'],
    ["=?UTF-8?B?QQ==?= <loja@example.com>", '"=?UTF-8?B?QQ==?=" <loja@example.com>'],
    ["São Paulo <loja@example.com>", "=?UTF-8?B?U8OjbyBQYXVsbw==?= <loja@example.com>"],
  ])("of %s is %s", (sender, header) => {
    expect(senderHeader(sender)).toBe(header);
  });

  test("decodes to the name for every name, in encoded-words of at most 75 characters", () => {
    const names = fc
      .oneof(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
        fc.string({ unit: fc.constantFrom("ã", "Ж", "é", ",", " ", "😀"), minLength: 1, maxLength: 200 }),
      )
      .map((name) => oneLine(name))
      .filter((name) => name !== "" && !/^".*"$/.test(name));
    fc.assert(
      fc.property(names, (name) => {
        const header = senderHeader(`${name} <loja@example.com>`);
        expect(header).toMatch(/^[\x20-\x7e]+ <loja@example\.com>$/);
        expect(decoded(header)).toBe(name);
        for (const word of header.match(/=\?UTF-8\?B\?[^ ]*/g) ?? [])
          if (!header.startsWith('"')) expect(word.length).toBeLessThanOrEqual(75);
      }),
      { numRuns: 500 },
    );
  });
});
