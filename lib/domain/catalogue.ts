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

/** The entry of a SKU. Own properties only: a SKU may be any text, also `constructor`. */
export const entryIn = (catalogue: Catalogue, sku: string): CatalogueEntry | undefined =>
  Object.hasOwn(catalogue, sku) ? catalogue[sku] : undefined;

/** The streaming link of a SKU. */
export const linkIn = (catalogue: Catalogue, sku: string): string | undefined =>
  entryIn(catalogue, sku)?.link;
