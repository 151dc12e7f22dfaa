/** Which representation of a document a caller wants: by the ending of its name, else by `Accept`. */

type Wanted = { readonly name: string; readonly type: string | undefined };

/**
 * @param name the last part of the path, such as `2026-000123.pdf`
 * @param endings media types by ending, the first being the one for whoever accepts anything
 * @returns the name without its ending, and the media type; undefined when none of ours is acceptable
 */
export const wantedType = (
  name: string,
  accept: string | undefined,
  endings: Readonly<Record<string, string>>,
): Wanted => {
  for (const [ending, type] of Object.entries(endings))
    if (name.endsWith(`.${ending}`)) return { name: name.slice(0, -ending.length - 1), type };
  const types = Object.values(endings);
  if (accept === undefined || accept.trim() === "") return { name, type: types[0] };
  const ranges = accept
    .split(",")
    .map((range) => {
      const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const quality = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1");
      return { type, quality };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of ranges) {
    const prefix = type.endsWith("/*") ? type.slice(0, -1) : undefined;
    const found = types.find((own) => type === "*/*" || own === type || (prefix && own.startsWith(prefix)));
    if (found !== undefined) return { name, type: found };
  }
  return { name, type: undefined };
};
