/**
 * How far a stack is, asked of the stack itself. The framework reads its events, and where an emulator gives two of them the
 * same millisecond and lists them the wrong way round, it waits for an end that it has passed.
 */

type State = { readonly firstEventId?: string | null };
type Stack = { readonly StackId: string };
/** One look at the stack; the framework calls it again until it answers. */
type Look = (
  this: object,
  action: string,
  stack: Stack,
  url: string,
  options: object,
  state?: State,
) => Promise<string>;

export type StackMonitor = { checkStackProgress?: Look };

const ENDS: Readonly<Record<string, string>> = { create: "CREATE_COMPLETE", update: "UPDATE_COMPLETE" };

/** Emulators find the service by the scope and do not look at the signature. */
const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0";

const statusOf = async (endpoint: string, { StackId }: Stack): Promise<string | undefined> => {
  const body = new URLSearchParams({
    Action: "DescribeStacks",
    Version: "2010-05-15",
    StackName: StackId,
  });
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: { authorization: AUTHORIZATION },
    body,
  }).catch(() => undefined);
  return /<StackStatus>(\w+)<\/StackStatus>/.exec((await answer?.text()) ?? "")?.[1];
};

/** Once the operation has begun, the stack's own word for its good end counts; failures are left to the events. */
export const pollStackStatus = (monitor: StackMonitor, endpoint: string): void => {
  const look = monitor.checkStackProgress;
  if (look === undefined) return;
  monitor.checkStackProgress = async function (action, stack, url, options, state) {
    const end = ENDS[action];
    const begun = end !== undefined && state?.firstEventId;
    if (begun && (await statusOf(endpoint, stack)) === end) return end;
    return look.call(this, action, stack, url, options, state);
  };
};
