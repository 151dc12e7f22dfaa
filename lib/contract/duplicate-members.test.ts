import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findDuplicateMembers } from "./duplicate-members.ts";

const pointersIn = (json: string) => findDuplicateMembers(json).map(({ pointer }) => pointer);

describe("duplicate members", () => {
  test.each<[string, string[]]>([
    ['{"a":1,"a":1}', ["/a"]],
    ['{"a":1,"\\u0061":2,"a" :3}', ["/a", "/a"]],
    ['{"lines":[{"x":1},{"sku":"A","q":{"b":1,"b":2},"sku":"B"}]}', ["/lines/1/q/b", "/lines/1/sku"]],
    ['{"__proto__":1,"__proto__":2}', ["/__proto__"]],
    ['[["a","a"],{"a":"a","b":"a"},{"a":"\\"a\\":"}]', []],
    ['{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}', []],
    ['{"":1,"":2}', ["/"]],
  ])("of %s are found at their pointers", (json, pointers) => {
    expect(pointersIn(json)).toEqual(pointers);
  });

  test("are not found in what JSON.stringify writes, and are found when any member is repeated", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (value, pick) => {
        const json = JSON.stringify(value);
        expect(pointersIn(json)).toEqual([]);
        const names = Object.keys(JSON.parse(json) as object);
        const name = JSON.stringify(names[pick % names.length]);
        expect(pointersIn(`{${name}:[],${json.slice(1)}`)).toHaveLength(1);
      }),
    );
  });

  test("are found in a body of 1 MiB and in one nested 200 000 levels deep", () => {
    const flat = Array.from({ length: 60_000 }, (_, index) => `"x${index}":1`).join(",");
    expect(pointersIn(`{${flat},"x7":1}`)).toEqual(["/x7"]);
    expect(pointersIn(`${"[".repeat(200_000)}{"a":1,"a":2}${"]".repeat(200_000)}`)).toHaveLength(1);
  });
});
