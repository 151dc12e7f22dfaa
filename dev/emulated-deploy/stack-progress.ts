/**
 * Reads the progress of a deployment from the stack's status. The framework reads the stack's events: when an emulator
 * lists two events of the same millisecond in the wrong order, it waits for an event that it has already read.
 */

type State = { readonly firstEventId?: string | null };
type Stack = { readonly StackId: string };
/** Checks the stack once; the framework calls it again until it returns a status. */
type CheckProgress = (
  this: object,
  action: string,
  stack: Stack,
  url: string,
  options: object,
  state?: State,
) => Promise<string>;

export type StackMonitor = { checkStackProgress?: CheckProgress };

const ENDS: Readonly<Record<string, string>> = { create: "CREATE_COMPLETE", update: "UPDATE_COMPLETE" };

/** Emulators read the service from the credential scope and do not check the signature. */
const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0";

const statusOf = async (endpoint: string, { StackId }: Stack): Promise<string | undefined> => {
  const body = new URLSearchParams({
    Action: "DescribeStacks",
    Version: "2010-05-15",
    StackName: StackId,
  });
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { authorization: AUTHORIZATION },
    body,
  }).catch(() => undefined);
  return /<StackStatus>(\w+)<\/StackStatus>/.exec((await response?.text()) ?? "")?.[1];
};

/** Once the operation has begun, success is read from the stack's status; failures are still read from the events. */
export const pollStackStatus = (monitor: StackMonitor, endpoint: string): void => {
  const check = monitor.checkStackProgress;
  if (check === undefined) return;
  monitor.checkStackProgress = async function (action, stack, url, options, state) {
    const end = ENDS[action];
    const begun = end !== undefined && state?.firstEventId;
    if (begun && (await statusOf(endpoint, stack)) === end) return end;
    return check.call(this, action, stack, url, options, state);
  };
};
