import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Page } from "playwright-core";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What is open in the page breaks no rule of axe-core. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate<Found>("axe.run()");
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
  expect(found, what).to.deep.equal([]);
  expect(passes.map(({ id }) => id)).to.include("color-contrast");
}

interface Found {
  violations: { id: string; nodes: { html: string }[] }[];
  passes: { id: string }[];
}
