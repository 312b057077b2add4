// Lists are paged by the server: a cursor in, {items, next_cursor} out.

import { type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";

export const REFRESH_MS = 2000;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Paged<T> {
  items: T[] | undefined;
  query: Pick<
    UseInfiniteQueryResult,
    "error" | "isPending" | "refetch" | "hasNextPage" | "isFetchingNextPage" | "fetchNextPage"
  >;
}

/** Asked again every so often while `changes` says that something of it is still on its way. */
export function usePages<T>(
  key: readonly unknown[],
  fetchPage: (cursor?: string) => Promise<Page<T>>,
  changes?: (item: T) => boolean,
): Paged<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    ...(changes && {
      refetchInterval: ({ state }: { state: { data?: { pages: Page<T>[] } | undefined } }) =>
        state.data?.pages.some(({ items }) => items.some(changes)) ? REFRESH_MS : false,
    }),
  });
  return { items: query.data?.pages.flatMap((page) => page.items), query };
}

/** Every item of a list, page after page; stops at `limit`. */
export async function collect<T>(
  fetchPage: (cursor?: string) => Promise<Page<T>>,
  limit: number,
  onProgress?: (count: number) => void,
): Promise<{ items: T[]; complete: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
    onProgress?.(items.length);
  } while (cursor && items.length < limit);
  return { items: items.slice(0, limit), complete: !cursor };
}
