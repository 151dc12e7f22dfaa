/** Receives one line of text for the user. */
export type ReportLine = (line: string) => void;
