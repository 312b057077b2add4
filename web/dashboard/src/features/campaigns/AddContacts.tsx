import { useT } from "../../i18n/language";
import { UploadIcon } from "../../kit/icons";
import { LinkButton } from "../../kit/LinkButton";
import { campaignWords } from "./words";

export function AddContacts({ campaignId }: { campaignId: string }) {
  const t = useT(campaignWords);
  return (
    <LinkButton variant="default" leftSection={<UploadIcon size={16} />} to="/campaigns/$campaignId/contacts" params={{ campaignId }}>
      {t("addContacts")}
    </LinkButton>
  );
}
