import { LISTENING } from "../fields";
import { Sections } from "../Sections";
import type { TabProps } from "./tab";

export function ListeningTab({ form }: TabProps) {
  return <Sections form={form} sections={LISTENING} />;
}
