/**
 * Text as the standard fonts of PDF can print it. They know the 218 characters of Windows-1252; embedding a font that
 * knows more would make every slip many times its size. What they lack is spelled with what they have.
 */
import { oneLine } from "../../lib/domain/format.ts";

const WINDOWS_1252 = /^[\x20-\x7E\u00A1-\u00AC\u00AE-\u00FF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/;

// Neither a letter nor a gap: what joins emoji, marks a direction, or stands above a letter. Dropped in silence.
const UNSEEN = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]*$/u;

const pairs = (signs: string, spellings: string): [string, string][] => {
  const spelled = spellings.split(" ");
  return [...signs].map((sign, index) => [sign, spelled[index] ?? ""]);
};

// Accents come off by themselves; this holds the letters that are no accented ones. Lower case: capitals follow it.
const SPELLED = new Map([
  ...pairs("łđħıŧŋĸəɖɓɗƙ", "l d h i t ng k e d b d k"),
  ...pairs(
    "абвгдежзиклмнопрстуфхцчшщыэюя",
    "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch y e yu ya",
  ),
  ...pairs("іїєґђјљњћџѕ", "i i ye g dj j lj nj c dz dz"),
  ...pairs("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o"),
  ...pairs("₹₩₪₫฿₽₴₺₦₱", "INR KRW ILS VND THB RUB UAH TRY NGN PHP"),
  ...pairs("‐‑‒−―⁄∕′″→←≤≥≠≈✓✔", `- - - - — / / ' " -> <- <= >= = ~ x x`),
]);

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const spell = (sign: string): string => {
  if (WINDOWS_1252.test(sign)) return sign;
  const known = SPELLED.get(sign);
  if (known !== undefined) return known;
  const lower = SPELLED.get(sign.toLowerCase());
  return lower === undefined ? "" : capitalised(lower);
};

const spellCluster = (cluster: string): string => {
  if (WINDOWS_1252.test(cluster)) return cluster;
  const spelled = [...cluster.normalize("NFKD")].map(spell).join("");
  return spelled === "" && !UNSEEN.test(cluster) ? "?" : spelled;
};

// By what a reader sees as one character, so that a family of emoji is one question mark and not seven.
const clusters = new Intl.Segmenter("pt-BR", { granularity: "grapheme" });

/** Any text, on one line, in letters that print: `Łódź` → `Lódz`, `Чехов` → `Chekhov`, `山` → `?`. Never throws. */
export const transliterate = (text: string): string => {
  const line = oneLine(text).normalize("NFC");
  if (WINDOWS_1252.test(line)) return line;
  const spelled = Array.from(clusters.segment(line), ({ segment }) => spellCluster(segment)).join("");
  // An accent that stood on a space left the space behind.
  return oneLine(spelled);
};
