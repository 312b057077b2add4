import { useParams } from "@tanstack/react-router";
import { Loaded } from "../../kit/States";
import { NumberForm } from "./NumberForm";
import { useNumber } from "./queries";

export function NumberPage() {
  const { numberId } = useParams({ from: "/shell/phone-numbers/$numberId" });
  return numberId === "new" ? <NumberForm number={null} /> : <Existing numberId={numberId} />;
}

function Existing({ numberId }: { numberId: string }) {
  return (
    <Loaded query={useNumber(numberId)} rows={6}>
      {(number) => <NumberForm key={number.id} number={number} />}
    </Loaded>
  );
}
