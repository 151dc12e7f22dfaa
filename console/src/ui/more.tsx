/** The button below a list that shows its next page. */
import type { Pages } from "../api/pages.ts";
import { t } from "../i18n/core.ts";

type Props = { readonly pages: Pick<Pages<unknown>, "hasMore" | "loading" | "more"> };

export const More = ({ pages: { hasMore, loading, more } }: Props) =>
  hasMore && (
    <button type="button" class="more" disabled={loading} onClick={more}>
      {loading ? t().common.loading : t().common.loadMore}
    </button>
  );
