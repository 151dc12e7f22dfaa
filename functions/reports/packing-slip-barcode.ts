/** Code128 as rectangles, which need neither a font nor an image. */
import { code128 } from "bwip-js/generic";

/** A black bar, in modules (the width of the thinnest one) from the left edge of the code. */
type Bar = { readonly at: number; readonly width: number };

// The encoder rounds the middle of a bar to whole units; with two units a module it is exact for every width.
const UNITS = 2;

const noop = (): void => undefined;

/** @param text ASCII characters */
export const barsOf = (text: string): Bar[] => {
  const bars: Bar[] = [];
  return code128<Bar[]>(
    { bcid: "code128", text, scale: UNITS },
    {
      scale: (x, y) => [x, y],
      measure: () => ({ width: 0, ascent: 0, descent: 0 }),
      line: (x, _y0, _x1, _y1, width) => bars.push({ at: (x - width / 2) / UNITS, width: width / UNITS }),
      end: () => bars,
      init: noop,
      polygon: noop,
      hexagon: noop,
      ellipse: noop,
      fill: noop,
      text: noop,
    },
  );
};
