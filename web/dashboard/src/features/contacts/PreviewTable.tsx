import { ScrollArea, Table } from "@mantine/core";
import { useT } from "../../i18n/language";
import type { Preview } from "./queries";
import { contactWords } from "./words";

const ROWS = 5;

export function PreviewTable({ preview: { columns, rows } }: { preview: Preview }) {
  const t = useT(contactWords);
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": t("preview") }}>
      <Table aria-label={t("preview")} withTableBorder highlightOnHover={false} verticalSpacing={6} fz="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, ROWS).map((cells, index) => (
            <Table.Tr key={index}>
              {columns.map((column, place) => (
                <Table.Td key={column}>{cells[place]}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
