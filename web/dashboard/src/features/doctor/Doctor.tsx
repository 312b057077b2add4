import { Stack } from "@mantine/core";
import { Explain } from "./Explain";
import { LastCalls } from "./LastCalls";

export function Doctor() {
  return (
    <Stack gap="xl">
      <Explain />
      <LastCalls />
    </Stack>
  );
}
