/** Which characters a TrueType font has glyphs for, read from its `cmap` table (OpenType specification, format 12). */

const SEGMENTED_COVERAGE = 12;
const GROUP_BYTES = 12;

const tableOffset = (font: DataView, tag: string): number => {
  const tables = font.getUint16(4);
  for (let index = 0; index < tables; index += 1) {
    const record = 12 + index * 16;
    const name = String.fromCharCode(...[0, 1, 2, 3].map((at) => font.getUint8(record + at)));
    if (name === tag) return font.getUint32(record + 8);
  }
  throw new Error(`the font has no ${tag} table`);
};

const segmentedSubtable = (font: DataView): number => {
  const cmap = tableOffset(font, "cmap");
  const subtables = font.getUint16(cmap + 2);
  for (let index = 0; index < subtables; index += 1) {
    const subtable = cmap + font.getUint32(cmap + 4 + index * 8 + 4);
    if (font.getUint16(subtable) === SEGMENTED_COVERAGE) return subtable;
  }
  throw new Error("the font's cmap has no subtable of format 12");
};

/** @returns whether the font has a glyph for a code point */
export const readCoverage = (file: Uint8Array): ((codePoint: number) => boolean) => {
  const font = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const subtable = segmentedSubtable(font);
  const covered = new Set<number>();
  for (let group = 0; group < font.getUint32(subtable + 12); group += 1) {
    const at = subtable + 16 + group * GROUP_BYTES;
    for (let code = font.getUint32(at); code <= font.getUint32(at + 4); code += 1) covered.add(code);
  }
  return (codePoint) => covered.has(codePoint);
};
