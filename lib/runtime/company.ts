/** The company's name and address, as packing slips print it. */
import type { Party } from "../domain/slip.ts";
import { environment } from "./environment.ts";

export const company = (): Party => {
  const { COMPANY_NAME, COMPANY_ADDRESS, COMPANY_PHONE, COMPANY_TAX_ID } = environment();
  return { name: COMPANY_NAME, address: COMPANY_ADDRESS, phone: COMPANY_PHONE, taxId: COMPANY_TAX_ID };
};
