/** The only source of randomness. */
import { v7 } from "uuid";

/** A new id: UUID version 7 (RFC 9562). Its order is the order of creation, which keeps indexes compact. */
export const newId = (): string => v7();

/** A number of seconds between 75 % and 125 % of the given one, so that many retries do not come at once. */
export const withJitter = (seconds: number): number => seconds * (0.75 + Math.random() / 2);
