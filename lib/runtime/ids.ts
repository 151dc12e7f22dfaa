/** The only source of randomness. */
import { v7 } from "uuid";

/** A new id: UUID version 7 (RFC 9562). Its order is the order of creation, which keeps indexes compact. */
export const newId = (): string => v7();
