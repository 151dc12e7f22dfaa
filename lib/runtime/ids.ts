/** The only source of randomness. */
import { v7 } from "uuid";

/** A new id: UUID version 7, whose order is that of its making, so that indexes stay compact (RFC 9562). */
export const newId = (): string => v7();
