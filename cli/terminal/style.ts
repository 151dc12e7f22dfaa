/** Colours for terminals; plain text for pipes, files and NO_COLOR. */
import { styleText } from "node:util";

const FORMATS = ["bold", "dim", "red", "green", "yellow"] as const;

export type TextStyle = Readonly<Record<(typeof FORMATS)[number], (text: string) => string>>;

/** @param isTerminal whether the output is a terminal */
export const textStyleFor = (isTerminal: boolean, env: NodeJS.ProcessEnv): TextStyle => {
  const hasColours = isTerminal && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  const styles = FORMATS.map((format) => [
    format,
    (text: string) => (hasColours ? styleText(format, text, { validateStream: false }) : text),
  ]);
  return Object.fromEntries(styles) as TextStyle;
};
