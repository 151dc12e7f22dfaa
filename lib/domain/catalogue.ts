/** The catalogue: products that rules may add for free, and the links of streaming videos. */

export type CatalogueEntry = {
  readonly sku: string;
  readonly type: string;
  readonly title: string;
  readonly link?: string | undefined;
  /** The other type fields, flat, as stored (isbn, authors, weightGrams, plan, …). */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
};

/** The entries a decision may draw on, by SKU. */
export type Catalogue = Readonly<Record<string, CatalogueEntry>>;
