// A table over a paged list: skeleton, empty, error, rows, "show more".

import { Button, Group, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useT } from "../i18n/language";
import classes from "./DataTable.module.css";
import type { Paged } from "./pages";
import { Loading, ProblemAlert } from "./States";
import { kitWords } from "./words";

export interface Column<T> {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Left out on a phone. */
  wide?: boolean;
  numeric?: boolean;
}

interface Props<T> {
  label: string;
  list: Paged<T>;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  empty: ReactNode;
}

export function DataTable<T>({ label, list, columns, rowKey, empty }: Props<T>) {
  const { items, query } = list;
  if (!items) {
    return query.error ? <ProblemAlert error={query.error} onRetry={() => void query.refetch()} /> : <Loading rows={6} />;
  }
  if (items.length === 0) return <>{empty}</>;
  return (
    <>
      <div className={classes.frame}>
        <Table aria-label={label} className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.key} {...marks(column)} scope="col">
                  {column.header}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((row) => (
              <Table.Tr key={rowKey(row)} className={classes.row ?? ""}>
                {columns.map((column) => (
                  <Table.Td key={column.key} {...marks(column)}>
                    {column.cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <More list={list} count={items.length} />
    </>
  );
}

function marks<T>(column: Column<T>) {
  return { "data-wide": column.wide || undefined, "data-numeric": column.numeric || undefined };
}

function More<T>({ list: { query }, count }: { list: Paged<T>; count: number }) {
  const t = useT(kitWords);
  return (
    <Group justify="space-between" mt="sm" mih={36}>
      <Text size="sm" c="dimmed" role="status">
        {t("shown", { n: count })}
      </Text>
      {query.hasNextPage && (
        <Button variant="default" size="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </Group>
  );
}
