import { expect, test, vi } from "vitest";
import { base64Of, INLINE_BYTES, sendFile } from "./upload";

const steps = (upload: { url: string } | null = null) => ({
  create: vi.fn(async () => ({ id: "x_1", upload })),
  finish: vi.fn(async () => undefined),
  abandon: vi.fn(async () => undefined),
});

test("bytes become base64, however many they are", async () => {
  const text = "0123456789".repeat(7000); // more than one call of fromCharCode takes
  expect(await base64Of(new Blob([text]))).toBe(btoa(text));
});

test("a small file goes with the request", async () => {
  const taken = steps();
  expect(await sendFile(new Blob(["hi"]), taken, () => undefined)).toBe("x_1");
  expect(taken.create).toHaveBeenCalledWith({ content: btoa("hi"), size_bytes: null });
  expect(taken.finish).not.toHaveBeenCalled();
});

test("what a large file was announced for is taken away when it does not come through", async () => {
  const taken = steps();
  taken.finish.mockRejectedValue(new Error("unplayable"));
  await expect(sendFile(new Blob([new Uint8Array(INLINE_BYTES + 1)]), taken, () => undefined)).rejects.toThrow("unplayable");
  expect(taken.create).toHaveBeenCalledWith({ content: null, size_bytes: INLINE_BYTES + 1 });
  expect(taken.abandon).toHaveBeenCalledWith("x_1");
});
