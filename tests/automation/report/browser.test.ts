import { expect } from "chai";
import type { Browser } from "playwright-core";
import { reportPage } from "../../../automation/report/page";
import { rehearsalPage } from "../../../rehearsal/report/page";
import { expectAccessible } from "../../support/accessible";
import { openChromium } from "../../../tools/screenshots/chromium";
import { exampleFacts, withFailures } from "../../rehearsal/report/exampleFacts";
import { countedRecord, exampleRecord, refusedRecord } from "./exampleRecord";

const facts = withFailures(exampleFacts());
const pages: Record<string, string> = {
  "a release": reportPage(countedRecord()),
  "a refused release": reportPage(refusedRecord()),
  "a release that only history knows": reportPage({ ...exampleRecord(), steps: [], alarms: [] }),
  "a rehearsal": rehearsalPage(facts, facts.record!),
};

describe("the report page in Chromium", function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await openChromium();
  });
  after(() => browser?.close());

  async function open(html: string, width: number, colorScheme: "light" | "dark" | null) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.setContent(html);
    return { page, asked };
  }

  for (const [name, html] of Object.entries(pages)) {
    it(`of ${name} fits its window, breaks no rule of accessibility and loads nothing`, async () => {
      for (const width of [390, 1280]) {
        for (const scheme of ["light", "dark"] as const) {
          const { page, asked } = await open(html, width, scheme);
          const wide = await page.evaluate("document.documentElement.scrollWidth");
          expect(wide, `${width} ${scheme}`).to.equal(width);
          await expectAccessible(page, `${width} ${scheme}`);
          expect(asked).to.deep.equal([]);
          await page.close();
        }
      }
    });
  }

  it("shows no less without a script than with one", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.setContent(pages["a rehearsal"]!);
    expect(await page.locator("table:visible").count()).to.equal(7);
    expect(await page.locator("svg:visible").count()).to.equal(3);
    await context.close();
  });

  it("shows the heads of tables beside their values on a phone", async () => {
    const { page } = await open(pages["a release"]!, 390, "light");
    const label = await page.evaluate(
      "getComputedStyle(document.querySelector('td[data-head=setting]'), '::before').content",
    );
    expect(label).to.equal('"setting"');
    await page.close();
  });
});
