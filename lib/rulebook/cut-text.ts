const isHighSurrogate = (unit: number): boolean => unit >= 0xd8_00 && unit <= 0xdb_ff;

/** Cuts a text that is longer than `length` UTF-16 units and marks the cut with `…`. It does not split a character. */
export const cutText = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const end = isHighSurrogate(text.charCodeAt(length - 1)) ? length - 1 : length;
  return `${text.slice(0, end)}…`;
};
