// Contacts that are written by hand, each with what is wrong about it.

import { pathOf } from "../../api/problem";
import type { Added, Contact } from "./queries";

export interface Person extends Contact {
  /** By field: `number`, `zone`, `variables.name`. */
  errors: Record<string, string>;
}

export const nobody = (): Person => ({ number: "", zone: null, variables: {}, errors: {} });

/** Lines that nothing was written in are nobody. */
export function written(people: Person[]): Contact[] {
  return people
    .filter(({ number, variables }) => number.trim() || Object.values(variables).some(Boolean))
    .map(({ number, zone, variables }) => ({ number: number.trim(), zone, variables }));
}

/** Those who were not taken, with the reasons; the others have been added. */
export function leftOver(sent: Contact[], { errors }: Added): Person[] {
  return errors.flatMap(({ index, errors: wrong }) => {
    const contact = sent[index];
    if (!contact) return [];
    return [{ ...contact, errors: Object.fromEntries(wrong.map(({ pointer, message }) => [pathOf(pointer), message])) }];
  });
}
