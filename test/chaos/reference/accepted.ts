/** Which of the requests with one id was accepted: one content, once, and no other. */
import type { ChaosRecord } from "../recorded.ts";
import type { Findings } from "./findings.ts";

const isAccepted = ({ status }: ChaosRecord): boolean => status === 200 || status === 202;
/** The request may have had its effect, and its client does not know. */
const isUnknown = ({ status }: ChaosRecord): boolean => status === 0 || status === 429 || status >= 500;

const contentOf = ({ request }: ChaosRecord): string => JSON.stringify(request.body);

/**
 * The request whose content is stored under an id; undefined when nothing is.
 * @param records all requests with the id
 * @param exists whether the database has it
 * @param wins whether a stored content is that of the request; for those without a known response
 */
export const acceptedOf = (
  findings: Findings,
  subject: string,
  records: readonly ChaosRecord[],
  exists: boolean,
  wins: (record: ChaosRecord) => boolean,
): ChaosRecord | undefined => {
  const accepted = records.filter(isAccepted);
  const unknown = records.filter(isUnknown);
  if (new Set(accepted.map(contentOf)).size > 1)
    findings.add("wrong", subject, "requests with different content were accepted");
  const first = accepted.filter(({ status }) => status === 202);
  // There may be none: a function that lost the response to its commit accepts the order once more, and finds its own.
  if (first.length > 1) findings.add("doubled", subject, `${first.length} requests had the status 202`);
  if (accepted.length > 0 && !exists) findings.add("lost", subject, "was accepted, and is not stored");
  if (exists && accepted.length + unknown.length === 0)
    findings.add("wrong", subject, `is stored, and its requests had ${records.map(({ status }) => status)}`);
  if (!exists) return undefined;
  const winner = accepted[0] ?? unknown.find(wins);
  for (const record of records)
    if (record.status === 409 && (winner === undefined || contentOf(record) === contentOf(winner)))
      findings.add("wrong", subject, "is 409 with the content that is stored");
  return winner;
};
