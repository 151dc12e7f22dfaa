/** The only source of randomness. */
import { randomBytes } from "node:crypto";
import { v7 } from "uuid";

/** A new id: UUID version 7 (RFC 9562). Its order is the order of creation, which keeps indexes compact. */
export const newId = (): string => v7();

/** A pseudonym that has nothing to do with whom it stands for: 80 random bits. */
export const newPseudonym = (): string => `erased-${randomBytes(10).toString("hex")}`;

/** A number of seconds between 75 % and 125 % of the given one, so that many retries do not come at once. */
export const withJitter = (seconds: number): number => seconds * (0.75 + Math.random() / 2);
