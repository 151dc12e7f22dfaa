/** What can be deployed and is hardly meant. */
import { ofType, type Resources } from "./resource.ts";

type Environment = Readonly<Record<string, unknown>>;

export const warnings = (resources: Resources, { MAIL_SENDER, COMPANY_NAME }: Environment): string[] => {
  const found: string[] = [];
  if (
    ofType(resources, "AWS::SNS::Subscription").every(([, { Properties }]) => Properties.Protocol !== "email")
  )
    found.push("Nobody is told of alarms: set --param=alarmEmail=…");
  if (/@example\.com\b/.test(String(MAIL_SENDER)))
    found.push("Mails would come from example.com: set --param=mailSender=… and --param=mailIdentity=…");
  if (!COMPANY_NAME)
    found.push("Packing slips name a made-up company: set --param=companyName=… and the rest");
  return found;
};
