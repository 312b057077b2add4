import { useT } from "../../i18n/language";
import type { Session } from "./queries";
import { faultWords, reasonWords } from "./words";

/** Why a session ended, in words; null while it goes on. */
export function useReason(): (session: Session, withFault?: boolean) => string | null {
  const reason = useT(reasonWords);
  const fault = useT(faultWords);
  return (session, withFault = false) => {
    if (!session.end_reason) return null;
    const side = withFault && session.end_fault ? fault(session.end_fault) : "";
    return side ? `${reason(session.end_reason)}, ${side}` : reason(session.end_reason);
  };
}
