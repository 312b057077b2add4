import { Select } from "@mantine/core";
import { listMicrophones } from "@speaknode/voice";
import { useEffect, useState } from "react";
import { useT } from "../../i18n/language";
import { testWords } from "./words";

/** Labels are known only after the microphone was once allowed; until then there is nothing to choose. */
export function DevicePicker({ value, onChange }: { value: string | null; onChange: (deviceId: string) => void }) {
  const t = useT(testWords);
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    const list = () => void listMicrophones().then(setDevices);
    list();
    navigator.mediaDevices?.addEventListener("devicechange", list);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", list);
  }, []);
  const named = devices.filter((device) => device.label);
  if (named.length < 2) return null;
  return (
    <Select
      label={t("microphone")}
      allowDeselect={false}
      data={named.map((device) => ({ value: device.deviceId, label: device.label }))}
      value={value ?? named[0]?.deviceId ?? null}
      onChange={(next) => next && onChange(next)}
    />
  );
}
