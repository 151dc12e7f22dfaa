/** Variables of serverless.yml: SES. The local stage has no configuration set, because emulators lack them. */
import { senderAddress } from "../iam/roles.ts";
import { configurationError, isLocalStage, textOf, type VariableResolver } from "./variable-resolver.ts";

export const mail = async (resolver: VariableResolver): Promise<unknown> =>
  (await isLocalStage(resolver)) ? {} : "${file(infra/mail.yml)}";

export const mailIdentity = async (resolver: VariableResolver): Promise<unknown> =>
  (await isLocalStage(resolver)) || (await textOf(resolver, "param:createMailIdentity")) === "false"
    ? {}
    : "${file(infra/mail-identity.yml)}";

/** An identity is an e-mail address, or a domain with its subdomains. */
const covers = (identity: string, address: string): boolean => {
  const domain = address.slice(address.indexOf("@") + 1);
  return identity.includes("@")
    ? address === identity
    : domain === identity || domain.endsWith(`.${identity}`);
};

/** @throws Error when the sender does not belong to the verified identity: SES would reject every e-mail */
export const mailSender = async (resolver: VariableResolver): Promise<string> => {
  const sender = await textOf(resolver, "param:mailSender");
  const identity = await textOf(resolver, "param:mailIdentity");
  if ((await isLocalStage(resolver)) || covers(identity, senderAddress(sender))) return sender;
  throw configurationError(
    `mailSender ${sender} is not of the mailIdentity ${identity}, which is what SES verifies; change one of the two parameters`,
  );
};

export const configurationSet = async (resolver: VariableResolver): Promise<unknown> =>
  (await isLocalStage(resolver)) ? "" : { Ref: "MailConfigurationSet" };
