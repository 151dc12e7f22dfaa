/**
 * The font of documents: DejaVu Sans Condensed, which has every Latin, Greek and Cyrillic letter. The font files are
 * part of the function's package (serverless.yml); they are read at the first document.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { readCoverage } from "./font-coverage.ts";

const require = createRequire(import.meta.url);

export const FONT_FAMILY = "DejaVu";

/** File names by weight, as the PDF library wants them. */
export const FONT_FILES = { normal: "DejaVuSansCondensed.ttf", bold: "DejaVuSansCondensed-Bold.ttf" };

type Fonts = {
  readonly files: ReadonlyMap<string, Buffer>;
  /** Whether both weights have a glyph for the code point. */
  readonly hasGlyph: (codePoint: number) => boolean;
};

let loaded: Fonts | undefined;

/** Reads the fonts once per process. */
export const fonts = (): Fonts => {
  if (loaded !== undefined) return loaded;
  const read = (name: string) => readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}`));
  const files = new Map(Object.values(FONT_FILES).map((name) => [name, read(name)]));
  const coverages = [...files.values()].map(readCoverage);
  loaded = { files, hasGlyph: (codePoint) => coverages.every((covers) => covers(codePoint)) };
  return loaded;
};
