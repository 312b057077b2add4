import type { UseFormReturnType } from "@mantine/form";
import type { Agent, Config } from "../model";

export interface TabProps {
  form: UseFormReturnType<Config>;
  agent: Agent;
}
