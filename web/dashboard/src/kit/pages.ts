// Lists are paged by the server: a cursor in, {items, next_cursor} out.

import { type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";

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

export function usePages<T>(key: readonly unknown[], fetchPage: (cursor?: string) => Promise<Page<T>>): Paged<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
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
