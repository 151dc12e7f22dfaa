/** The kinds of values that a stage's parameters take. */
import { PERIOD_PATTERN, platformId } from "../../lib/domain/fields.ts";
import { parseClientIds } from "../../lib/http/usage-plan-key.ts";
import { senderAddress } from "../iam/roles.ts";

export type Kind = {
  /** What the value must be, as part of a sentence. */
  readonly text: string;
  readonly accepts: (value: string) => boolean;
};

/** CloudFormation resolves such a value while it deploys, so packaging cannot check it. */
const isReference = (value: string): boolean => /^\{\{resolve:[^{}]+\}\}$/.test(value);

const ADDRESS = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;.]+$/;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/i;

const isEachId = (prefix: string, value: string): boolean =>
  value.split(",").every((id) => new RegExp(`^${prefix}-[0-9a-f]+$`).test(id));

/** The same kind, and no value at all. */
export const optional = ({ text, accepts }: Kind): Kind => ({
  text: `${text}, or empty`,
  accepts: (value) => value === "" || accepts(value),
});

export const integer = (min: number, max: number): Kind => ({
  text: `a whole number from ${min} to ${max}`,
  accepts: (value) => /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max,
});

/** Aurora's capacity units. */
export const capacity = (min: number): Kind => ({
  text: `a number from ${min} to 256 in steps of 0.5`,
  accepts: (value) => /^\d{1,3}(\.[05])?$/.test(value) && Number(value) >= min && Number(value) <= 256,
});

export const boolean: Kind = {
  text: "`true` or `false`",
  accepts: (value) => value === "true" || value === "false",
};

export const line: Kind = {
  text: "one line of text",
  accepts: (value) => !/[\r\n]/.test(value),
};

export const language: Kind = {
  text: "`pt-BR` or `en`",
  accepts: (value) => value === "pt-BR" || value === "en",
};

export const period: Kind = {
  text: "an ISO 8601 period in whole years, months, weeks or days, such as P5Y or P90D",
  accepts: (value) => PERIOD_PATTERN.test(value),
};

export const address: Kind = {
  text: "an e-mail address",
  accepts: (value) => ADDRESS.test(value) || isReference(value),
};

export const sender: Kind = {
  text: "an e-mail address, or `Name <address>`",
  accepts: (value) => line.accepts(value) && ADDRESS.test(senderAddress(value)),
};

export const identity: Kind = {
  text: "an e-mail address or a domain",
  accepts: (value) => ADDRESS.test(value) || DOMAIN.test(value),
};

export const databaseUrl: Kind = {
  text: "`{{resolve:secretsmanager:…}}`, or a URL that begins with postgres://",
  accepts: (value) => isReference(value) || /^postgres(ql)?:\/\/\S+$/.test(value),
};

export const databaseReader: Kind = {
  text: `\`true\`, \`false\`, ${databaseUrl.text}`,
  accepts: (value) => boolean.accepts(value) || databaseUrl.accepts(value),
};

export const ids = (prefix: "sg" | "subnet"): Kind => ({
  text: `ids that begin with ${prefix}-, separated by commas`,
  accepts: (value) => isEachId(prefix, value),
});

export const clientIds: Kind = {
  text: "client ids (1 to 64 of A-Z a-z 0-9 . _ -), separated by commas",
  accepts: (value) => parseClientIds(value).every((id) => platformId.safeParse(id).success),
};

export const file: Kind = {
  text: "the absolute path of a file",
  accepts: (value) => /^\/[^\s]+$/.test(value),
};

export const postgresVersion: Kind = {
  text: "a version of Postgres 17, such as 17.5",
  accepts: (value) => /^17\.\d{1,3}$/.test(value),
};

export const snapshot: Kind = {
  text: "the name or the ARN of a cluster snapshot",
  accepts: (value) => /^(arn:aws[\w-]*:rds:\S+|[A-Za-z][A-Za-z0-9:-]*)$/.test(value),
};

export const secret: Kind = {
  text: "the ARN of a secret",
  accepts: (value) => /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/.test(value),
};
