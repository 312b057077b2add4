import { render } from "lit";
import { expect, test } from "vitest";
import { withLinks } from "../src/links";

function shown(text: string): string {
  const place = document.createElement("p");
  render(withLinks(text), place);
  return place.innerHTML.replaceAll(/<!--.*?-->/g, "");
}

test("addresses become links, what follows them does not", () => {
  expect(shown("See https://a.test/x?y=1, or (http://b.test).")).toBe(
    'See <a target="_blank" rel="noopener noreferrer nofollow" href="https://a.test/x?y=1">https://a.test/x?y=1</a>, or ' +
      '(<a target="_blank" rel="noopener noreferrer nofollow" href="http://b.test">http://b.test</a>).',
  );
});

test.each(["javascript:alert(1)", "data:text/html,x", "ftp://a.test"])("%s stays text", (text) => {
  expect(shown(text)).toBe(text);
});

test("markup is text", () => {
  expect(shown('<img src=x onerror="alert(1)">')).toBe('&lt;img src=x onerror="alert(1)"&gt;');
});
