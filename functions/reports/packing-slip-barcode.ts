/** Code128, drawn as rectangles: no font to miss, no picture to blur. */
import { code128 } from "bwip-js/generic";

/** A black bar, in modules (the width of the thinnest one) from the left edge of the code. */
type Bar = { readonly at: number; readonly width: number };

// At two units a module the middle of a bar of any width is a whole number, which the encoder would round otherwise.
const UNITS = 2;

const nothing = (): void => undefined;

/** @param text letters and digits of ASCII */
export const barsOf = (text: string): Bar[] => {
  const bars: Bar[] = [];
  return code128<Bar[]>(
    { bcid: "code128", text, scale: UNITS },
    {
      scale: (x, y) => [x, y],
      measure: () => ({ width: 0, ascent: 0, descent: 0 }),
      line: (x, _y0, _x1, _y1, width) => bars.push({ at: (x - width / 2) / UNITS, width: width / UNITS }),
      end: () => bars,
      init: nothing,
      polygon: nothing,
      hexagon: nothing,
      ellipse: nothing,
      fill: nothing,
      text: nothing,
    },
  );
};
