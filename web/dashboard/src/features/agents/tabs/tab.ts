import type { UseFormReturnType } from "@mantine/form";
import type { Agent, Config } from "../model";

export interface TabProps {
  form: UseFormReturnType<Config>;
  /** As it was last saved. */
  agent: Agent;
  isDirty: boolean;
  /** The tab changed the agent past the form; only while nothing is unsaved. */
  onChanged: (agent: Agent) => void;
}
