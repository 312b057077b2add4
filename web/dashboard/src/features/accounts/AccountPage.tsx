import { Stack } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { Loaded } from "../../kit/States";
import { AccountForm } from "./AccountForm";
import { AccountState } from "./AccountState";
import { useAccount, useCarriers } from "./queries";

export function AccountPage() {
  const { accountId } = useParams({ from: "/shell/telephony-accounts/$accountId" });
  const carriers = useCarriers();
  return (
    <Loaded query={carriers} rows={8}>
      {({ items }) => (accountId === "new" ? <AccountForm carriers={items} account={null} /> : <Existing accountId={accountId} />)}
    </Loaded>
  );
}

function Existing({ accountId }: { accountId: string }) {
  const carriers = useCarriers().data?.items ?? [];
  return (
    <Loaded query={useAccount(accountId)} rows={8}>
      {(account) => (
        <Stack>
          <AccountForm key={account.id} carriers={carriers} account={account}>
            <AccountState account={account} />
          </AccountForm>
        </Stack>
      )}
    </Loaded>
  );
}
