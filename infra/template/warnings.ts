import { ofType, type Resources } from "./resource.ts";

type Environment = Readonly<Record<string, unknown>>;

const notifiesByEmail = (resources: Resources): boolean =>
  ofType(resources, "AWS::SNS::Subscription").some(([, { Properties }]) => Properties.Protocol === "email");

/** One line for each parameter that a deployment for customers needs and still has its default. */
export const warnings = (resources: Resources, { MAIL_SENDER, COMPANY_NAME }: Environment): string[] => {
  const found: string[] = [];
  if (!notifiesByEmail(resources)) found.push("Alarms notify no one: set --param=alarmEmail=…");
  if (/@example\.com\b/.test(String(MAIL_SENDER)))
    found.push("E-mails are sent from example.com: set --param=mailSender=… and --param=mailIdentity=…");
  if (!COMPANY_NAME)
    found.push(
      "Packing slips name a made-up company: set --param=companyName=… and the other company… parameters",
    );
  return found;
};
