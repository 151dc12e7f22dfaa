/** The PDF library with the documents' font, loaded at the first PDF: most requests of the function need none. */
import { FONT_FAMILY, FONT_FILES, fonts } from "./fonts.ts";

type PdfLibrary = typeof import("pdfmake/build/pdfmake.js");

const load = async (): Promise<PdfLibrary> => {
  const { default: pdfmake } = (await import("pdfmake/build/pdfmake.js")) as unknown as {
    default: PdfLibrary;
  };
  const files = [...fonts().files].map(([name, file]) => [name, file.toString("base64")]);
  pdfmake.addVirtualFileSystem(Object.fromEntries(files));
  pdfmake.setFonts({ [FONT_FAMILY]: FONT_FILES });
  // Documents hold text only. This build of the library reads no files; this stops it from fetching URLs.
  pdfmake.setUrlAccessPolicy(() => false);
  return pdfmake;
};

let loading: Promise<PdfLibrary> | undefined;

export const pdfLibrary = (): Promise<PdfLibrary> => {
  loading ??= load();
  return loading;
};
