import { Card, SimpleGrid, Text } from "@mantine/core";

/** A few numbers with their names. */
export function Figures({ figures }: { figures: [name: string, value: string][] }) {
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} mb="xl" component="dl" m={0}>
      {figures.map(([name, value]) => (
        <Card key={name} withBorder>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0} fz={28} fw={650}>
            {value}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}
